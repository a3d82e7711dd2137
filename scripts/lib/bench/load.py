"""Clients: wrk for requests, Python's own for single requests and for idle connections."""

import dataclasses
import http.client
import json
import re
import resource
import socket
import ssl
import string
import subprocess
import time

import process
from servers import ServerFailure

MICROSECONDS = {"us": 1, "ms": 1e3, "s": 1e6, "m": 60e6}

# Counts answers by status; only 200 is an answer that was asked for.
COUNTING = """
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(arguments) good = 0; bad = 0; sent = 0 end
function response(status) if status == 200 then good = good + 1 else bad = bad + 1 end end
function done()
    local good, bad = 0, 0
    for _, thread in ipairs(threads) do good = good + thread:get("good"); bad = bad + thread:get("bad") end
    io.write(string.format("answers: %d good, %d bad\\n", good, bad))
end
"""

# Every write changes the row, so that no layer may skip it.
UPDATING = COUNTING + """
local names = {}
for number = 1, 512 do names[number] = string.format('{"first_name":"Bench %d"}', number) end
function request()
    sent = sent + 1
    return wrk.format("PATCH", nil, nil, names[sent % 512 + 1])
end
"""

# Another token in each request, in a circle.
PRESENTING = string.Template(COUNTING + """
local requests = {}
local count = init
function init(arguments)
    count(arguments)
    for token in io.lines("$tokens") do
        requests[#requests + 1] = wrk.format("GET", nil, {Authorization = "Bearer " .. token})
    end
end
function request()
    sent = sent + 1
    return requests[sent % #requests + 1]
end
""")

# Every order is for a phone of its own, so that no phone's limit is reached; $ids gets the orders' ids.
ORDERING = string.Template(COUNTING + """
local ids = io.open("$ids", "a")
local count = response
function request()
    sent = sent + 1
    return wrk.format("POST", nil, nil, string.format('{"phone":"%011d","code":"0345"}', $phones + sent))
end
function response(status, headers, body)
    count(status)
    if status == 200 then ids:write(body:match('"id":"([^"]+)"'), "\\n") end
end
""")

# Each order of $ids once.
VERIFYING = string.Template(COUNTING + """
local ids = {}
for id in io.lines("$ids") do ids[#ids + 1] = id end
function request()
    sent = sent + 1
    return wrk.format("GET", "/v1/auth/" .. (ids[sent] or "beyond-the-last") .. "/0345")
end
""")

# $count of 5,000 people, others each time.
PUSHING = string.Template(COUNTING + """
local function users(first)
    local names = {}
    for number = 1, $count do
        names[number] = string.format('"381004a1-d925-11e8-9126-%012d"', (first * 131 + number) % 5000)
    end
    return table.concat(names, ",")
end
local bodies = {}
for number = 1, 16 do
    bodies[number] = '{"type":"push","title":"News","message":"Something has happened","data":{},"users":['
        .. users(number) .. "]}"
end
function request()
    sent = sent + 1
    return wrk.format("POST", nil, nil, bodies[sent % 16 + 1])
end
""")

# Put behind a script: requests start at $per_second a second, as long as a connection is free. Latency is measured
# from the moment at which a request is sent.
PACING = string.Template("""
local ffi = require("ffi")
ffi.cdef("struct moment { long seconds, nanoseconds; }; int clock_gettime(int, struct moment *);")
local moment, started, paced = ffi.new("struct moment"), nil, 0
function delay()
    ffi.C.clock_gettime(1, moment)
    local now = tonumber(moment.seconds) * 1e3 + tonumber(moment.nanoseconds) / 1e6
    started = started or now
    paced = paced + 1
    return math.max(0, started + paced * 1e3 / $per_second - now)
end
""")


@dataclasses.dataclass
class Load:
    """What one run of a client measured; times in microseconds, CPU of the server process for each request."""

    per_second: float
    cpu: float
    user_cpu: float
    p50: float | None = None
    p99: float | None = None


