"""What is measured beside nginx, one function a measurement. Each returns figures by row: {row: {server: value}}."""

import base64
import hmac
import json
import secrets
import time
import uuid

import load
import process
from bench import VALIDATE, expect_200, rows
from servers import Nginx

KEPT_ALIVE_CONNECTIONS, IDLE_CONNECTIONS = 32, 2000
CONNECTING_CLIENTS = 4
STARTS_IN_A_ROUND = 5
# Eight for each place that a loop has for them.
TOKENS, JWT_HEADER = 8192, {"alg": "HS512", "typ": "JWT"}


def keep_alive(bench, scheme):
    """The one measurement that nginx's log weighs in: beside nginx's default, and beside a buffer of 64 KiB."""
    results = {}
    for server in bench.with_one_loop(Nginx.UNBUFFERED, Nginx.BUFFERED):
        with server:
            arguments = (KEPT_ALIVE_CONNECTIONS, bench.authorization)
            load.wrk(server, scheme, VALIDATE, 1, *arguments)
            results[server.name] = load.wrk(server, scheme, VALIDATE, bench.seconds, *arguments)
    return rows(scheme, results)


def http(bench):
    return keep_alive(bench, "http")


def https(bench):
    return keep_alive(bench, "https")


def tokens(bench):
    """validateToken by more users' tokens than a loop remembers: each is decoded, and its signature computed, anew."""
    key, listed = secrets.token_hex(64), bench.folder / "tokens.txt"
    (bench.folder / "signing.key").touch(0o600)
    (bench.folder / "signing.key").write_text(key)
    listed.write_text("".join(f"{token(key, number)}\n" for number in range(TOKENS)))
    with bench.gateway(loops=1, settings={"goncord": {"signingKey": {"file": "signing.key"}}}) as server:
        script = load.PRESENTING.substitute(tokens=listed)
        load.wrk(server, "http", VALIDATE, 1, KEPT_ALIVE_CONNECTIONS, {}, script)
        result = load.wrk(server, "http", VALIDATE, bench.seconds, KEPT_ALIVE_CONNECTIONS, {}, script)
    return rows("http, other tokens", {server.name: result})


def token(key, number):
    """A token of the bench's user, as Goncord signs it."""
    now = int(time.time())
    claims = {
        "aud": "User:1", "exp": now + 86400, "iat": now, "iss": "Goncord", "jti": str(uuid.UUID(int=number)),
        "pem": {}, "sub": "User:1", "typ": "token"}
    parts = [base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (JWT_HEADER, claims)]
    return ".".join([*parts, base64url(hmac.digest(key.encode(), ".".join(parts).encode(), "sha512"))])


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def handshake(bench):
    """A new TLS connection with a full handshake for every request."""
    results = {}
    for server in bench.with_one_loop(Nginx.UNBUFFERED):
        with server:
            results[server.name] = load.new_connections(
                server, bench.seconds, CONNECTING_CLIENTS, VALIDATE, bench.authorization)
    return rows("new TLS connection", results)


def memory(bench):
    """As shipped: a loop for each core. A connection is idle after it has had one answer."""
    load.raise_descriptor_limit(2 * IDLE_CONNECTIONS + 256)
    found = {title: {} for title in (
        "memory idle, RSS MiB", "memory idle, PSS MiB", "idle TLS connection, RSS KiB", "idle TLS connection, PSS KiB")}
    for make in bench.as_shipped():
        with make() as server:
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
    for make in bench.as_shipped():
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
        "start to ready, ms": {bench.name: sorted(ready)[len(ready) // 2]}}
