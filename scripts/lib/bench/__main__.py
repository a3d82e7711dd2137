"""Measures the gateway beside nginx: one after the other, several rounds, medians."""

import argparse
import contextlib
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import answers
import crowd
import durable
import measures
import process
import report
import sockets
from bench import Bench
from servers import ServerFailure

ROOT = pathlib.Path(__file__).resolve().parents[3]

MEASUREMENTS = {
    "http": measures.http, "https": measures.https, "tokens": measures.tokens,
    "handshake": measures.handshake, "writes": durable.writes,
    "orders": durable.orders, "events": durable.events, "backlog": durable.backlog, "memory": measures.memory,
    "crowds": crowd.crowds, "start": measures.start,
    "echo": sockets.echo, "room": sockets.room, "messages": sockets.socket_writes, "sockets": sockets.idle_sockets,
    "uploads": sockets.uploads, "reads": sockets.chat_reads,
    "answers": answers.answers}

DESCRIPTION = """\
Starts nginx (one worker; the gateway's own answer to validateToken as a canned body; a JSON access log with the
gateway's fields) and the gateway (one event loop, everything on) in turn, and prints for each the CPU time of the
server process per request, requests per second, latency and memory. CPU time is user and system time of all the
process's threads, from /proc. The ratio is taken within each round; shown is the median over the rounds. Writes,
memory and start are measured with the gateway's default of one loop a core.

The http and https measurements run beside two nginx: with its default, which writes a log line for each request at
once, and ("buffered") with buffer=64k flush=1s, which a tuned installation has. Targets are ratios to the latter.
All their requests bring the same token, as a client's do; "tokens" is the same by http with another one in each.
"crowds" is the memory that the gateway takes beside thousands of clients that only send; it has no counterpart.

Sockets are measured beside Node.js with its package ws: an echo, and a room in which the gateway stores each message
before it passes it on. What AllyChat's reads cost is compared with validateToken's.

With --baseline an older gateway is measured in the same rounds, now before and now after the new one, and a second
table compares the two. "worse" and "better" are said when neither's median lies within the other's spread."""


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="bench", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="exit codes: 0 measured, 1 a server failed or an answer was not 200, 2 wrong usage, 3 the environment")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--seconds", type=int, default=3, metavar="N", help="for each measurement (default: 3)")
    parser.add_argument(
        "--only", action="append", choices=MEASUREMENTS, metavar="NAME",
        help=f"one of {', '.join(MEASUREMENTS)}; may be repeated")
    parser.add_argument(
        "--baseline", type=pathlib.Path, metavar="PATH",
        help="another gateway executable; its gateway.json is the nearest one in the folders above it")
    parser.add_argument("--json", action="store_true", help="print one JSON object, with the figures of every round")
    parser.add_argument(
        "--config", type=pathlib.Path, default=ROOT / "gateway.json", metavar="FILE",
        help="where routes, envelopes and limits come from (default: gateway.json of this repository)")
    parser.add_argument("--gateway", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.seconds < 1:
        parser.error("--rounds and --seconds must be at least 1")
    if arguments.baseline and not os.access(arguments.baseline, os.X_OK):
        parser.error(f"--baseline {arguments.baseline} is not an executable")
    if arguments.baseline and not configuration_of(arguments.baseline):
        parser.error(f"no folder above {arguments.baseline} has a gateway.json")
    return arguments


def configuration_of(executable):
    """The gateway.json of the checkout in which an executable was built."""
    found = (folder / "gateway.json" for folder in executable.resolve().parents)
    return next((file for file in found if file.is_file()), None)


@contextlib.contextmanager
def work_folder():
    """A folder on the disk of the repository: on a memory file system a durable write would cost nothing."""
    (ROOT / ".build").mkdir(exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / ".build"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def say(text):
    print(text, file=sys.stderr, flush=True)


def surroundings(bench):
    """What the figures depend on, besides the two servers."""
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip()
    file_system = subprocess.run(
        ["stat", "-f", "-c", "%T", bench.folder], capture_output=True, text=True).stdout.strip()
    model = [line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    return {
        "cores": os.cpu_count(), "cpu": model[0] if model else platform.machine(), "kernel": platform.release(),
        "load": os.getloadavg()[0], "fileSystem": file_system,
        "diskSyncMicroseconds": process.sync_microseconds(bench.folder),
        "nginx": nginx.removeprefix("nginx version: "),
        "tls": " ".join(bench.tls), "bodyBytes": len(bench.body.encode())}


def measure(benches, names, count):
    """The rows of each round. The benches take turns in who is first."""
    rounds = []
    for number in range(1, count + 1):
        rows = {}
        for name in names:
            for bench in benches if number % 2 else reversed(benches):
                say(f"round {number} of {count}: {name} of the {bench.name}")
                for row, figures in MEASUREMENTS[name](bench).items():
                    rows.setdefault(row, {}).update(figures)
        rounds.append(rows)
    return rounds


def prepare(arguments, folder):
    """The bench of this gateway, and with a baseline that of the older one."""
    benches = [Bench(folder, arguments.gateway, arguments.config, arguments.seconds)]
    if arguments.baseline:
        (folder / "baseline").mkdir()
        benches.append(Bench(
            folder / "baseline", arguments.baseline.resolve(), configuration_of(arguments.baseline), arguments.seconds,
            name="baseline", is_beside_nginx=False))
    for bench in benches:
        bench.prepare()
    return benches


def print_text(entries, around, took, stolen):
    alone = [entry for entry in entries if "node" not in entry]
    if alone:
        print(report.table(alone))
    beside_node = [entry for entry in entries if "node" in entry]
    if beside_node:
        print(("\n" if alone else "") + report.node_table(beside_node))
    compared = [entry for entry in entries if "baseline" in entry]
    if compared:
        print("\n" + report.baseline_table(compared))
    print(f"\n{around['cores']} cores ({around['cpu']}), load {around['load']:.1f} at the start; "
          f"{around['fileSystem']}, {around['diskSyncMicroseconds']:.0f} µs for one write and sync of 4 KiB")
    print(f"{around['nginx']}; all with {around['tls']}; "
          f"body {around['bodyBytes']} bytes; took {took:.0f} s")
    spread = report.noise(entries)
    if spread:
        print(f"noise: nginx's CPU per request differed by up to {spread:.0%} between rounds; "
              f"the host took {stolen:.1f} s from this machine")
    if around["fileSystem"] in ("tmpfs", "ramfs"):
        print("the disk is memory here: durable writes are not comparable")


def main():
    arguments = parse_arguments()
    if not arguments.gateway:
        return 0
    started, stolen_before = time.monotonic(), process.stolen_seconds()
    if not arguments.config.is_file():
        say(f"bench: cannot read {arguments.config}")
        return 3
    with work_folder() as folder:
        try:
            benches = prepare(arguments, folder)
            around = surroundings(benches[0])
            rounds = measure(benches, arguments.only or list(MEASUREMENTS), arguments.rounds)
        except ServerFailure as failure:
            say(f"bench: {failure}")
            return 1
    entries = report.measurements(rounds)
    took, stolen = time.monotonic() - started, process.stolen_seconds() - stolen_before
    if arguments.json:
        print(json.dumps(
            {"machine": around, "seconds": took, "stolenSeconds": stolen, "measurements": entries},
            ensure_ascii=False, indent=2))
    else:
        print_text(entries, around, took, stolen)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("bench: interrupted")
        sys.exit(1)
