"""WebSockets: those that only stay open are Python's, those that are to be loaded are of Tests/SocketLoad."""

import base64
import json
import os
import socket
import subprocess

import process
from servers import ServerFailure

CONNECT_SECONDS = 10


def run(server, load, lines, *what):
    """Has SocketLoad open a connection for each line, its path and its text, and do what it is told.

    Returns what it measured, with the CPU time of the server meanwhile.
    """
    command = [load, str(server.http_port), *map(str, what)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        client.stdin.write("".join(f"{path}\t{text}\n" for path, text in lines))
        client.stdin.close()
        is_ready = client.stdout.readline() == "ready\n"
        _, before = process.cpu_seconds(server.pid)
        measured = client.stdout.readline()
        _, after = process.cpu_seconds(server.pid)
    if not is_ready or client.returncode != 0:
        raise ServerFailure(f"{server.name}: SocketLoad ended with {client.returncode}")
    return {**json.loads(measured), "cpuSeconds": after - before}


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


class Crowd:
    """Many open sockets. Use it as a context."""

    def __init__(self, server, paths, tls=None):
        self.server, self.paths, self.tls = server, paths, tls
        self.clients = []

    def __enter__(self):
        for path in self.paths:
            self.clients.append(open_socket(self.server, path, self.tls))
        return self

    def __exit__(self, *_):
        for client in self.clients:
            client.close()
