"""Two tabs of AllyChat's example page chat with each other: in Chromium, over https and wss, with nginx in front."""

import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
GATEWAY = ROOT / ".build" / "debug" / "gateway"
LIMIT_SECONDS = 60

# One origin: the page, and the API behind it.
NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    types {{ text/html html; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; "" ""; }}
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/server.crt;
        ssl_certificate_key {folder}/server.key;
        root {pages};
        client_max_body_size 20m;
        location /api {{
            proxy_pass http://127.0.0.1:{gateway_port};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }}
    }}
}}
"""

# Resolves when a condition holds in the page, which is looked at when it changes.
WHEN = """
new Promise(resolve => {{
    const look = () => {{ const found = {condition}; if (found) {{ observer.disconnect(); resolve(found); }} }};
    const observer = new MutationObserver(look);
    observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
    look();
}})
"""


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Browser:
    """Headless Chromium, spoken to by the DevTools protocol through a pair of pipes."""

    def __init__(self, folder):
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()
        # The protocol is spoken on descriptors 3 and 4.
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--ignore-certificate-errors", "--remote-debugging-pipe", f"--user-data-dir={folder}/profile"]
        script = f'exec 3<&{to_browser} 4>&{from_browser}; exec "$@"'
        with open(folder / "chromium.log", "wb") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", script, "bash", *command], pass_fds=(to_browser, from_browser), stdout=log, stderr=log)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.buffer = 0, b""

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while (answer := self.next_message()).get("id") != self.number:
            pass
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def next_message(self):
        while b"\0" not in self.buffer:
            received = os.read(self.read_end, 65536)
            if not received:
                raise AssertionError("Chromium has ended")
            self.buffer += received
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def open_tab(self, url):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable", session)
        self.call("Page.navigate", session, url=url)
        while self.next_message().get("method") != "Page.loadEventFired":
            pass
        return Tab(self, session)

    def close(self):
        self.process.terminate()
        self.process.wait(LIMIT_SECONDS)
        os.close(self.write_end)
        os.close(self.read_end)


class Tab:
    def __init__(self, browser, session):
        self.browser, self.session = browser, session

    def run(self, expression):
        result = self.browser.call(
            "Runtime.evaluate", self.session, expression=expression, awaitPromise=True, returnByValue=True,
            timeout=LIMIT_SECONDS * 1000)
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"])
        return result["result"].get("value")

    def when(self, condition):
        return self.run(WHEN.format(condition=condition))

    def submit(self, form, **fields):
        for name, value in fields.items():
            self.run(f"document.forms[{json.dumps(form)}].elements[{json.dumps(name)}].value = {json.dumps(value)}")
        self.run(f"document.forms[{json.dumps(form)}].requestSubmit()")

    def when_said(self, text):
        """Waits for a message of that text."""
        lines = "[...document.querySelectorAll('#messages li[data-id]')]"
        return self.when(f"{lines}.some(line => line.textContent === {json.dumps(text)})")


class TwoTabs(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gateway-browser-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.port, self.gateway_port = free_ports(2)
        self.make_certificate()
        self.start_gateway()
        self.start_nginx()
        self.browser = Browser(self.folder)
        self.addCleanup(self.browser.close)

    def make_certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", self.folder / "server.key",
             "-out", self.folder / "server.crt"], check=True, capture_output=True)

    def start_gateway(self):
        config = json.loads((ROOT / "gateway.json").read_text(encoding="utf-8"))
        self.password = secrets.token_hex(16)
        (self.folder / "data").mkdir(mode=0o700)
        (self.folder / "admin").touch(0o600)
        (self.folder / "admin").write_text(self.password)
        config["listeners"] = [{"address": f"127.0.0.1:{self.gateway_port}"}]
        config["dataDirectory"], config["accessLog"] = "data", {"path": "access.jsonl"}
        config["apis"]["allychat"]["settings"]["admin"]["password"] = {"file": "admin"}
        config["apis"] = {"allychat": config["apis"]["allychat"]}
        (self.folder / "gateway.json").write_text(json.dumps(config))
        arguments = ["--config", self.folder / "gateway.json"]
        add = [GATEWAY, "apps", "add", "shop", "--api", "allychat", *arguments]
        subprocess.run(add, check=True, capture_output=True)
        gateway = subprocess.Popen([GATEWAY, "serve", *arguments], stderr=subprocess.PIPE)
        self.addCleanup(self.end, gateway)
        for line in gateway.stderr:
            if b"gateway.ready" in line:
                return
        self.fail("the gateway did not start")

    def start_nginx(self):
        pages = ROOT / "Plugins" / "AllyChat"
        (self.folder / "nginx.conf").write_text(NGINX.format(
            folder=self.folder, pages=pages, port=self.port, gateway_port=self.gateway_port))
        nginx = subprocess.Popen(["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e",
                                  self.folder / "nginx.log"])
        self.addCleanup(self.end, nginx)

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(LIMIT_SECONDS)
        if process.stderr:
            process.stderr.close()

    def test_a_client_and_an_operator_talk(self):
        page = f"https://localhost:{self.port}/example.html"
        client = self.browser.open_tab(page)
        client.submit("client", alias="ALICE1", app_id="shop")
        client.when("document.getElementById('status').textContent === 'connected'")
        operator = self.browser.open_tab(page)
        operator.submit("operator", login="admin", password=self.password)
        operator.when("document.getElementById('status').textContent === 'connected'")
        operator.when("document.querySelector('#rooms button[aria-current=true]')")
        client.submit("say", message="My card is gone 😟")
        client.when_said("My card is gone 😟")
        operator.when_said("My card is gone 😟")
        operator.submit("say", message="It is blocked now.")
        client.when_said("It is blocked now.")
        self.assertEqual(client.run("document.querySelectorAll('#messages li').length"), 2)
        self.assertEqual(operator.run("document.querySelectorAll('#messages li').length"), 2)
        lines = [json.loads(line) for line in (self.folder / "access.jsonl").read_text().splitlines()]
        self.assertEqual({line["error"] for line in lines if line["operation"] == "connect"}, {None})


if __name__ == "__main__":
    unittest.main()