def wrk(server, scheme, path, seconds, connections, headers, script=None):
    """Loads the server for a while; any answer but a good one is a failure."""
    port = server.https_port if scheme == "https" else server.http_port
    command = ["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        file = server.folder / "load.lua"
        file.write_text(script)
        command += ["-s", str(file)]
    user_before, before = process.cpu_seconds(server.pid)
    run = subprocess.run([*command, f"{scheme}://127.0.0.1:{port}{path}"], capture_output=True, text=True)
    user_after, after = process.cpu_seconds(server.pid)
    what = f"{server.name} {scheme}://…{path}"
    if run.returncode != 0:
        raise ServerFailure(f"{what}: wrk ended with {run.returncode}: {run.stderr or run.stdout}")
    requests, duration = re.search(r"(\d+) requests in ([\d.]+\w+)", run.stdout).groups()
    counted = re.search(r"answers: (\d+) good, (\d+) bad", run.stdout)
    good = int(counted[1] if counted else requests)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", run.stdout)
    if refused or good == 0 or counted and int(counted[2]):
        raise ServerFailure(f"{what}: not every answer was 200: {(counted or refused or ['no answers'])[0]}")
    if errors := re.search(r"Socket errors: (.*)", run.stdout):
        raise ServerFailure(f"{what}: {errors[1]}")
    return Load(
        per_second=good / (microseconds(duration) / 1e6),
        cpu=(after - before) * 1e6 / good, user_cpu=(user_after - user_before) * 1e6 / good,
        p50=percentile(run.stdout, 50), p99=percentile(run.stdout, 99))


def new_connections(server, seconds, clients, path, headers):
    """Opens TLS connections, each with a full handshake, one request and the server's close.

    wrk resumes its sessions, so this is `openssl s_time`. It writes its path into a request line of its own, and takes
    the header fields with it; it does not look at the status, but every answer must be as long as the one that is 200.
    """
    lines = ["Host: localhost", "Connection: close", *(f"{name}: {value}" for name, value in headers.items())]
    request = f"{path} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\nX-Rest:"
    expected = answer_size(server, f"GET {request} HTTP/1.0\r\n\r\n")
    command = ["openssl", "s_time", "-new", "-connect", f"127.0.0.1:{server.https_port}", "-time", str(seconds),
               "-www", request]
    (user_before, before), started = process.cpu_seconds(server.pid), time.monotonic()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(clients)]
    outputs = [client.communicate() for client in running]
    (user_after, after), took = process.cpu_seconds(server.pid), time.monotonic() - started
    connections = 0
    for client, (output, errors) in zip(running, outputs):
        counted = re.search(r"(\d+) connections in [^;\n]*; [^,\n]*, bytes read (\d+)", output)
        if client.returncode != 0 or not counted:
            raise ServerFailure(f"{server.name}: openssl s_time ended with {client.returncode}: {errors or output}")
        if int(counted[2]) != int(counted[1]) * expected:
            raise ServerFailure(f"{server.name}: not every answer over a new TLS connection was 200")
        connections += int(counted[1])
    return Load(
        per_second=connections / took, cpu=(after - before) * 1e6 / connections,
        user_cpu=(user_after - user_before) * 1e6 / connections)


def answer_size(server, request):
    """Bytes of the answer to a request that closes; it must be a 200."""
    with socket.create_connection(("127.0.0.1", server.https_port), timeout=10) as plain:
        with trusting_context(server).wrap_socket(plain, server_hostname="localhost") as secure:
            secure.sendall(request.encode())
            answer = b"".join(iter(lambda: secure.recv(65536), b""))
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ServerFailure(f"{server.name}: {answer[:200]!r} is not a 200")
    return len(answer)


def microseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()
    return float(number) * MICROSECONDS[unit]


def percentile(output, percent):
    return microseconds(re.search(rf"^\s+{percent}%\s+(\S+)", output, re.MULTILINE)[1])


def trusting_context(server):
    """A client context that trusts the bench's own certificate alone, and never resumes a session."""
    context = ssl.create_default_context(cafile=server.folder / "server.crt")
    context.options |= ssl.OP_NO_TICKET
    return context


def ask(server, method, path, headers, body=None):
    """One request over http; gives (status, text)."""
    connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=10)
    try:
        if body is not None:
            body, headers = json.dumps(body), {**headers, "Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def request_text(path, headers):
    """The bytes of a request without content."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def negotiated(server):
    """(protocol, cipher) that the server chooses with a client of default settings."""
    with socket.create_connection(("127.0.0.1", server.https_port), timeout=10) as plain:
        with trusting_context(server).wrap_socket(plain, server_hostname="localhost") as secure:
            return secure.version(), secure.cipher()[0]


def raise_descriptor_limit(needed):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, max(needed, hard)))
    except (ValueError, OSError):
        raise ServerFailure(f"needs {needed} descriptors and may have {hard}; raise the limit (ulimit -n)") from None


class IdleConnections:
    """TLS connections that have each had one answer and then stay open. Use it as a context."""

    def __init__(self, server, count, path, headers):
        self.server, self.count = server, count
        self.request = request_text(path, headers)
        self.sockets = []

    def __enter__(self):
        context = trusting_context(self.server)
        for _ in range(self.count):
            plain = socket.create_connection(("127.0.0.1", self.server.https_port), timeout=10)
            self.sockets.append(context.wrap_socket(plain, server_hostname="localhost"))
            self.sockets[-1].sendall(self.request)
            if not self.sockets[-1].recv(4096).startswith(b"HTTP/1.1 200 "):
                raise ServerFailure(f"{self.server.name}: an answer over TLS was not 200")
        return self

    def __exit__(self, *_):
        for secure in self.sockets:
            secure.close()
