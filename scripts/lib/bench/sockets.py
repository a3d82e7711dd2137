"""What is measured of sockets and of AllyChat, beside Node.js with `ws` where it can do the same."""

import concurrent.futures
import http.client
import json
import time
import urllib.parse

import load
import process
from bench import VALIDATE
from crowd import Peak
from servers import EchoServer, NodeServer, ServerFailure
from websocket import Crowd, masked, open_socket

ECHO_CONNECTIONS, ECHO_TEXT = 64, "The quick brown fox jumps over it"
MEMBERS, MESSAGES_PER_SECOND = 500, 200
WRITING_CONNECTIONS = 64
IDLE_SOCKETS = 4000
UPLOADS, UPLOAD_BYTES = 20, 10 << 20
PAGE = 50
CLOSED_ISSUES, QUESTIONS = 100_000, 300
PNG = b"\x89PNG\r\n\x1a\n"
WORDS = "карта кредит лимит перевод вклад счёт платёж банкомат пароль справка отделение курс валюта ипотека".split()


def has_chat(bench):
    return "allychat" in json.loads(bench.configuration.read_text(encoding="utf-8"))["apis"]


def echo(bench):
    """A small text, there and back. The gateway reads it as JSON, checks it, and writes a line of its access log."""
    if not bench.echo_server:
        return {}
    results = {}
    event = json.dumps({"type": "echo", "content": {"text": ECHO_TEXT}})
    frames = {"node": masked(ECHO_TEXT), "gateway": masked(event)}
    for server in (NodeServer(bench.folder), EchoServer(bench.folder, bench.echo_server)):
        with server, Crowd(server, ["/echo"] * ECHO_CONNECTIONS) as crowd:
            crowd.exchange(lambda _: frames[server.name], 1)
            _, before = process.cpu_seconds(server.pid)
            trips = crowd.exchange(lambda _: frames[server.name], bench.seconds)
            _, after = process.cpu_seconds(server.pid)
            results[server.name] = (after - before) * 1e6 / trips
    return {"socket echo, CPU µs": results}


class Chat:
    """Clients of AllyChat with their tokens, all in one room. They are made once for a bench."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=30)
        self.ids, self.tokens = [], []
        for number in range(MEMBERS + 1):
            fields = {"alias": f"BENCH{number:04}", "app_id": "bench"}
            self.ids.append(self.ask("POST", "/api/user/register", fields=fields)["id"])
            self.tokens.append(self.ask("POST", "/api/token", fields=fields)["token"])
        fields = [("users[]", user) for user in self.ids]
        self.room = self.ask("POST", "/api/room", self.tokens[0], fields)["id"]

    def ask(self, method, path, token=None, fields=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise ServerFailure(f"{method} {path} was answered with {answer.status}: {text}")
        return json.loads(text)

    def support_room(self, member):
        rooms = self.ask("GET", f"/api/user/{self.ids[member]}/rooms", self.tokens[member])["rooms"]
        return next(room["id"] for room in rooms if room["is_support"])


def chat(bench, server):
    """The bench's chat, with a connection to the server that runs now."""
    if not hasattr(bench, "chat"):
        bench.chat = Chat(server)
    bench.chat.connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=30)
    return bench.chat


def message(room, text, client_id=None):
    content = {"room": room, "message": text, **({"client_id": client_id} if client_id else {})}
    return masked(json.dumps({"type": "message", "content": content}))


def socket_path(token):
    return f"/api/ws?token={token}"


def room(bench):
    """Each message of one member is stored, then reaches all others; Node.js only passes it on."""
    if not has_chat(bench):
        return {}
    cpu, p99 = {}, {}
    count = MESSAGES_PER_SECOND * bench.seconds
    with bench.gateway(without_rate_limits=True) as server:
        members = chat(bench, server)
        paths = [socket_path(token) for token in members.tokens[:MEMBERS]]
        frames = [message(members.room, f"message {number:06}") for number in range(count)]
        broadcast(server, paths, socket_path(members.tokens[MEMBERS]), frames, cpu, p99)
    with NodeServer(bench.folder) as server:
        # As long as the gateway's messages are.
        frames = [masked(f"message {number:06}".ljust(280)) for number in range(count)]
        broadcast(server, ["/room"] * MEMBERS, "/room", frames, cpu, p99)
    return {f"room of {MEMBERS}, CPU µs a delivery": cpu, f"room of {MEMBERS}, last delivery, p99 ms": p99}


