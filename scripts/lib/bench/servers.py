"""The two servers under test: how each is configured, started, watched and stopped."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import process

READY_MARK = b'"event":"gateway.ready"'
START_LIMIT_SECONDS, STOP_LIMIT_SECONDS = 15, 15
ADMIN_PASSWORD = "password-of-the-tests"

# The fields of the gateway's access log; what nginx does not know is there as a text of the same kind.
NGINX_LOG_FORMAT = (
    '{"ts":"$time_iso8601","request_id":"$request_id","listener":"$server_addr:$server_port",'
    '"remote_ip":"$remote_addr","method":"$request_method","path":"$uri","route":"/api/v0/tokens/validate",'
    '"api":"goncord","operation":"validateToken","status":$status,"error":null,"bytes_in":$request_length,'
    '"bytes_out":$bytes_sent,"duration_us":$request_time,"handler_us":0,"token_source":"header",'
    '"token_fp":"0123456789abcdef","app":null,"subject":"User:1","tls":{"version":"$ssl_protocol",'
    '"cipher":"$ssl_cipher","resumed":"$ssl_session_reused"},"user_agent":"$http_user_agent","trace_id":null}')

# Where nginx would keep large bodies: by default in folders that not every user may write to.
NGINX_TEMPORARY_PATHS = " ".join(
    f"{kind}_temp_path {{folder}}/nginx-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))

# Every setting that is not nginx's default is there to make the two comparable: one worker, connections that are
# not closed after 1,000 requests, room for as many of them, and the cipher that the gateway chose.
NGINX_CONFIG = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid {folder}/{name}.pid;
error_log {folder}/{name}-error.log error;
events {{ worker_connections 8192; }}
http {{
    log_format gateway escape=json '{log_format}';
    access_log {folder}/{name}-access.log gateway{log_options};
    keepalive_requests 1000000000;
    default_type application/json;
    {temporary_paths}
    server {{
        listen 127.0.0.1:{http_port};
        listen 127.0.0.1:{https_port} ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_conf_command Ciphersuites {cipher};
        ssl_certificate {folder}/server.crt;
        ssl_certificate_key {folder}/server.key;
        location = /api/v0/tokens/validate {{ return 200 '{body}'; }}
    }}
}}
"""


class ServerFailure(Exception):
    """A server that did not start, did not stop, or answered what it should not."""


