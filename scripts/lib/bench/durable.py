"""What is measured of operations that write: each answer leaves after its transaction is on disk. A loop a core."""

import http.client
import time

import load
import process
from bench import VALIDATE, expect_200, rows
from servers import Provider, ServerFailure

CONNECTIONS, PUSHING_CONNECTIONS = 64, 4
USERS_IN_AN_EVENT = 1000
PACED_ORDERS_PER_SECOND = 5000
# Each order is verified once, so there must be enough of them.
VERIFICATIONS_PER_SECOND_AT_MOST = 80_000
UNDELIVERED = 100_000
DRAIN_LIMIT_SECONDS = 120


def writes(bench):
    headers = {**bench.authorization, "x-app-token": bench.app_token, "Content-Type": "application/json"}
    with bench.gateway() as server:
        arguments = (server, "http", "/api/v0/users")
        load.wrk(*arguments, 1, CONNECTIONS, headers, load.UPDATING)
        result = load.wrk(*arguments, bench.seconds, CONNECTIONS, headers, load.UPDATING)
        # The writes changed the user; nginx goes on returning what validateToken answers now.
        bench.body = expect_200(load.ask(server, "GET", VALIDATE, bench.authorization), "validating")
    return rows("durable write", {server.name: result})


def orders(bench):
    """createOrder at full speed and at a steady rate, then verifyCode with the orders made; calls to the journal."""
    ids = bench.folder / "orders.txt"
    ids.unlink(missing_ok=True)
    with bench.gateway() as server:
        order(bench, server, 1, ids)
        fast = order(bench, server, bench.seconds, ids)
        paced = order(bench, server, bench.seconds, ids, PACED_ORDERS_PER_SECOND)
        while lines(ids) < VERIFICATIONS_PER_SECOND_AT_MOST * bench.seconds:
            order(bench, server, 1, ids)
        verified = load.wrk(
            server, "http", "/", bench.seconds, CONNECTIONS, order_headers(bench), load.VERIFYING.substitute(ids=ids))
    return {
        **rows("createOrder", {server.name: fast}),
        **rows(f"createOrder at {PACED_ORDERS_PER_SECOND:,}/s", {server.name: paced}),
        **rows("verifyCode", {server.name: verified})}


def order_headers(bench):
    return {"X-Application-Token": bench.app_token, "Content-Type": "application/json"}


def order(bench, server, seconds, ids, per_second=None):
    script = load.ORDERING.substitute(ids=ids, phones=bench.next_phones())
    if per_second:
        script += load.PACING.substitute(per_second=per_second)
    return load.wrk(server, "http", "/v1/orders", seconds, CONNECTIONS, order_headers(bench), script)


def events(bench):
    """pushEvent for 1,000 people in one request; pushes to the journal."""
    headers = {"X-Callback-Key": bench.app_token, "Content-Type": "application/json"}
    script = load.PUSHING.substitute(count=USERS_IN_AN_EVENT)
    with bench.gateway() as server:
        result = load.wrk(
            server, "http", "/api/v1/callback/portal/push/events", bench.seconds, PUSHING_CONNECTIONS, headers, script)
    return rows(f"pushEvent for {USERS_IN_AN_EVENT:,}", {server.name: result})


def backlog(bench):
    """Orders pile up because their provider is down; what that costs other requests, and how fast it is made good."""
    provider = Provider(bench.folder)
    settings = {"callup": {"provider": {"url": provider.url}, "orderLifetimeSeconds": 3600}}
    ids = bench.folder / "orders.txt"
    with bench.gateway(settings=settings) as server:
        order(bench, server, 1, ids)
        before, memory_before = reads(bench, server), process.memory_kilobytes(server.pid)[0]
        ids.write_text("")
        while lines(ids) < UNDELIVERED:
            order(bench, server, 1, ids)
        after, memory_after = reads(bench, server), process.memory_kilobytes(server.pid)[0]
        paced = order(bench, server, bench.seconds, ids, PACED_ORDERS_PER_SECOND)
        with provider:
            drained = drain(provider)
    beside = f"beside {UNDELIVERED:,} undelivered"
    found = rows(f"createOrder at {PACED_ORDERS_PER_SECOND:,}/s {beside}", {server.name: paced})
    for title, key in (("CPU", "cpu"), ("p50", "p50"), ("p99", "p99")):
        found[f"validateToken {beside}, {title} to without"] = {
            server.name: getattr(after, key) / getattr(before, key)}
    found[f"memory {beside}, MiB more"] = {server.name: (memory_after - memory_before) / 1024}
    found["deliveries when the provider is back, per second"] = {server.name: drained}
    return found


def reads(bench, server):
    return load.wrk(server, "http", VALIDATE, bench.seconds, CONNECTIONS, bench.authorization)


def lines(file):
    return file.read_bytes().count(b"\n")


def drain(provider):
    """Deliveries a second, from the first to the last of those that waited."""
    wanted, started, limit = UNDELIVERED, None, time.monotonic() + DRAIN_LIMIT_SECONDS
    while time.monotonic() < limit:
        count, now = delivered(provider), time.monotonic()
        if started is None and count > 0:
            started, first = now, count
        if count >= wanted:
            return (count - first) / (now - started)
        time.sleep(0.05)
    raise ServerFailure(f"after {DRAIN_LIMIT_SECONDS} s only {delivered(provider)} calls were delivered")


def delivered(provider):
    """The requests that nginx has counted, without this one and those before it that only asked."""
    provider.asked = getattr(provider, "asked", 0) + 1
    connection = http.client.HTTPConnection("127.0.0.1", provider.http_port, timeout=10)
    try:
        connection.request("GET", "/status")
        counters = connection.getresponse().read().split(b"\n")[2]
    finally:
        connection.close()
    return int(counters.split()[2]) - provider.asked
