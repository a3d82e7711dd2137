"""Fences between words, code and tests: API statements are cited, promises name a test, excerpts are true."""

import re

STATEMENT = re.compile(r"^- \*\*([A-Z]+)(\d+)\*\*", re.MULTILINE)
EXCERPT = re.compile(r"^ *```swift (\S+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PROMISE = re.compile(r"\*\*(S\d+)\*\*")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def statement_fences(texts, sources):
    """Broken rules as (path, line, rule); `texts` and `sources` are by path."""
    tests = {path: source for path, source in sources.items() if path.startswith("Tests/")}
    yield from citation_fences(texts, tests)
    yield from excerpt_fences(texts)
    if "SECURITY.md" in texts:
        yield from promise_fences(texts["SECURITY.md"], tests)


def excerpt_fences(texts):
    """A code block that names a file is a part of it, indentation aside."""
    for path, text in texts.items():
        if not path.endswith(".md"):
            continue
        for match in EXCERPT.finditer(text):
            file, wanted = match[1], unindented(match[2])
            if wanted not in unindented(texts.get(file, "")):
                yield path, line_of(text, match.start()), f"the excerpt is no part of {file}"


def unindented(text):
    return "\n".join(line.strip() for line in text.split("\n"))


def citation_fences(texts, tests):
    stated = {}
    for path, text in texts.items():
        if not re.fullmatch(r"(Plugins/\w+|Tests/SamplePlugin)/API\.md", path):
            continue
        for match in STATEMENT.finditer(text):
            number, place = match[1] + match[2], (path, line_of(text, match.start()))
            if number in stated:
                yield *place, f"statement {number} stands already at {stated[number][0]}:{stated[number][1]}"
            stated.setdefault(number, place)
    letters = {re.match("[A-Z]+", number)[0] for number in stated}
    cited = dict(citations(tests, letters)) if letters else {}
    for number, place in stated.items():
        if number not in cited:
            yield *place, f"statement {number} is cited by no test"
    for number, place in cited.items():
        if number not in stated:
            yield *place, f"cites {number}, which no API.md states"


def citations(tests, letters):
    """(number, place) for each number in a comment, a test's display name or a function's name."""
    number = re.compile(rf"(?<![\w+/-])((?:{'|'.join(sorted(letters))})\d+)(?![\w.+/-]*\w)")
    for path, source in tests.items():
        names = "".join(
            "\n" if character == "\n" else character if kept else " "
            for character, kept in zip(source.text, display_names(source)))
        for text in (source.comment, names):
            for match in number.finditer(text):
                yield match[1], (path, line_of(text, match.start()))


def display_names(source):
    """For each character, whether it stands in the name of a test: `@Test("…")`, `@Suite("…")`, or func `…`."""
    kept = [False] * len(source.text)
    for match in re.finditer(r'@(?:Test|Suite)\(\s*"[^"\n]*"|func `[^`\n]*`', source.text):
        kept[match.start():match.end()] = [True] * (match.end() - match.start())
    return kept


def promise_fences(text, tests):
    """A promise runs to the next one or to the next heading, and names its tests in backticks."""
    known = {
        match[1] for source in tests.values()
        for _, match in source.finds(r"@Test\b(?:[^{}]*?)\bfunc\s+`?([\w ]+)`?")}
    promises = list(PROMISE.finditer(text))
    for match, following in zip(promises, promises[1:] + [None]):
        end = following.start() if following else len(text)
        heading = text.find("\n#", match.end(), end)
        body = text[match.end():heading if heading >= 0 else end]
        named = set(re.findall(r"`(?:\w+\.)?(\w+)(?:\(\))?`", body))
        line = line_of(text, match.start())
        if not named & known:
            yield "SECURITY.md", line, f"promise {match[1]} names no test that exists"
        for name in set(re.findall(r"`(?:\w+\.)?(\w+)\(\)`", body)) - known:
            yield "SECURITY.md", line, f"promise {match[1]} names `{name}()`, which is no test"