def broadcast(server, paths, sender_path, frames, cpu, p99):
    with Crowd(server, paths) as crowd:
        sender = open_socket(server, sender_path)
        crowd.broadcast(sender, frames[:MESSAGES_PER_SECOND // 2], MESSAGES_PER_SECOND)
        for receiver in crowd.receivers.values():
            receiver.count = 0
        _, before = process.cpu_seconds(server.pid)
        taken = crowd.broadcast(sender, frames, MESSAGES_PER_SECOND)
        _, after = process.cpu_seconds(server.pid)
        sender.close()
    cpu[server.name] = (after - before) * 1e6 / (len(frames) * len(paths))
    p99[server.name] = sorted(taken)[len(taken) * 99 // 100] * 1000


def socket_writes(bench):
    """Messages that are each on disk before `sent` comes back."""
    if not has_chat(bench):
        return {}
    with bench.gateway(without_rate_limits=True) as server:
        members = chat(bench, server)
        rooms = [members.support_room(member) for member in range(WRITING_CONNECTIONS)]
        number = time.time_ns()

        def next_frame(index):
            nonlocal number
            number += 1
            return message(rooms[index], "How much is it?", str(number))

        with Crowd(server, [socket_path(members.tokens[member]) for member in range(WRITING_CONNECTIONS)]) as crowd:
            crowd.exchange(next_frame, 1)
            trips = crowd.exchange(next_frame, bench.seconds)
    return {"durable messages by socket, per second": {server.name: trips / bench.seconds}}


def idle_sockets(bench):
    if not has_chat(bench):
        return {}
    load.raise_descriptor_limit(2 * IDLE_SOCKETS + 256)
    found = {}
    with bench.gateway(without_rate_limits=True) as server:
        members = chat(bench, server)
        paths = [socket_path(members.tokens[number % MEMBERS]) for number in range(IDLE_SOCKETS)]
        for title, tls in (("idle socket", None), ("idle TLS socket", load.trusting_context(server))):
            with Crowd(server, paths[:32], tls):
                before, _ = process.memory_kilobytes(server.pid)
                with Crowd(server, paths, tls):
                    after, _ = process.memory_kilobytes(server.pid)
            found[f"{title}, RSS KiB"] = {server.name: (after - before) / IDLE_SOCKETS}
    return found


def uploads(bench):
    """All at once; what is resident at most, beyond what was before."""
    if not has_chat(bench):
        return {}
    with bench.gateway(without_rate_limits=True) as server:
        members = chat(bench, server)
        content = (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
            + PNG + bytes(UPLOAD_BYTES - len(PNG)) + b"\r\n--b--\r\n")
        upload(server, members.tokens[0], content)
        before, _ = process.memory_kilobytes(server.pid)
        with Peak(server.pid) as peak, concurrent.futures.ThreadPoolExecutor(UPLOADS) as threads:
            list(threads.map(lambda member: upload(server, members.tokens[member], content), range(UPLOADS)))
    return {f"{UPLOADS} uploads of 10 MiB, more RSS MiB": {server.name: (peak.kilobytes - before) / 1024}}


def upload(server, token, content):
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=60)
    try:
        connection.request("POST", "/api/upload", content, {
            "Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=b"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ServerFailure(f"an upload was answered with {answer.status}: {answer.read()[:200]!r}")
        answer.read()
    finally:
        connection.close()


def chat_reads(bench):
    """Beside validateToken of the same process."""
    if not has_chat(bench):
        return {}
    with bench.gateway(loops=1, without_rate_limits=True) as server:
        members = chat(bench, server)
        authorization = {"Authorization": f"Bearer {members.tokens[0]}"}
        with Crowd(server, [socket_path(members.tokens[MEMBERS])]) as crowd:
            crowd.exchange(lambda _: message(members.room, "a line of the chat", str(time.time_ns())), 1)
        paths = {"showRoom": f"/api/room/{members.support_room(0)}",
                 f"listRoomMessages of {PAGE}": f"/api/room/{members.room}/messages?limit={PAGE}"}
        base = measured(server, VALIDATE, bench.authorization, bench.seconds)
        return {f"{title}, CPU to validateToken's": {
            server.name: measured(server, path, authorization, bench.seconds) / base} for title, path in paths.items()}


def measured(server, path, headers, seconds):
    load.wrk(server, "http", path, 1, 32, headers)
    return load.wrk(server, "http", path, seconds, 32, headers).cpu
