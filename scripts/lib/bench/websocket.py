"""A client of many WebSockets at once, as cheap as Python allows: frames are counted, not read."""

import base64
import os
import select
import socket
import time

from servers import ServerFailure

TEXT, MASKED = 0x81, 0x80
CONNECT_SECONDS, DELIVERY_SECONDS = 10, 60


def masked(text):
    """The frame of a text from a client (RFC 6455 §5.2)."""
    data, key = text.encode(), os.urandom(4)
    length = len(data)
    head = bytes([TEXT, MASKED | length]) if length < 126 else bytes([TEXT, MASKED | 126]) + length.to_bytes(2, "big")
    repeated = (key * (length // 4 + 1))[:length]
    return head + key + (int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")


def open_socket(server, path, tls=None):
    """Connects and has the connection upgraded."""
    client = socket.create_connection(
        ("127.0.0.1", server.https_port if tls else server.http_port), timeout=CONNECT_SECONDS)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls:
        client = tls.wrap_socket(client, server_hostname="localhost")
    key = base64.b64encode(os.urandom(16)).decode()
    client.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        received = client.recv(4096)
        if not received:
            raise ServerFailure(f"{server.name}: no answer to an upgrade: {answer!r}")
        answer += received
    if not answer.startswith(b"HTTP/1.1 101 "):
        raise ServerFailure(f"{server.name}: an upgrade was answered with {answer[:200]!r}")
    return client


class Receiver:
    """Counts the frames that one connection gets."""

    def __init__(self, client, index):
        self.client, self.index, self.rest, self.count = client, index, b"", 0

    def read(self):
        """Reads what has come.

        Returns how many frames ended.
        """
        data = self.client.recv(262144)
        if not data:
            raise ServerFailure("a socket was closed by the server")
        if self.rest:
            data = self.rest + data
        at, end, found = 0, len(data), 0
        while end - at >= 2:
            length, head = data[at + 1], 2
            if length >= 126:
                head = 4 if length == 126 else 10
                if end - at < head:
                    break
                length = int.from_bytes(data[at + 2:at + head], "big")
            if end - at < head + length:
                break
            at += head + length
            found += 1
        self.rest = data[at:]
        self.count += found
        return found


class Crowd:
    """Many open sockets. Use it as a context."""

    def __init__(self, server, paths, tls=None):
        self.server, self.paths, self.tls = server, paths, tls
        self.receivers = {}

    def __enter__(self):
        self.epoll = select.epoll()
        for index, path in enumerate(self.paths):
            client = open_socket(self.server, path, self.tls)
            self.receivers[client.fileno()] = Receiver(client, index)
            self.epoll.register(client.fileno(), select.EPOLLIN)
        return self

    def __exit__(self, *_):
        self.epoll.close()
        for receiver in self.receivers.values():
            receiver.client.close()

    def exchange(self, next_frame, seconds):
        """Each connection sends a frame, and the next whenever it has got one for it.

        Returns the round trips of all of them. `next_frame` is told which connection asks.
        """
        for receiver in self.receivers.values():
            receiver.client.sendall(next_frame(receiver.index))
        trips, end = 0, time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for number, _ in self.epoll.poll(end - now):
                receiver = self.receivers[number]
                for _ in range(receiver.read()):
                    trips += 1
                    receiver.client.sendall(next_frame(receiver.index))
        return trips

    def broadcast(self, sender, frames, per_second):
        """`sender` sends one frame after the other, at that pace, and all but it get each.

        Returns the seconds from sending each to its last delivery.
        """
        awaited = [len(self.receivers)] * len(frames)
        sent, taken = [0.0] * len(frames), [0.0] * len(frames)
        left, next_frame, started = len(frames) * len(self.receivers), 0, time.monotonic()
        limit = started + len(frames) / per_second + DELIVERY_SECONDS
        while left > 0 and (now := time.monotonic()) < limit:
            while next_frame < len(frames) and now >= started + next_frame / per_second:
                sent[next_frame] = now
                sender.sendall(frames[next_frame])
                next_frame += 1
            pause = started + next_frame / per_second - now if next_frame < len(frames) else limit - now
            for number, _ in self.epoll.poll(max(pause, 0)):
                receiver = self.receivers[number]
                first = receiver.count
                found = receiver.read()
                left -= found
                for index in range(first, first + found):
                    awaited[index] -= 1
                    if awaited[index] == 0:
                        taken[index] = time.monotonic() - sent[index]
        if left:
            raise ServerFailure(f"{self.server.name}: {left} deliveries are missing")
        return taken
