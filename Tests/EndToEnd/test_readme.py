"""The first requests of README.md, pasted into a shell as they stand, against a gateway as it is shipped."""

import json
import re
import subprocess
import unittest

from gateway_site import EXECUTABLE, ROOT, GatewaySite

SECTION = re.compile(r"^### First requests: (\w+)\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class FirstRequests(GatewaySite):
    # The README adds its own apps.
    is_app_known = True

    def paste(self, name):
        """What the blocks of a section print, line by line. Only ports, certificate and program are other ones."""
        sections = dict(SECTION.findall((ROOT / "README.md").read_text(encoding="utf-8")))
        commands = "".join(BLOCK.findall(sections[name]))
        server = self.start()
        for shown, here in {
                "127.0.0.1:8080": f"127.0.0.1:{server.http_port}", "localhost:8443": f"localhost:{server.https_port}",
                "data/tls/localhost.crt": "server.crt", ".build/release/gateway": str(EXECUTABLE)}.items():
            commands = commands.replace(shown, here)
        self.assertNotRegex(commands, ":8080|:8443|data/tls")
        # gateway.json lies in the folder, as it does in the repository.
        pasted = subprocess.run(
            ["bash"], input=commands, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(pasted.returncode, 0, pasted.stderr)
        self.assertEqual(server.stop(), 0)
        return pasted.stdout.splitlines()

    def test_goncord(self):
        registered, by_header, by_cookie, changed = map(json.loads, self.paste("Goncord"))
        self.assertEqual((registered["login"], registered["email"]), ("test", "test@example.com"))
        self.assertEqual((by_header, by_cookie), (registered, registered))
        self.assertEqual(changed, {**registered, "first_name": "Ada", "roles": ["admin"]})

    def test_callup(self):
        header, call, verified = self.paste("CallUp")
        self.assertRegex(header, "^ID +CHANNEL +KEY +STATE ")
        self.assertRegex(call, "^callup/1 +calls +79990000001 +delivered ")
        self.assertEqual(json.loads(verified), {"data": {"success": True}, "errors": None})

    def test_portal(self):
        pin, pushed, by_header, by_cookie = map(json.loads, self.paste("Portal"))
        self.assertEqual((pin, pushed), ({"result": True}, {"result": True}))
        self.assertEqual([event["title"] for event in by_header["data"]], ["A new task"])
        self.assertEqual(by_cookie, by_header)

    def test_allychat(self):
        *_, room, messages = self.paste("AllyChat")
        self.assertEqual(json.loads(room)["status"], 1)
        self.assertEqual([message["message"] for message in json.loads(messages)["messages"]], ["Hello!"])


class Configuration(GatewaySite):
    def test_the_error_that_is_shown_is_the_shipped_configs(self):
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        shown = re.search(r"^gateway\.json:\d+:\d+: .*$", readme, re.MULTILINE)[0]
        config = (ROOT / "gateway.json").read_text(encoding="utf-8")
        (self.folder / "gateway.json").write_text(config.replace('"app": "super"', '"app": "supr"'), encoding="utf-8")
        checked = subprocess.run([EXECUTABLE, "check"], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertIn(shown, (checked.stdout + checked.stderr).splitlines())


if __name__ == "__main__":
    unittest.main()
