"""Orders and events that were acknowledged reach their providers, whatever happens to gateway or provider."""

import random
import threading
import time
import unittest

import requests
from gateway_site import GatewaySite

ROUNDS, PHONES, PEOPLE = 12, 4, 3


class Ordering(threading.Thread):
    """Orders calls to one phone, one after the other, until the gateway is gone."""

    def __init__(self, server, phone, acknowledged):
        super().__init__(daemon=True)
        self.url, self.phone, self.acknowledged = f"http://127.0.0.1:{server.http_port}/v1/orders", phone, acknowledged

    def run(self):
        with requests.Session() as session:
            session.headers["X-Application-Token"] = GatewaySite.token
            try:
                while (answer := session.post(self.url, json={"phone": self.phone}, timeout=10)).status_code == 200:
                    self.acknowledged.append(answer.json()["data"]["id"])
            except requests.RequestException:
                pass


class Pushing(threading.Thread):
    """Pushes numbered events to all people, one after the other, until the gateway is gone."""

    def __init__(self, server, people, acknowledged):
        super().__init__(daemon=True)
        self.url = f"http://127.0.0.1:{server.http_port}/api/v1/callback/portal/push/events"
        self.people, self.acknowledged = people, acknowledged

    def run(self):
        with requests.Session() as session:
            session.headers["X-Callback-Key"] = GatewaySite.token
            try:
                while True:
                    # Names of events whose answer was lost are not used again.
                    name = f"event {time.monotonic_ns()}"
                    event = {"type": "push", "title": name, "message": "m", "data": {}, "users": self.people}
                    if session.post(self.url, json=event, timeout=10).status_code != 200:
                        return
                    self.acknowledged.append(name)
            except requests.RequestException:
                pass


class Outbox(GatewaySite):
    def assert_in_order(self, acknowledged, delivered, whose):
        """Each was delivered, and for the first time after those before it."""
        first = list(dict.fromkeys(name for name in delivered if name in set(acknowledged)))
        self.assertEqual(first, acknowledged, whose)

    def test_nothing_acknowledged_is_lost_when_the_gateway_is_killed(self):
        calls = self.provider(lambda delivery: (time.sleep(random.random() / 50), delivery.accept()))
        pushes = self.provider(lambda delivery: (time.sleep(random.random() / 50), delivery.accept()))
        settings = {
            "callup": {"provider": {"url": calls.url}, "orderLimit": 1000},
            "portal": {"provider": {"url": pushes.url}}}
        phones = [f"7999000000{number}" for number in range(PHONES)]
        people = [f"person-{number}" for number in range(PEOPLE)]
        orders, events = {phone: [] for phone in phones}, []

        def acknowledged():
            return len(events) + sum(map(len, orders.values()))

        for _ in range(ROUNDS):
            server = self.start(settings)
            clients = [Ordering(server, phone, orders[phone]) for phone in phones]
            clients.append(Pushing(server, people, events))
            for client in clients:
                client.start()
            wanted = acknowledged() + random.randint(10, 300)
            self.wait_until(lambda: acknowledged() >= wanted, 60, "nothing more is acknowledged")
            server.kill()
            for client in clients:
                client.join(20)
        server = self.start(settings)
        made = {order for phone in phones for order in orders[phone]}
        self.assertGreater(len(made), ROUNDS)
        self.assertGreater(len(events), ROUNDS)

        def missing():
            told = {(body["id_phperson"], body["title"]) for body in pushes.accepted()}
            return (made - {body["order_id"] for body in calls.accepted()}
                    | {(user, name) for user in people for name in events} - told)

        self.wait_until(lambda: not missing(), 120, lambda: f"{len(missing())} of {len(made)} + {len(events)} missing")
        for phone in phones:
            delivered = [body["order_id"] for body in calls.accepted() if body["phone"] == phone]
            self.assert_in_order(orders[phone], delivered, phone)
        for user in people:
            delivered = [body["title"] for body in pushes.accepted() if body["id_phperson"] == user]
            self.assert_in_order(events, delivered, user)
        self.assertEqual(server.stop(), 0)

    def test_a_bad_provider_is_no_business_of_the_clients(self):
        """Every second call is answered badly once, each in another way; then it is taken."""
        seen, lock = set(), threading.Lock()
        bad = [
            lambda delivery: delivery.answer(500),
            lambda delivery: delivery.answer(429),
            lambda delivery: delivery.send(b"\x16\x03\x01 this is no HTTP\r\n\r\n"),
            lambda delivery: delivery.send(b"HTTP/1.1 503 Busy\r\nContent-Length: 1000\r\n\r\nshort"),
            lambda delivery: delivery.send(b""),
            lambda delivery: (time.sleep(2), delivery.send(b"")),
            lambda delivery: [(delivery.send(b"HTTP/1.1 200 OK\r\nX: "[n:n + 1]), time.sleep(0.1)) for n in range(20)],
        ]

        def take(delivery):
            with lock:
                number, is_new = len(seen), delivery.body["order_id"] not in seen
                seen.add(delivery.body["order_id"])
            bad[number // 2 % len(bad)](delivery) if is_new and number % 2 else delivery.accept()

        provider = self.provider(take)
        settings = {"callup": {"provider": {"url": provider.url, "timeoutMilliseconds": 500}}}
        server = self.start(settings)
        orders = set()
        for number in range(4 * len(bad)):
            answer = requests.post(
                f"http://127.0.0.1:{server.http_port}/v1/orders", json={"phone": f"7999{number:07}"},
                headers={"X-Application-Token": self.token}, timeout=10)
            self.assertEqual(answer.status_code, 200)
            orders.add(answer.json()["data"]["id"])
        self.wait_until(
            lambda: orders <= {body["order_id"] for body in provider.accepted()}, 90,
            lambda: f"{len(provider.accepted())} of {len(orders)} are delivered")
        self.assertEqual(server.stop(), 0)
        warnings = [line for line in server.errors if "outbox" in line]
        self.assertLess(len(warnings), len(orders), "one warning for each failure would drown the log")


if __name__ == "__main__":
    unittest.main()
