"""Runs every check of the project, one step after the other, and ends with a line of counts."""

import argparse
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / ".build" / "results"
FUZZ_SECONDS = 10
# How much of a failed step's output is shown; all of it is in the log.
LINES_SHOWN = 25


@dataclasses.dataclass
class Counts:
    """What a step found. `failures` holds one text for each failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
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
        messages = [failure.get("message", "") for failure in case.findall("failure")]
        if messages:
            counts.failed += 1
            counts.failures += [f"{case.get('classname')}.{case.get('name')}: {message}" for message in messages]
        elif case.find("skipped") is not None:
            counts.skipped += 1
        else:
            counts.passed += 1
    return counts


def count(step, code, log):
    """What the step's exit code and results amount to."""
    counts = Counts()
    written = step.results and step.results.with_name(f"{step.results.stem}-swift-testing.xml")
    if written and written.is_file():
        counts = count_tests(written)
        if code == 0 or counts.failed:
            return counts
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
    counts = count(step, run_command(step, log), log)
    took = f"{time.monotonic() - started:.1f} s"
    tests = f", {counts.passed} passed, {counts.skipped} skipped" if step.results else ""
    print(f" {f'{counts.failed} FAILED' if counts.failed else 'ok'} ({took}{tests})", flush=True)
    if is_verbose:
        print(log.read_text(encoding="utf-8", errors="replace"))
    elif counts.failed:
        print("\n".join("    " + line for line in telling_lines(log)), flush=True)
    return counts


def suite_step(title, options, limit_seconds, environment=None):
    results = RESULTS / f"{title.replace(' ', '-')}.xml"
    return Step(
        title, ["swift", "test", "--parallel", "--xunit-output", results, *options], limit_seconds, environment or {},
        results)


def sanitizer_step(kind, environment):
    """The suite again under a sanitizer, which counts as one test: its tests are counted already."""
    command = ["swift", "test", "--parallel", f"--sanitize={kind}", "--scratch-path", f".build/{kind}"]
    return Step(f"{kind} sanitizer", command, 900, environment)


def steps(arguments):
    selection = [option for name in arguments.filter for option in ("--filter", name)]
    sources = [name for name in ("Gateway", "Plugins", "Tests", "Package.swift") if (ROOT / name).exists()]
    if not arguments.filter:
        yield Step("format lint", ["swift", "format", "lint", "--strict", "--parallel", "-r", *sources], 120)
        yield Step("fences", ["scripts/fences"], 60)
    yield Step("build", ["swift", "build", "--build-tests"], 900, is_needed_by_later=True)
    yield suite_step("suite", ["--skip-build", *selection], 600)
    if arguments.quick or arguments.filter:
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
        prog="test", description="Format lint, fences, the test suite with its end-to-end tests, a short fuzz run, and "
        "the suite again under the thread and the address sanitizer. The last line of the output holds the counts; a "
        "step that is not the suite counts as one test. Logs are in .build/results.",
        epilog="exit codes: 0 all passed, 1 something failed, 2 wrong usage, 3 the environment")
    parser.add_argument("--quick", action="store_true", help="format lint, fences and the suite only")
    parser.add_argument("--no-sanitizers", dest="sanitizers", action="store_false", help="all but the sanitizer runs")
    parser.add_argument(
        "--filter", action="append", default=[], metavar="X", help="only tests whose name matches; may be repeated")
    parser.add_argument("--verbose", action="store_true", help="print the whole output of each step")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    RESULTS.mkdir(parents=True, exist_ok=True)
    total, started = Counts(), time.monotonic()
    for step in steps(arguments):
        counts = perform(step, arguments.verbose)
        total.add(counts)
        if counts.failed and step.is_needed_by_later:
            break
    if total.failures:
        print("\nfailed:")
        print("\n".join(f"  {failure}" for failure in total.failures))
    print(f"\ntook {time.monotonic() - started:.0f} s")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ntest: interrupted", file=sys.stderr)
        sys.exit(1)
