"""The requests of the APIs' documents, as their authors wrote them, from another language and by another client."""

import datetime
import json
import unittest

import requests
from gateway_site import GatewaySite

UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


class DocumentSite(GatewaySite):
    """One gateway with an app whose token is the one of the document."""

    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.http = requests.Session()
        self.addCleanup(self.http.close)

    def ask(self, method, path, **arguments):
        return self.http.request(
            method, f"http://127.0.0.1:{self.server.http_port}{path}", timeout=30, **arguments)

    def assert_answer(self, answer, status, body):
        self.assertEqual((answer.status_code, answer.json()), (status, body))
        self.assertEqual(answer.headers["Content-Type"], "application/json")


class Goncord(DocumentSite):
    token = "3333cd49-ee9e-4ece-aa4f-345d236a7416"
    new = {
        "login": "test", "password": "password", "email": "test@gmail.com", "first_name": "Дмитрий",
        "last_name": "Дубина", "second_name": "Евгеньевич", "birthday": "1995-03-30"}
    user = {
        "second_name": "Евгеньевич", "roles": [], "login": "test", "last_name": "Дубина", "first_name": "Дмитрий",
        "email": "test@gmail.com", "birthday": "1995-03-30", "apps": {}}

    def test_the_requests_of_the_document(self):
        self.assert_answer(self.ask("POST", "/api/v0/users", json=self.new), 200, self.user)
        answer = self.ask("POST", "/api/v0/tokens", json={"email": "test@gmail.com", "password": "password"})
        jwt = answer.json()["jwt"]
        self.assert_answer(answer, 200, {"user": self.user, "jwt": jwt})
        bearer = {"Authorization": f"Bearer {jwt}"}
        self.assert_answer(self.ask("GET", "/api/v0/tokens/validate", headers=bearer), 200, self.user)
        self.assert_answer(self.ask("GET", "/api/v0/tokens/validate", cookies={"jwt": jwt}), 200, self.user)
        wrong = self.ask("GET", "/api/v0/tokens/validate", headers={"Authorization": "Bearer x"}, cookies={"jwt": jwt})
        self.assertEqual(wrong.status_code, 401)
        change = {name: self.user[name] for name in (
            "second_name", "last_name", "first_name", "birthday", "roles", "apps")}
        self.assert_answer(
            self.ask("PATCH", "/api/v0/users", headers={**bearer, "x-app-token": self.token}, json=change), 200,
            self.user)
        self.assertEqual(self.ask("PATCH", "/api/v0/users", headers=bearer, json=change).status_code, 403)


class CallUp(DocumentSite):
    token = "0f8fad5b-d9cb-469f-a165-70867728950e"
    denied = {"data": None, "errors": [{"message": "access denied"}]}

    def setUp(self):
        super().setUp()
        self.http.headers["X-Application-Token"] = self.token

    def order(self, path, **body):
        answer = self.ask("POST", path, json=body).json()
        self.assertIsNone(answer["errors"])
        self.assertRegex(answer["data"]["id"], f"^{UUID4}$")
        self.assertEqual(answer["data"]["cid"], {"prefix": "7487260", "mask": "7487260****"})
        return answer["data"]["id"], answer["data"]["code"]

    def call_of(self, order):
        """The code that the user would read off the call: the end of the number that rings."""
        listed = json.loads(self.command(self.server, "outbox", "list", "--state", "delivered", "--json", "--reveal"))
        return next(call["body"]["caller_number"] for call in listed if call["body"]["order_id"] == order)[-4:]

    def assert_verified(self, order, code):
        success = {"data": {"success": True}, "errors": None}
        self.assert_answer(self.ask("GET", f"/v1/auth/{order}/{code}"), 200, success)
        again = self.ask("GET", f"/v1/auth/{order}/{code}")
        self.assertEqual((again.status_code, again.json()["data"], len(again.json()["errors"])), (410, None, 1))

    def test_the_first_scheme(self):
        order, code = self.order("/v1/orders", phone="79990000001")
        self.assertEqual(code, {"len": 4})
        self.assert_verified(order, self.call_of(order))

    def test_the_second_scheme(self):
        order, code = self.order("/v1/orders?fields=code.value", phone="79990000002")
        self.assertEqual((code["len"], code["value"]), (4, self.call_of(order)))
        self.assert_verified(order, code["value"])

    def test_the_third_scheme(self):
        order, code = self.order("/v1/orders", phone="79990000003", code="0345")
        self.assertEqual(code, {"len": 4, "value": "0345"})
        self.assertEqual(self.call_of(order), "0345")
        self.assertEqual(self.ask("GET", f"/v1/auth/{order}/0346").status_code, 422)
        self.assert_verified(order, "0345")

    def test_without_a_token(self):
        del self.http.headers["X-Application-Token"]
        self.assert_answer(self.ask("POST", "/v1/orders", json={"phone": "79990000004"}), 403, self.denied)

    def test_every_broken_field_is_named(self):
        answer = self.ask("POST", "/v1/orders?fields=other", json={"phone": "7999", "code": "12"})
        self.assertEqual((answer.status_code, answer.json()["data"]), (422, None))
        named = {error["message"].split()[0] for error in answer.json()["errors"]}
        self.assertEqual(named, {"phone", "code", "fields"})


