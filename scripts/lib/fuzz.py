"""Builds the libFuzzer targets of Tests/Fuzz and runs each for a while."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

from package_modules import BuildFailure, PackageModules

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / ".build" / "fuzz"
# Debug assertions stay in: a fuzzer is there to trip over them.
FLAGS = ["-g", "-O", "-assert-config", "Debug", "-sanitize=fuzzer,address", "-suppress-warnings"]
LARGEST_INPUT_BYTES = 16384
SLOWEST_INPUT_SECONDS = 5


def say(text):
    print(text, file=sys.stderr, flush=True)


def environment():
    """The runtime's own crash reporter would catch the signals that libFuzzer waits for."""
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "detect_leaks=0"}


def seeds(sources, name):
    """Folders of first inputs: the target's own, and the test vectors that lie beside the repository."""
    folders = [sources / "Seeds" / name]
    if "JSON" in name:
        folders.append(ROOT.parent / "shared" / "vectors" / "json-test-suite" / "test_parsing")
    return [folder for folder in folders if folder.is_dir()]


def run(executable, sources, seconds):
    """Fuzzes one target; gives (whether it held, what to print)."""
    name = executable.name
    corpus, crashes, log = WORK / "corpus" / name, WORK / "crashes" / name, WORK / f"{name}.log"
    corpus.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}", f"-max_len={LARGEST_INPUT_BYTES}", f"-timeout={SLOWEST_INPUT_SECONDS}",
        "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={crashes}/"]
    dictionary = sources / "Seeds" / f"{name}.dict"
    if dictionary.is_file():
        options.append(f"-dict={dictionary}")
    with open(log, "wb") as output:
        result = subprocess.run(
            [executable, *options, corpus, *seeds(sources, name)], stdin=subprocess.DEVNULL, stdout=output,
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
        prog="fuzz", description="Fuzzes the targets of Tests/Fuzz with libFuzzer and the address sanitizer. "
        "The corpus grows in .build/fuzz/corpus; seeds are read from Tests/Fuzz/Seeds/TARGET and a dictionary from "
        "Seeds/TARGET.dict.",
        epilog="exit codes: 0 nothing found, 1 a crash or a build that failed, 2 wrong usage, 3 the environment")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them, one per core at a time")
    parser.add_argument("--seconds", type=int, default=20, metavar="N", help="for each target (default: 20)")
    parser.add_argument("--replay", metavar="FILE", help="run one target on one input, and show all it prints")
    parser.add_argument("--list", action="store_true", help="print the targets")
    parser.add_argument(
        "--sources", type=pathlib.Path, default=ROOT / "Tests" / "Fuzz", metavar="FOLDER", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.sources = arguments.sources.resolve()
    known = {file.stem: file for file in sorted(arguments.sources.glob("*.swift"))
             if "LLVMFuzzerTestOneInput" in file.read_text(encoding="utf-8")}
    unknown = [name for name in arguments.targets if name not in known]
    if unknown:
        parser.error(f"no target {unknown[0]}; there are: {', '.join(known) or 'none'}")
    if arguments.seconds < 1:
        parser.error("--seconds must be at least 1")
    if arguments.replay and len(arguments.targets) != 1:
        parser.error("--replay needs one TARGET")
    return arguments, [known[name] for name in arguments.targets or known]


def main():
    arguments, files = parse_arguments()
    if arguments.list:
        print("\n".join(file.stem for file in files))
        return 0
    if not files:
        say("fuzz: no targets in Tests/Fuzz")
        return 0
    started = time.monotonic()
    say(f"building fuzz targets: {', '.join(file.stem for file in files)}")
    try:
        modules = PackageModules(ROOT, WORK, FLAGS)
        executables = [modules.link(file) for file in files]
    except BuildFailure as failure:
        say("\n".join(str(failure).splitlines()[:40]))
        say("fuzz: the build failed")
        return 1
    say(f"built in {time.monotonic() - started:.0f} s")
    if arguments.replay:
        return min(1, abs(subprocess.run([executables[0], arguments.replay], env=environment()).returncode))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        results = list(pool.map(lambda executable: run(executable, arguments.sources, arguments.seconds), executables))
    for _, text in results:
        print(text)
    return 0 if all(held for held, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
