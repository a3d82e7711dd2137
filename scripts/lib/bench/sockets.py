"""What is measured of sockets and of AllyChat, beside Node.js with `ws` where it can do the same."""

import concurrent.futures
import http.client
import json
import urllib.parse

import load
import process
import websocket
from bench import VALIDATE
from crowd import Peak
from servers import EchoServer, NodeServer, ServerFailure
from websocket import Crowd

ECHO_CONNECTIONS, ECHO_TEXT = 64, "The quick brown fox jumps over it"
MEMBERS, MESSAGES_PER_SECOND = 500, 200
WRITING_CONNECTIONS = 64
# As long as what the gateway delivers of a message; of it SocketLoad makes a number.
DELIVERED_BYTES, COUNTER = 280, "#" * 16
IDLE_SOCKETS = 4000
UPLOADS, UPLOAD_BYTES = 20, 10 << 20
PAGE = 50
PNG = b"\x89PNG\r\n\x1a\n"


def has_chat(bench):
    return "allychat" in json.loads(bench.configuration.read_text(encoding="utf-8"))["apis"]


def echo(bench):
    """A small text, there and back. The gateway reads it as JSON, checks it, and writes a line of its access log."""
    if not has_chat(bench):
        return {}
    results = {}
    event = json.dumps({"type": "echo", "content": {"text": ECHO_TEXT}})
    for server, text in (
            (NodeServer(bench.folder), ECHO_TEXT), (EchoServer(bench.folder, bench.tool("SampleServer")), event)):
        with server:
            found = websocket.run(
                server, bench.tool("SocketLoad"), [("/echo", text)] * ECHO_CONNECTIONS, "exchange", bench.seconds)
            results[server.name] = found["cpuSeconds"] * 1e6 / found["exchanged"]
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


def message(room, text, **more):
    return json.dumps({"type": "message", "content": {"room": room, "message": text, **more}})


def socket_path(token):
    return f"/api/ws?token={token}"


def room(bench):
    """Each message of one member is stored, then reaches all others; Node.js only passes it on."""
    if not has_chat(bench):
        return {}
    cpu, p99 = {}, {}
    with bench.gateway(without_rate_limits=True) as server:
        members = chat(bench, server)
        text = message(members.room, f"message {COUNTER}")
        broadcast(bench, server, [(socket_path(token), text) for token in members.tokens], cpu, p99)
    with NodeServer(bench.folder) as server:
        broadcast(bench, server, [("/room", COUNTER.ljust(DELIVERED_BYTES))] * (MEMBERS + 1), cpu, p99)
    return {f"room of {MEMBERS}, CPU µs a delivery": cpu, f"room of {MEMBERS}, last delivery, p99 ms": p99}


def broadcast(bench, server, lines, cpu, p99):
    count = MESSAGES_PER_SECOND * bench.seconds
    found = websocket.run(server, bench.tool("SocketLoad"), lines, "broadcast", MESSAGES_PER_SECOND, count)
    if found["delivered"] != count * MEMBERS:
        raise ServerFailure(f"{server.name}: {count * MEMBERS - found['delivered']} deliveries are missing")
    cpu[server.name] = found["cpuSeconds"] * 1e6 / found["delivered"]
    p99[server.name] = found["p99Milliseconds"]


def socket_writes(bench):
    """Messages that are each on disk before `sent` comes back."""
    if not has_chat(bench):
        return {}
    with bench.gateway(without_rate_limits=True) as server:
        members = chat(bench, server)
        lines = [
            (socket_path(members.tokens[member]), message(
                members.support_room(member), "How much is it?", client_id=COUNTER))
            for member in range(WRITING_CONNECTIONS)]
        found = websocket.run(server, bench.tool("SocketLoad"), lines, "exchange", bench.seconds)
    return {"durable messages by socket, per second": {server.name: found["exchanged"] / bench.seconds}}


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
        lines = [(socket_path(members.tokens[MEMBERS]), message(members.room, "A line.", client_id=COUNTER))]
        websocket.run(server, bench.tool("SocketLoad"), lines, "exchange", 1)
        paths = {"showRoom": f"/api/room/{members.support_room(0)}",
                 f"listRoomMessages of {PAGE}": f"/api/room/{members.room}/messages?limit={PAGE}"}
        base = measured(server, VALIDATE, bench.authorization, bench.seconds)
        return {f"{title}, CPU to validateToken's": {
            server.name: measured(server, path, authorization, bench.seconds) / base} for title, path in paths.items()}


def measured(server, path, headers, seconds):
    load.wrk(server, "http", path, 1, 32, headers)
    return load.wrk(server, "http", path, seconds, 32, headers).cpu
