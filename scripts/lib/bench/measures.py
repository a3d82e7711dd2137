"""What is measured, one function a measurement. Each returns figures by row: {row: {server name: value}}."""

import json
import secrets
import subprocess
import time

import load
import process
from servers import Gateway, Nginx, ServerFailure

VALIDATE = "/api/v0/tokens/validate"
KEPT_ALIVE_CONNECTIONS, WRITING_CONNECTIONS, IDLE_CONNECTIONS = 32, 64, 2000
CONNECTING_CLIENTS = 4
STARTS_IN_A_ROUND = 5
USER = {
    "login": "bench", "password": secrets.token_urlsafe(12), "email": "bench@example.com", "first_name": "Анна",
    "last_name": "Bench", "birthday": "1990-01-31"}


class Bench:
    """One bench: a folder, a gateway with a user and a super app in it, and the servers made from them."""

    def __init__(self, folder, executable, configuration, seconds, log_is_buffered):
        self.folder, self.executable, self.configuration = folder, executable, configuration
        self.seconds, self.log_is_buffered = seconds, log_is_buffered
        self.app_token = secrets.token_hex(32)

    def prepare(self):
        """Certificate, user, token and app; keeps the answer that nginx then returns canned."""
        make_certificate(self.folder)
        with self.gateway() as server:
            add = subprocess.run(
                [self.executable, "apps", "add", "bench", "--super", "--token", self.app_token, "--config",
                 server.configuration], capture_output=True, text=True)
            if add.returncode != 0:
                raise ServerFailure(f"gateway apps add ended with {add.returncode}: {add.stderr.strip()}")
            expect_200(load.ask(server, "POST", "/api/v0/users", {}, USER), "registering")
            credentials = {name: USER[name] for name in ("login", "password")}
            answer = expect_200(load.ask(server, "POST", "/api/v0/tokens", {}, credentials), "logging in")
            self.authorization = {"Authorization": f"Bearer {json.loads(answer)['jwt']}"}
            self.body = expect_200(load.ask(server, "GET", VALIDATE, self.authorization), "validating")
            self.tls = load.negotiated(server)
            if self.tls[0] != "TLSv1.3":
                raise ServerFailure(f"the gateway chose {self.tls[0]}; the bench compares TLS 1.3")
        with self.nginx() as server:
            same = expect_200(load.ask(server, "GET", VALIDATE, self.authorization), "asking nginx")
            same_tls = load.negotiated(server)
        if (same, same_tls) != (self.body, self.tls):
            raise ServerFailure(f"nginx: {same!r} by {same_tls}, the gateway: {self.body!r} by {self.tls}")

    def gateway(self, loops=None):
        return Gateway(self.folder, self.executable, self.configuration, loops)

    def nginx(self):
        return Nginx(self.folder, self.body, self.tls[1], self.log_is_buffered)

    def pair(self):
        """The two servers that are compared: one worker, one loop."""
        return self.nginx(), self.gateway(loops=1)


def make_certificate(folder):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", folder / "server.key", "-out", folder / "server.crt"], capture_output=True, text=True)
    if made.returncode != 0:
        raise ServerFailure(f"openssl made no certificate: {made.stderr}")
    (folder / "server.key").chmod(0o600)


def expect_200(answer, doing):
    status, text = answer
    if status != 200:
        raise ServerFailure(f"{doing} was answered with {status}: {text}")
    return text


def rows(prefix, results):
    """The rows of load measurements by server name."""
    figures = {
        "CPU µs": "cpu", "CPU µs, user": "user_cpu", "per second": "per_second", "p50 µs": "p50", "p99 µs": "p99"}
    return {
        f"{prefix}, {title}": {name: getattr(result, key) for name, result in results.items()}
        for title, key in figures.items() if all(getattr(result, key) is not None for result in results.values())}


def keep_alive(bench, scheme):
    results = {}
    for server in bench.pair():
        with server:
            arguments = (KEPT_ALIVE_CONNECTIONS, bench.authorization)
            load.wrk(server, scheme, VALIDATE, 1, *arguments)
            results[server.name] = load.wrk(server, scheme, VALIDATE, bench.seconds, *arguments)
    return rows(scheme, results)


def http(bench):
    return keep_alive(bench, "http")


def https(bench):
    return keep_alive(bench, "https")


def handshake(bench):
    """A new TLS connection with a full handshake for every request."""
    results = {}
    for server in bench.pair():
        with server:
            results[server.name] = load.new_connections(
                server, bench.seconds, CONNECTING_CLIENTS, VALIDATE, bench.authorization)
    return rows("new TLS connection", results)


def writes(bench):
    """Durable writes: each answer leaves after its transaction is on disk. As shipped: a loop for each core."""
    headers = {**bench.authorization, "x-app-token": bench.app_token, "Content-Type": "application/json"}
    with bench.gateway() as server:
        arguments = (server, "http", "/api/v0/users")
        load.wrk(*arguments, 1, WRITING_CONNECTIONS, headers, load.UPDATING)
        result = load.wrk(*arguments, bench.seconds, WRITING_CONNECTIONS, headers, load.UPDATING)
        # The writes changed the user; nginx goes on returning what validateToken answers now.
        bench.body = expect_200(load.ask(server, "GET", VALIDATE, bench.authorization), "validating")
    return rows("durable write", {server.name: result})


def memory(bench):
    """As shipped: a loop for each core. A connection is idle after it has had one answer."""
    load.raise_descriptor_limit(2 * IDLE_CONNECTIONS + 256)
    found = {title: {} for title in (
        "memory idle, RSS MiB", "memory idle, PSS MiB", "idle TLS connection, RSS KiB", "idle TLS connection, PSS KiB")}
    for server in (bench.nginx(), bench.gateway()):
        with server:
            expect_200(load.ask(server, "GET", VALIDATE, bench.authorization), "validating")
            before = process.memory_kilobytes(server.pid)
            with load.IdleConnections(server, IDLE_CONNECTIONS, VALIDATE, bench.authorization):
                after = process.memory_kilobytes(server.pid)
        for kind, idle, loaded in zip(("RSS", "PSS"), before, after):
            found[f"memory idle, {kind} MiB"][server.name] = idle / 1024
            found[f"idle TLS connection, {kind} KiB"][server.name] = (loaded - idle) / IDLE_CONNECTIONS
    return found


def start(bench):
    """From before the process is made to its first accepted connection, and to the first byte of the readiness line."""
    connected, ready = {}, []
    for make in (bench.nginx, bench.gateway):
        times = []
        for _ in range(STARTS_IN_A_ROUND):
            with make() as server:
                times.append(server.connect_seconds * 1000)
                if server.ready_seconds is not None:
                    ready.append(server.ready_seconds * 1000)
            time.sleep(0.02)
        connected[server.name] = sorted(times)[len(times) // 2]
    return {
        "start to first connection, ms": connected,
        "start to ready, ms": {"gateway": sorted(ready)[len(ready) // 2]}}


MEASUREMENTS = {
    "http": http, "https": https, "handshake": handshake, "writes": writes, "memory": memory, "start": start}
