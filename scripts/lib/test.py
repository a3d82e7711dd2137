"""Runs every check of the project, one step after the other, and ends with a line of counts."""

import argparse
import contextlib
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

from fences import COLUMNS, project_files

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / ".build" / "results"
FUZZ_SECONDS = 10
# How much of a failed step's output is shown; all of it is in the log.
LINES_SHOWN = 25


@dataclasses.dataclass
class Counts:
    """What a step found. `failures` holds one text for each failure, `skipped` the names of tests that did not run."""

    passed: int = 0
    failed: int = 0
    skipped: list = dataclasses.field(default_factory=list)
    failures: list = dataclasses.field(default_factory=list)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures


@dataclasses.dataclass
class Step:
    """A command and how its result is counted: as one test, or by the tests that it ran itself."""

    title: str
    command: list
    limit_seconds: int
    environment: dict = dataclasses.field(default_factory=dict)
    results: pathlib.Path | None = None
    # Without this step the later ones have nothing to work on, and it counts only when it fails.
    is_needed_by_later: bool = False
    is_under_load: bool = False


@contextlib.contextmanager
def load(is_wanted):
    """Twice as much work as the processors can do, and a disk that is written to, while the context lasts."""
    if not is_wanted:
        yield
        return
    command = ["stress-ng", "--quiet", "--cpu", 2 * (os.cpu_count() or 1), "--hdd", 1, "--hdd-bytes", "64m",
               "--temp-path", RESULTS]
    stress = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(stress.pid, signal.SIGTERM)
        stress.wait()


def run_command(step, log):
    """Runs the step's command, its output going to `log`; gives the exit code, or `None` when it took too long."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            list(map(str, step.command)), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, **step.environment}, start_new_session=True)
        try:
            return process.wait(timeout=step.limit_seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def count_tests(file):
    """Counts from the file that swift-testing writes."""
    counts = Counts()
    for case in xml.parse(file).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        messages = [failure.get("message", "") for failure in case.findall("failure")]
        if messages:
            counts.failed += 1
            counts.failures += [f"{name}: {message}" for message in messages]
        elif case.find("skipped") is not None:
            counts.skipped.append(name)
        else:
            counts.passed += 1
    return counts


def count(step, code, log):
    """What the step's exit code and results amount to."""
    counts = Counts()
    written = step.results and step.results.with_name(f"{step.results.stem}-swift-testing.xml")
    if written and written.is_file():
        counts = count_tests(written)
        if counts.failed or code == 0 and counts.passed:
            return counts
        code = code or "no test that ran"
    elif code == 0 and step.results:
        code = "nothing: it wrote no results"
    elif code == 0:
        return Counts(passed=0 if step.is_needed_by_later else 1)
    ended = f"took over {step.limit_seconds} s and was stopped" if code is None else f"ended with {code}"
    counts.add(Counts(failed=1, failures=[f"{step.title} {ended} (log: {log.relative_to(ROOT)})"]))
    return counts


def telling_lines(log):
    """The lines of a log that say what failed, each once; its end, when none does."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    marks = ("✘", "error: ", "Fatal error", "SUMMARY:", "WARNING: ThreadSanitizer", "FAIL", "replay:")
    telling = [
        line for number, line in enumerate(lines)
        if any(mark in line for mark in marks) and "`- error:" not in line and "|- error:" not in line
        or number and line.startswith("↳") and "✘" in lines[number - 1]]
    telling = list(dict.fromkeys(telling))
    more = len(telling) - LINES_SHOWN
    rest = [f"... and {more} more in {log.relative_to(ROOT)}"] if more > 0 else []
    return telling[:LINES_SHOWN] + rest if telling else lines[-LINES_SHOWN:]


def perform(step, is_verbose):
    log = RESULTS / f"{step.title.replace(' ', '-')}.log"
    print(f"{step.title} ...", end="", flush=True)
    if step.results:
        step.results.with_name(f"{step.results.stem}-swift-testing.xml").unlink(missing_ok=True)
    started = time.monotonic()
    with load(step.is_under_load):
        counts = count(step, run_command(step, log), log)
    took = f"{time.monotonic() - started:.1f} s"
    tests = f", {counts.passed} passed, {len(counts.skipped)} skipped" if step.results else ""
    print(f" {f'{counts.failed} FAILED' if counts.failed else 'ok'} ({took}{tests})", flush=True)
    if is_verbose:
        print(log.read_text(encoding="utf-8", errors="replace"))
    elif counts.failed:
        print("\n".join("    " + line for line in telling_lines(log)), flush=True)
    return counts


def suite_step(title, selection, is_under_load=False):
    results = RESULTS / f"{title.replace(' ', '-')}.xml"
    command = ["swift", "test", "--parallel", "--xunit-output", results, "--skip-build", *selection]
    return Step(title, command, 600, results=results, is_under_load=is_under_load)


def sanitizer_step(kind, environment):
    """The suite again under a sanitizer, which counts as one test: its tests are counted already."""
    command = ["swift", "test", "--parallel", f"--sanitize={kind}", "--scratch-path", f".build/{kind}"]
    return Step(f"{kind} sanitizer", command, 1500, {"SANITIZER": kind, **environment})


def lint_steps():
    """What reads the source only: Swift's own linter, Debian's for Python and the shell, and the project's fences."""
    swift = [name for name in ("Gateway", "Plugins", "Tests", "Package.swift") if (ROOT / name).exists()]
    python = ["scripts/lib", "Tests/EndToEnd"]
    shell = [name for name in project_files(ROOT) if name.startswith(("scripts/", ".ci/"))
             and (name.endswith(".sh") or (ROOT / name).read_bytes().startswith(b"#!/usr/bin/env bash"))]
    yield Step("format lint", ["swift", "format", "lint", "--strict", "--parallel", "-r", *swift], 120)
    yield Step("python lint", ["pyflakes3", *python], 60)
    yield Step("python style", ["pycodestyle", f"--max-line-length={COLUMNS}", *python], 60)
    yield Step("shell lint", ["shellcheck", "--external-sources", *shell], 60)
    yield Step("fences", ["scripts/fences"], 60)


