"""What many clients make the gateway hold who send and never read, or never end what they send."""

import contextlib
import socket
import threading
import time

import load
import process
from bench import VALIDATE, expect_200

CLIENTS = 9000
# An answer that is larger than what the kernel takes for one who does not read.
ANSWER_BYTES, REQUESTS = 65_000, 40
# Just below what a head may have.
HEAD_FIELDS, FIELD_BYTES = 7, 1980
HOLDING_SECONDS, LATER_SECONDS = 5, 15
SAMPLE_SECONDS = 0.02


def crowds(bench):
    """The most that is resident while they are there, and what is left of it a while after they have gone."""
    load.raise_descriptor_limit(CLIENTS + 256)
    found = {}
    with large_answers(bench):
        get = load.request_text(VALIDATE, bench.authorization)
        found.update(crowd(bench, "clients that do not read", get * REQUESTS, receive_bytes=4096))
    fields = "".join(f"X-{number}: {'v' * FIELD_BYTES}\r\n" for number in range(HEAD_FIELDS))
    found.update(crowd(bench, "unfinished heads", f"GET / HTTP/1.1\r\nHost: localhost\r\n{fields}".encode()))
    return found


@contextlib.contextmanager
def large_answers(bench):
    """While it lasts, validateToken answers so much."""
    set_apps(bench, {"large": "y" * ANSWER_BYTES})
    yield
    set_apps(bench, {})


def set_apps(bench, apps):
    with bench.gateway() as server:
        headers = {**bench.authorization, "x-app-token": bench.app_token}
        expect_200(load.ask(server, "PATCH", "/api/v0/users", headers, {"apps": apps}), "changing the user")


def crowd(bench, who, sent, receive_bytes=None):
    with bench.gateway() as server:
        expect_200(load.ask(server, "GET", VALIDATE, bench.authorization), "validating")
        before, _ = process.memory_kilobytes(server.pid)
        with Peak(server.pid) as peak, contextlib.ExitStack() as clients:
            for _ in range(CLIENTS):
                send(clients, server.http_port, sent, receive_bytes)
            time.sleep(HOLDING_SECONDS)
            expect_200(load.ask(server, "GET", VALIDATE, bench.authorization), "validating beside a crowd")
        time.sleep(LATER_SECONDS)
        after, _ = process.memory_kilobytes(server.pid)
    return {
        f"{CLIENTS:,} {who}, RSS MiB": {server.name: peak.kilobytes / 1024},
        f"{who} gone for {LATER_SECONDS} s, more RSS MiB": {server.name: max(after - before, 0) / 1024}}


def send(clients, port, data, receive_bytes):
    """Connects one more, which sends what the kernel takes at once. It may be ended at any time."""
    client = clients.enter_context(socket.socket())
    if receive_bytes:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    with contextlib.suppress(OSError):
        client.connect(("127.0.0.1", port))
        client.setblocking(False)
        client.send(data)


class Peak:
    """Looks at a process's resident memory all the time. Use it as a context."""

    def __init__(self, pid):
        self.pid, self.kilobytes = pid, 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self):
        while not self.is_over.wait(SAMPLE_SECONDS):
            self.kilobytes = max(self.kilobytes, process.memory_kilobytes(self.pid)[0])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