class Portal(DocumentSite):
    token = "osnova_callback"
    person = "381004a1-d925-11e8-9126-00155d640b22"
    pin = {
        "id_phperson": person, "tab_no": "00123", "ad_login": "ivanov@example.com", "pin_code": 1234,
        "created_at": "2019-11-25 11:43:22"}
    event = {
        "data": {"id": "5dd52390673cf700567e1d72"}, "type": "kip_new", "title": "Создана новая задача КИП",
        "message": "Стыковка с международной космической лунной станцией.", "users": [person]}
    fine = {"result": True}

    def setUp(self):
        super().setUp()
        self.http.headers.update({"X-Callback-Key": self.token, "User-Agent": "*"})
        self.sessions = f"/api/v1/callback/sessions/{self.person}"

    def update_pin(self, **changes):
        return self.ask("POST", "/api/v1/callback/pin/update", json={**self.pin, **changes})

    def test_the_callbacks_of_the_document(self):
        self.assert_answer(self.ask("GET", self.sessions), 404, {"result": False, "error": "User not found."})
        self.assert_answer(self.update_pin(), 200, self.fine)
        self.assert_answer(self.ask("GET", self.sessions), 200, {"result": True, "data": []})
        pushed = self.ask("POST", "/api/v1/callback/portal/push/events", json=self.event)
        self.assert_answer(pushed, 200, self.fine)

    def test_sessions_as_a_person_has_them(self):
        self.update_pin()
        opened = self.ask("POST", "/api/v1/sessions", json={"ad_login": "ivanov@example.com", "pin_code": "1234"})
        self.assertEqual(opened.status_code, 200)
        session = opened.json()["data"]
        self.ask("POST", "/api/v1/callback/portal/push/events", json=self.event)
        self.http.headers["Authorization"] = f"Bearer {session['access_token']}"
        events = self.ask("GET", "/api/v1/events").json()["data"]
        self.assertEqual([event["title"] for event in events], [self.event["title"]])
        self.assertEqual(events[0]["data"], self.event["data"])
        listed = self.ask("GET", self.sessions).json()["data"]
        self.assertEqual(list(listed[0]), [
            "id", "user_agent", "ip_address", "access_expire_at", "refresh_expire_at", "created_at", "updated_at"])
        self.assertEqual((listed[0]["user_agent"], listed[0]["ip_address"]), ("*", "127.0.0.1"))
        lasts = datetime.datetime.fromisoformat(listed[0]["access_expire_at"]) - datetime.datetime.fromisoformat(
            listed[0]["created_at"])
        self.assertEqual(lasts, datetime.timedelta(hours=6))
        self.assert_answer(self.ask("DELETE", f"{self.sessions}?session_id={listed[0]['id']}"), 200, self.fine)
        self.assertEqual(self.ask("GET", "/api/v1/events").status_code, 401)
        self.assert_answer(
            self.ask("DELETE", f"{self.sessions}?session_id={listed[0]['id']}"), 404,
            {"result": False, "error": "Session not found."})
        self.assert_answer(self.ask("DELETE", f"{self.sessions}?all=1"), 200, self.fine)

    def test_each_kind_of_request_fails_in_its_own_shape(self):
        answer = self.update_pin(pin_code=12, created_at="yesterday")
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(set(answer.json()), {"result", "pin_code", "created_at"})
        self.assertTrue(all(isinstance(rule, str) for rule in answer.json()["pin_code"]))
        answer = self.ask("POST", "/api/v1/callback/portal/push/events", json={**self.event, "users": []})
        self.assertEqual((answer.status_code, set(answer.json())), (422, {"result", "error"}))
        self.assertEqual(set(answer.json()["error"]), {"code", "message", "fields"})
        answer = self.ask("DELETE", self.sessions)
        self.assertEqual((answer.status_code, set(answer.json())), (422, {"result", "error", "fields"}))
        self.assertIsInstance(answer.json()["error"], str)

    def test_without_the_key(self):
        del self.http.headers["X-Callback-Key"]
        denied = {"result": False, "error": "access denied"}
        self.assert_answer(self.update_pin(), 403, denied)
        self.assert_answer(self.ask("GET", self.sessions), 403, denied)
        self.assert_answer(self.ask("DELETE", f"{self.sessions}?all=1"), 403, denied)
        self.assert_answer(self.ask("POST", "/api/v1/callback/portal/push/events", json=self.event), 403, denied)


if __name__ == "__main__":
    unittest.main()