def steps(arguments):
    selection = [option for name in arguments.filter for option in ("--filter", name)]
    is_whole = not arguments.filter and arguments.repeat == 1
    if is_whole:
        yield from lint_steps()
    yield Step("build", ["swift", "build", "--build-tests"], 900, is_needed_by_later=True)
    for number in range(1, arguments.repeat + 1):
        title = "suite" if arguments.repeat == 1 else f"suite, run {number} of {arguments.repeat}"
        yield suite_step(title, selection, arguments.stress)
    if arguments.quick or not is_whole:
        return
    yield Step("script tests", [sys.executable, "-B", "-m", "unittest", "discover", "-s", "Tests/EndToEnd"], 120)
    yield Step(f"fuzz {FUZZ_SECONDS} s a target", ["scripts/fuzz", "--seconds", FUZZ_SECONDS], 600)
    if arguments.sanitizers:
        yield sanitizer_step("thread", {})
        yield sanitizer_step("address", {
            "ASAN_OPTIONS": "detect_leaks=1",
            "LSAN_OPTIONS": f"suppressions={ROOT}/scripts/lib/leaks.suppressions:print_suppressions=0"})


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="test", description="Lint of Swift, Python and shell, fences, the test suite with its end-to-end tests, a "
        "short fuzz run, and the suite again under the thread and the address sanitizer. The last line of the output "
        "holds the counts; a step that is not the suite counts as one test. Tests that did not run are named before "
        "it. Logs are in .build/results.",
        epilog="exit codes: 0 all passed, 1 something failed, 2 wrong usage, 3 the environment")
    parser.add_argument("--quick", action="store_true", help="lint, fences and the suite only")
    parser.add_argument("--no-sanitizers", dest="sanitizers", action="store_false", help="all but the sanitizer runs")
    parser.add_argument(
        "--filter", action="append", default=[], metavar="X", help="only tests whose name matches; may be repeated")
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="the suite alone, so many times or until it fails")
    parser.add_argument(
        "--stress", action="store_true",
        help="beside the suite, load processors and disk beyond what they can do (stress-ng)")
    parser.add_argument("--verbose", action="store_true", help="print the whole output of each step")
    arguments = parser.parse_args()
    if arguments.repeat < 1:
        parser.error("--repeat must be at least 1")
    return arguments


def main():
    arguments = parse_arguments()
    RESULTS.mkdir(parents=True, exist_ok=True)
    total, started = Counts(), time.monotonic()
    for step in steps(arguments):
        counts = perform(step, arguments.verbose)
        total.add(counts)
        if counts.failed and (step.is_needed_by_later or arguments.repeat > 1):
            break
    for title, texts in (("skipped", sorted(set(total.skipped))), ("failed", total.failures)):
        if texts:
            print(f"\n{title}:")
            print("\n".join(f"  {text}" for text in texts))
    print(f"\ntook {time.monotonic() - started:.0f} s")
    print(f"{total.passed} passed, {total.failed} failed, {len(total.skipped)} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ntest: interrupted", file=sys.stderr)
        sys.exit(1)