def free_ports(count):
    """Ports of 127.0.0.1 that nobody listens on at the moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [held.getsockname()[1] for held in sockets]
    for held in sockets:
        held.close()
    return ports


class Server:
    """A server in `folder`, which holds its certificate, data and logs. Use it as a context: it runs inside."""

    name = "server"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.http_port, self.https_port = free_ports(2)
        self.connect_seconds = self.ready_seconds = None

    def __enter__(self):
        self.configure()
        with open(self.folder / f"{self.name}-output.log", "wb") as output:
            self.started = time.monotonic()
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=output, stderr=self.error_output(output),
                start_new_session=True)
        try:
            self.wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        code = self.stop()
        for log in self.folder.glob("*access*"):
            log.unlink()
        if code != 0:
            raise ServerFailure(f"{self.name} ended with {code}: {self.last_words()}")

    def error_output(self, output):
        return output

    def wait_until_ready(self):
        self.wait_for_connect()

    def wait_for_connect(self):
        """Tries to connect until it works; leaves the time from the start of the process in `connect_seconds`."""
        while time.monotonic() - self.started < START_LIMIT_SECONDS:
            try:
                socket.create_connection(("127.0.0.1", self.http_port), timeout=1).close()
                self.connect_seconds = time.monotonic() - self.started
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.0005)
        raise ServerFailure(f"{self.name} did not start: {self.last_words()}")

    def last_words(self):
        texts = [file.read_text(errors="replace") for file in (
            self.folder / f"{self.name}-output.log", self.folder / f"{self.name}-error.log") if file.is_file()]
        return " ".join("".join(texts).split("\n")[-4:]).strip() or "it said nothing"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"no answer to SIGTERM within {STOP_LIMIT_SECONDS} s"

    def kill(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @property
    def pid(self):
        """The process that serves."""
        return self.process.pid


class Nginx(Server):
    """nginx with one worker that answers validateToken with a canned body; its `log` is its name in the figures."""

    UNBUFFERED, BUFFERED = "nginx", "bufferedNginx"

    def __init__(self, folder, body, cipher, log):
        super().__init__(folder)
        self.body, self.cipher, self.name = body, cipher, log

    def configure(self):
        if "$" in self.body:
            raise ServerFailure("nginx cannot return a body with a dollar sign")
        (self.folder / f"{self.name}.conf").write_text(NGINX_CONFIG.format(
            folder=self.folder, name=self.name, http_port=self.http_port, https_port=self.https_port,
            log_format=NGINX_LOG_FORMAT, log_options=" buffer=64k flush=1s" if self.name == self.BUFFERED else "",
            cipher=self.cipher, body=self.body.replace("\\", "\\\\").replace("'", "\\'"),
            temporary_paths=NGINX_TEMPORARY_PATHS.format(folder=self.folder)))

    def command(self):
        return ["nginx", "-p", self.folder, "-c", self.folder / f"{self.name}.conf", "-e",
                self.folder / f"{self.name}-error.log"]

    def wait_until_ready(self):
        """The kernel takes connections as soon as nginx listens, a moment before there is a worker."""
        self.wait_for_connect()
        while not process.children(self.process.pid):
            if self.process.poll() is not None or time.monotonic() - self.started > START_LIMIT_SECONDS:
                raise ServerFailure(f"nginx made no worker: {self.last_words()}")
            time.sleep(0.001)

    @property
    def pid(self):
        workers = process.children(self.process.pid)
        if len(workers) != 1:
            raise ServerFailure(f"nginx has {len(workers)} workers: {self.last_words()}")
        return workers[0]


PROVIDER_CONFIG = """
daemon off;
worker_processes 1;
pid {folder}/provider.pid;
error_log {folder}/provider-error.log error;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    {temporary_paths}
    server {{
        listen 127.0.0.1:{http_port};
        location = /calls {{ return 200; }}
        location = /status {{ stub_status; }}
    }}
}}
"""


class Provider(Server):
    """An nginx that takes every delivery, and counts them. Its port is known before it runs."""

    name = "provider"

    def configure(self):
        (self.folder / "provider.conf").write_text(PROVIDER_CONFIG.format(
            folder=self.folder, http_port=self.http_port,
            temporary_paths=NGINX_TEMPORARY_PATHS.format(folder=self.folder)))

    def command(self):
        return ["nginx", "-p", self.folder, "-c", self.folder / "provider.conf", "-e",
                self.folder / "provider-error.log"]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http_port}/calls"


class NodeServer(Server):
    """Node.js with `ws`: an echo at `/echo`, and at any other path one room."""

    name = "node"

    def configure(self):
        self.script = pathlib.Path(__file__).with_name("websocket_server.js")

    def command(self):
        return ["node", self.script, str(self.http_port)]


class EchoServer(Server):
    """A gateway whose one API is a socket that says everything again (Tests/SampleServer), with one loop."""

    name = "gateway"

    def __init__(self, folder, executable):
        super().__init__(folder / "echo")
        self.executable = executable

    def configure(self):
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        route = {"path": "/echo", "socket": "json", "operation": "connect"}
        (self.folder / "gateway.json").write_text(json.dumps({
            "listeners": [{"address": f"127.0.0.1:{self.http_port}"}], "dataDirectory": "data",
            "accessLog": {"path": "access.jsonl"}, "threads": {"eventLoops": 1},
            "apis": {"echo": {"plugin": "echo", "routes": [route]}}}), encoding="utf-8")

    def command(self):
        return [self.executable, self.folder]

    def stop(self):
        """It serves until it is killed."""
        self.kill()
        return 0


class Gateway(Server):
    """A gateway with its repository's gateway.json, moved to free ports and to a data directory of its own."""

    def __init__(
            self, name, folder, executable, configuration, loops=None, settings=None, without_rate_limits=False):
        super().__init__(folder)
        self.name, self.executable, self.repository_configuration = name, executable, configuration
        self.loops, self.settings, self.without_rate_limits = loops, settings or {}, without_rate_limits
        self.configuration = self.folder / "gateway.json"

    def configure(self):
        settings = json.loads(self.repository_configuration.read_text(encoding="utf-8"))
        settings["listeners"] = [
            {"address": f"127.0.0.1:{self.http_port}"},
            {"address": f"127.0.0.1:{self.https_port}", "tls": {"certificate": "server.crt", "key": "server.key"}}]
        settings["dataDirectory"] = "data"
        settings["accessLog"] = {"path": "gateway-access.jsonl"}
        settings.pop("admin", None)
        if self.loops:
            settings["threads"] = {**settings.get("threads", {}), "eventLoops": self.loops}
        for api, changed in self.settings.items():
            settings["apis"][api]["settings"] = {**settings["apis"][api].get("settings", {}), **changed}
        if self.without_rate_limits:
            for route in (route for api in settings["apis"].values() for route in api["routes"]):
                route.pop("rateLimit", None)
        (self.folder / "data").mkdir(exist_ok=True)
        # As scripts/run makes it.
        password = self.folder / "data" / "allychat-admin"
        password.write_text(f"{ADMIN_PASSWORD}\n", encoding="utf-8")
        password.chmod(0o600)
        self.configuration.write_text(json.dumps(settings, indent=2), encoding="utf-8")

    def command(self):
        return [self.executable, "serve", "--config", self.configuration]

    def error_output(self, _):
        return subprocess.PIPE

    def wait_until_ready(self):
        """Reads the error log as it comes, so that the time of the readiness line is the time of its first byte."""
        is_ready, self.errors = threading.Event(), []
        threading.Thread(target=self._read_errors, args=(is_ready,), daemon=True).start()
        self.wait_for_connect()
        if not is_ready.wait(START_LIMIT_SECONDS):
            raise ServerFailure(f"the {self.name} did not say that it is ready: {self.last_words()}")

    def _read_errors(self, is_ready):
        while line_start := self.process.stderr.read(1):
            arrived = time.monotonic() - self.started
            line = line_start + self.process.stderr.readline()
            self.errors.append(line.decode(errors="replace"))
            if READY_MARK in line:
                self.ready_seconds = arrived
                is_ready.set()
        self.process.stderr.close()

    def last_words(self):
        return " ".join(self.errors[-4:]).strip() or "it said nothing"
