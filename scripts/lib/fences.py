"""The rules about the source that a compiler does not check. Each one prints `file:line: rule`."""

import argparse
import pathlib
import re
import subprocess
import sys

from rooms import room_fences
from statements import statement_fences
from swift_source import STRING, SwiftSource

LINES_IN_A_FILE, LINES_IN_A_FUNCTION, COLUMNS = 400, 70, 120
IMPORT = r"^[ \t]*(?:@\w+[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+" \
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)[ \t]+)?(\w+)"
SQL = r"\b(SELECT\s[^;]{1,400}?\bFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|ALTER\s+TABLE" \
    r"|(CREATE|DROP)\s+(UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(TABLE|INDEX|TRIGGER|VIEW))\b"
# A comment that says what protects an unchecked Sendable has one of these words.
PROTECTION = r"\b(threads?|loops?|locks?|locked|mutex|atomic|immutable|unchanged|sendable)\b"
SQL_HOMES = (
    "Gateway/Kit/Store/", "Gateway/Kit/Outbox/", "Gateway/Core/Store/", "Gateway/Core/Apps/", "Gateway/Core/Outbox/")
# Written in pieces, so that this file does not break its own rule.
FOREIGN_TEXT = {
    "a path of one machine": "|".join([r"(?<![\w.])/wo" r"rk/", r"(?<![\w.])/ro" r"ot/", r"(?<![\w.])/tm" r"p/wt"]),
    "a package registry's host": "|".join(
        [r"\bpypi" r"\.org", r"\bnpmjs" r"\.(?:org|com)", r"\bcrates" r"\.io", r"\brubygems" r"\.org",
         r"\bproxy\.golang" r"\.org", r"[\w.-]*artifac" r"tory[\w.-]*\.", r"\bregis" r"try\.[\w-]+\.\w+"]),
}


def is_under(path, *folders):
    return any(path.startswith(folder) for folder in folders)


def check_imports(path, source):
    for line, match in source.finds(IMPORT):
        module = match[1]
        if is_under(path, "Gateway/", "Plugins/") and module == "Foundation":
            yield line, "Foundation is not used here; FoundationEssentials where it is needed"
        elif not is_under(path, "Gateway/System/") and re.fullmatch(r"C[A-Z]\w+", module):
            yield line, f"only Gateway/System imports C ({module})"


def check_locks(path, source):
    for line, _ in source.finds(r"(?<!\w)Mutex\s*[<(]"):
        yield line, "System's `Lock` stands for `Mutex`, of which the thread sanitizer sees nothing"


def check_unsafe(path, source):
    if is_under(path, "Gateway/", "Plugins/") and not is_under(path, "Gateway/System/"):
        for line, match in source.finds(r"nonisolated\(unsafe\)|@unsafe\b|(?<!@)\bunsafe\b(?!\))"):
            yield line, f"`{match[0]}` stands in Gateway/System only"
    for line, _ in source.finds(r"@unchecked\s+Sendable\b"):
        if not re.search(PROTECTION, source.comment_near(line), re.IGNORECASE):
            yield line, "`@unchecked Sendable` needs a comment here or above that says what protects it"


def check_traps(path, source):
    if is_under(path, "Tests/") or path == "Package.swift":
        return
    for line, match in source.finds(r"\btry!|\bas!|\bfatalError\("):
        if not re.search(r"\btrap: \S", source.comment_near(line)):
            yield line, f"`{match[0].rstrip('(')}` can end the process; a comment `// trap: reason` allows it"


def check_sql(path, source):
    name = path.rsplit("/", 1)[-1]
    if not is_under(path, "Gateway/", "Plugins/"):
        return
    if is_under(path, *SQL_HOMES) or re.search(r"(Store|Schema)[^/]*\.swift$", name) and is_under(path, "Plugins/"):
        return
    for line, match in source.finds(SQL, STRING):
        word = match[0].split()[0]
        yield line, f"SQL (`{word}`) stands in a plugin's Store and Schema files, or in {', '.join(SQL_HOMES)} only"


def check_refusals(path, source):
    if is_under(path, "Gateway/"):
        for line, _ in source.finds(r"\bAPIError\(\s*\.\w+\s*(?:\)|,\s*\w+:)"):
            yield line, "the gateway says why it refuses: an `ErrorDetail` after the code"


def check_functions(_, source):
    for name, first, last in source.functions():
        if last - first + 1 > LINES_IN_A_FUNCTION:
            yield first, f"`{name}` has {last - first + 1} lines; a function has at most {LINES_IN_A_FUNCTION}"


def check_dependencies(path, source):
    if path == "Package.swift":
        for line, _ in source.finds(r"\.package\("):
            yield line, "the package has no dependencies"


SWIFT_FENCES = (
    check_imports, check_locks, check_unsafe, check_traps, check_sql, check_refusals, check_functions,
    check_dependencies,
)


def check_shape(path, text):
    if not path.endswith((".swift", ".py")) and not text.startswith("#!"):
        return
    lines = text.split("\n")
    if len(lines) - 1 > LINES_IN_A_FILE:
        yield 1, f"{len(lines) - 1} lines; a file has at most {LINES_IN_A_FILE}"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield number, f"{len(line)} columns; a line has at most {COLUMNS}"


def check_foreign_text(_, text):
    for what, pattern in FOREIGN_TEXT.items():
        for match in re.finditer(pattern, text):
            yield text.count("\n", 0, match.start()) + 1, f"names {what}: {match[0]}"


def project_files(root):
    """Paths of the files that belong to the project, by git where there is git."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True)
    if listing.returncode == 0:
        names = [name for name in listing.stdout.split("\0") if name]
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*")
                 if not {".build", ".git", "data"} & set(path.relative_to(root).parts)]
    return sorted(name for name in set(names) if (root / name).is_file())


def findings(root):
    """Every broken rule as (path, line, rule)."""
    texts = {}
    for path in project_files(root):
        try:
            texts[path] = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    sources = {path: SwiftSource(text) for path, text in texts.items() if path.endswith(".swift")}
    for path, text in texts.items():
        for fence in (check_shape, check_foreign_text):
            yield from ((path, line, rule) for line, rule in fence(path, text))
        for fence in SWIFT_FENCES if path in sources else ():
            yield from ((path, line, rule) for line, rule in fence(path, sources[path]))
    yield from room_fences(sources)
    yield from statement_fences(texts, sources)


def main():
    parser = argparse.ArgumentParser(
        prog="fences", description="Checks what the compiler does not: who may import and call what, sizes, "
        "and that every numbered statement and promise has its test.")
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="folder to check (default: this repository)")
    root = (parser.parse_args().root or pathlib.Path(__file__).parents[2]).resolve()
    if not (root / "Package.swift").is_file():
        print(f"fences: {root} has no Package.swift", file=sys.stderr)
        return 2
    broken = sorted(set(findings(root)))
    for path, line, rule in broken:
        print(f"{path}:{line}: {rule}")
    print(f"fences: {len(broken)} broken" if broken else "fences: all hold", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
