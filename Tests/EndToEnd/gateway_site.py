"""A gateway for a test: the repository's own gateway.json on free ports, in a folder of its own."""

import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib/bench"))

import bench  # noqa: E402
from servers import Gateway  # noqa: E402

EXECUTABLE = ROOT / ".build/debug/gateway"


class GatewaySite(unittest.TestCase):
    """A test with a folder, in which it starts gateways one after the other."""

    token = "token-of-the-tests"
    is_app_known = False

    def setUp(self):
        if not EXECUTABLE.exists():
            self.fail(f"{EXECUTABLE} is not built; scripts/test builds it first")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="site-", dir=ROOT / ".build"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        bench.make_certificate(self.folder)

    def start(self, settings=None):
        """A gateway as shipped, but for the settings of some APIs, and with the app whose token is `self.token`."""
        server = Gateway("gateway", self.folder, EXECUTABLE, ROOT / "gateway.json", settings=settings)
        server.configure()
        if not self.is_app_known:
            self.command(server, "apps", "add", "client", "--super", "--token", self.token)
            self.is_app_known = True
        server.__enter__()
        self.addCleanup(server.kill)
        return server

    def command(self, server, *arguments):
        """What a gateway command prints; it must end well."""
        run = subprocess.run(
            [EXECUTABLE, *arguments, "--config", server.configuration], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 0, f"gateway {' '.join(arguments)}: {run.stderr}")
        return run.stdout

    def provider(self, *arguments):
        provider = Provider(*arguments)
        self.addCleanup(provider.close)
        return provider

    def wait_until(self, condition, seconds, what):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.fail(f"not within {seconds} s: {what() if callable(what) else what}")
            time.sleep(0.02)


class Delivery:
    """What came to a provider once."""

    def __init__(self, handler, number):
        self.handler, self.number, self.is_accepted = handler, number, False
        self.key = handler.headers["Idempotency-Key"]
        self.body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))

    def accept(self):
        self.is_accepted = True
        self.answer(200)

    def answer(self, status):
        self.handler.send_response(status)
        self.handler.send_header("Content-Length", "0")
        self.handler.end_headers()

    def send(self, text):
        """Bytes that need be no answer at all; the connection ends after them."""
        self.handler.wfile.write(text)
        self.handler.close_connection = True


class Provider:
    """Takes deliveries over real HTTP, and hands each to `take`, which answers it, however badly."""

    def __init__(self, take=Delivery.accept):
        self.deliveries, self.lock = [], threading.Lock()
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Without it each small answer waits for the client's acknowledgement.
            disable_nagle_algorithm = True

            def do_POST(self):
                with provider.lock:
                    delivery = Delivery(self, len(provider.deliveries))
                    provider.deliveries.append(delivery)
                take(delivery)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            # A gateway that is killed resets its connections.
            handle_error = staticmethod(lambda *_: None)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def accepted(self):
        """The bodies that were answered with 200, in the order in which they came."""
        with self.lock:
            return [delivery.body for delivery in self.deliveries if delivery.is_accepted]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
