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

import durable
import measures
import process
import report
from bench import Bench
from servers import ServerFailure

ROOT = pathlib.Path(__file__).resolve().parents[3]

MEASUREMENTS = {
    "http": measures.http, "https": measures.https, "handshake": measures.handshake, "writes": durable.writes,
    "orders": durable.orders, "events": durable.events, "backlog": durable.backlog, "memory": measures.memory,
    "start": measures.start}

DESCRIPTION = """\
Starts nginx (one worker; the gateway's own answer to validateToken as a canned body; a JSON access log with the
gateway's fields) and the gateway (one event loop, everything on) in turn, and prints for each the CPU time of the
server process per request, requests per second, latency and memory. CPU time is user and system time of all the
process's threads, from /proc. The ratio is taken within each round; shown is the median over the rounds. Writes,
memory and start are measured with the gateway's default of one loop a core."""


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
        "--nginx-log-buffered", action="store_true", help="give nginx a 64 KiB log buffer (its own default is none)")
    parser.add_argument("--json", action="store_true", help="print one JSON object, with the figures of every round")
    parser.add_argument(
        "--config", type=pathlib.Path, default=ROOT / "gateway.json", metavar="FILE",
        help="where routes, envelopes and limits come from (default: gateway.json of this repository)")
    parser.add_argument("--gateway", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.seconds < 1:
        parser.error("--rounds and --seconds must be at least 1")
    return arguments


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
        "nginxLog": "64 KiB buffer" if bench.log_is_buffered else "unbuffered (nginx's default)",
        "tls": " ".join(bench.tls), "bodyBytes": len(bench.body.encode())}


def measure(bench, names, count):
    rounds = []
    for number in range(1, count + 1):
        rows = {}
        for name in names:
            say(f"round {number} of {count}: {name}")
            rows.update(MEASUREMENTS[name](bench))
        rounds.append(rows)
    return rounds


def print_text(entries, around, took, stolen):
    print(report.table(entries))
    print(f"\n{around['cores']} cores ({around['cpu']}), load {around['load']:.1f} at the start; "
          f"{around['fileSystem']}, {around['diskSyncMicroseconds']:.0f} µs for one write and sync of 4 KiB")
    print(f"{around['nginx']}, its log {around['nginxLog']}; both with {around['tls']}; "
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
        bench = Bench(
            folder, arguments.gateway, arguments.config, arguments.seconds, arguments.nginx_log_buffered)
        try:
            bench.prepare()
            around = surroundings(bench)
            rounds = measure(bench, arguments.only or list(MEASUREMENTS), arguments.rounds)
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
