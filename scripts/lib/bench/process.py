"""What Linux tells about a process (CPU time, memory, children) and about the machine under it."""

import os
import pathlib
import statistics
import tempfile
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(pid):
    """CPU time of all threads so far: (user, user and system).

    The sum is exact where the kernel keeps it (`schedstat`, nanoseconds); the share of user time is sampled by the
    clock tick, so it needs a run of a second or more.
    """
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    user, system = int(fields[11]) / TICKS_PER_SECOND, int(fields[12]) / TICKS_PER_SECOND
    try:
        threads = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
        total = sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    except (OSError, IndexError, ValueError):
        total = user + system
    return user, total or user + system


def memory_kilobytes(pid):
    """(resident, proportional share) in units of 1,024 bytes."""
    found = {}
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in ("Rss", "Pss"):
            found[name] = int(value.split()[0])
    return found["Rss"], found["Pss"]


def stolen_seconds():
    """Time that other guests of the same host took from this machine, all cores together."""
    return int(pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[8]) / TICKS_PER_SECOND


def sync_microseconds(folder):
    """What it takes to bring 4 KiB onto the disk under `folder`: the median of some tries, one after the other."""
    times = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - started) * 1e6)
    return statistics.median(times)
