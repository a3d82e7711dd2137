"""Builds the libFuzzer targets of Tests/Fuzz and runs each for a while."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES, WORK = ROOT / "Tests" / "Fuzz", ROOT / ".build" / "fuzz"
TARGETS = sorted(file.stem for file in SOURCES.glob("*.swift"))
# Unoptimised: a fuzzer is there to trip over debug assertions, and the build is most of what a short run costs.
# SwiftPM links no `main` of its own with `--sanitize=fuzzer`. Two of that option would reach the compiler in an order
# that changes from run to run, and it takes only the last; so both kinds go to it in one word. The linker is the
# toolchain's own, which does not warn about each of the address sanitizer's functions.
BUILD = [
    "swift", "build", "--package-path", ROOT, "--scratch-path", WORK / "build", "--sanitize=fuzzer",
    "-Xswiftc", "-sanitize=fuzzer,address", "-Xswiftc", "-use-ld=lld"]
LARGEST_INPUT_BYTES = 16384
SLOWEST_INPUT_SECONDS = 5


def say(text):
    print(text, file=sys.stderr, flush=True)


def environment():
    """The runtime's own crash reporter would catch the signals that libFuzzer waits for."""
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "detect_leaks=0"}


def build(names):
    """Builds the targets; gives the folder of the executables, or `None` after the compiler's words."""
    every = {**os.environ, "FUZZ_TARGETS": " ".join(TARGETS)}
    chosen = ["--product", names[0]] if len(names) == 1 else []
    made = subprocess.run(
        list(map(str, BUILD + chosen)), env=every, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode == 0:
        return WORK / "build" / "debug"
    lines = made.stdout.splitlines()
    say("\n".join([line for line in lines if "error:" in line][:40] or lines[-40:]))
    return None


def seeds(name):
    """Folders of first inputs: the target's own, and the test vectors that lie beside the repository."""
    folders = [SOURCES / "Seeds" / name]
    if "JSON" in name:
        folders.append(ROOT.parent / "shared" / "vectors" / "json-test-suite" / "test_parsing")
    return [folder for folder in folders if folder.is_dir()]


def run(executable, seconds):
    """Fuzzes one target; gives (whether it held, what to print)."""
    name = executable.name
    corpus, crashes, log = WORK / "corpus" / name, WORK / "crashes" / name, WORK / f"{name}.log"
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}", f"-max_len={LARGEST_INPUT_BYTES}", f"-timeout={SLOWEST_INPUT_SECONDS}",
        "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={crashes}/"]
    dictionary = SOURCES / "Seeds" / f"{name}.dict"
    if dictionary.is_file():
        options.append(f"-dict={dictionary}")
    with open(log, "wb") as output:
        result = subprocess.run(
            [executable, *options, corpus, *seeds(name)], stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, env=environment()).returncode
    text = log.read_text(encoding="utf-8", errors="replace")
    runs = re.search(r"number_of_executed_units: (\d+)", text)
    coverage = re.findall(r"cov: (\d+)", text)
    if result == 0 and runs:
        return True, f"{name}: {int(runs[1]):,} inputs in {seconds} s, {(coverage or [0])[-1]} edges, no crash"
    inputs = re.findall(r"Test unit written to (\S+)", text)
    place = inputs[-1] if inputs else "(no input was saved)"
    crash = re.search(r"^.*(Fatal error|ERROR: )", text, re.MULTILINE)
    told = text[crash.start() if crash else -4000:].splitlines()[:40]
    shown = "\n".join("    " + line for line in told)
    return False, f"{name}: FAILED\n{shown}\n  input:  {place}\n  replay: scripts/fuzz {name} --replay {place}"


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="fuzz", description="Fuzzes Tests/Fuzz, a target a file, with libFuzzer and the address sanitizer. "
        "The corpus grows in .build/fuzz/corpus; seeds are read from Tests/Fuzz/Seeds/TARGET and a dictionary from "
        "Seeds/TARGET.dict.",
        epilog="exit codes: 0 nothing found, 1 a crash or a build that failed, 2 wrong usage, 3 the environment")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them, one per core at a time")
    parser.add_argument("--seconds", type=int, default=20, metavar="N", help="for each target (default: 20)")
    parser.add_argument("--replay", metavar="FILE", help="run one target on one input, and show all it prints")
    parser.add_argument("--list", action="store_true", help="print the targets")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no target {unknown[0]}; there are: {', '.join(TARGETS)}")
    if arguments.seconds < 1:
        parser.error("--seconds must be at least 1")
    if arguments.replay and len(arguments.targets) != 1:
        parser.error("--replay needs one TARGET")
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.list:
        print("\n".join(TARGETS))
        return 0
    names, started = arguments.targets or TARGETS, time.monotonic()
    say(f"building fuzz targets: {', '.join(names)}")
    folder = build(names)
    if folder is None:
        say("fuzz: the build failed")
        return 1
    say(f"built in {time.monotonic() - started:.0f} s")
    if arguments.replay:
        return min(1, abs(subprocess.run([folder / names[0], arguments.replay], env=environment()).returncode))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = list(pool.map(lambda name: run(folder / name, arguments.seconds), names))
    for _, text in results:
        print(text)
    return 0 if all(held for held, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
