"""Swift source, split into code, comments and string contents without losing a line number."""

import re
import typing

# Every character of the source belongs to one of these, and lands in the text of that name; in the other
# two texts there is a space in its place.
CODE, COMMENT, STRING = "code", "comment", "string"

CODE_TOKEN = re.compile(r'//|/\*|[()]|(?P<hashes>#*)(?P<quote>"""|")')
NOT_A_LINE_END = re.compile(r"[^\n]")
FUNCTION = re.compile(r"(?<![\w.`@#])(func|init|deinit|subscript)\b")
NEXT_DECLARATION = re.compile(
    r"\b(func|var|let|case|subscript|associatedtype|static|mutating|package|public|private)\b")

DECLARATION = re.compile(
    r"(?P<modifiers>(?:(?:@\w+(?:\([^()]*\))?|public|package|internal|private|fileprivate|final|indirect)\s+)*)"
    r"\b(?P<kind>struct|class|enum|protocol|actor|typealias|extension)\s+(?P<name>[A-Z]\w*)"
    r"|\bstatic\s+(?:let|var|func)\s+`?(?P<member>\w+)"
    r"|(?P<brace>[{}])")


def blank(text):
    """As many lines and columns, with nothing in them."""
    return NOT_A_LINE_END.sub(" ", text)


class Declaration(typing.NamedTuple):
    """A type, an extension (`name` is the extended type's), or a static member (`kind` is "static").

    `scope` is the kind of the declaration around it, and empty at the top of the file.
    """

    kind: str
    name: str
    scope: str
    is_private: bool


class SwiftSource:
    """One file: `code`, `comment` and `string` have the same line structure as the file."""

    def __init__(self, text):
        self.text = text
        # What is not code, in the file's order: (start, end, kind).
        self._parts = []
        self._scan_code(0, ends_with_bracket=False)
        self.code = self._only(CODE)
        self.comment = self._only(COMMENT)
        self.string = self._only(STRING)

    def _only(self, kind):
        kept, at = [], 0
        for start, end, other in [*self._parts, (len(self.text), len(self.text), CODE)]:
            code, part = self.text[at:start], self.text[start:end]
            kept += [code if kind == CODE else blank(code), part if kind == other else blank(part)]
            at = end
        return "".join(kept)

    def _mark(self, start, end, kind):
        self._parts.append((start, min(end, len(self.text)), kind))
        return end

    def _scan_code(self, at, ends_with_bracket):
        """Walks code until the text ends, or until the `)` that closes an interpolation; gives the place after it."""
        depth = 0
        while token := CODE_TOKEN.search(self.text, at):
            at = token.end()
            if token[0] == "//":
                end = self.text.find("\n", at)
                at = self._mark(token.start(), end if end >= 0 else len(self.text), COMMENT)
            elif token[0] == "/*":
                at = self._mark(token.start(), self._end_of_block_comment(token.start()), COMMENT)
            elif token["quote"]:
                at = self._scan_string(at, token["hashes"], token["quote"])
            else:
                depth += 1 if token[0] == "(" else -1
                if ends_with_bracket and depth < 0:
                    return at
        return len(self.text)

    def _end_of_block_comment(self, at):
        depth = 0
        for token in re.compile(r"/\*|\*/").finditer(self.text, at):
            depth += 1 if token[0] == "/*" else -1
            if depth == 0:
                return token.end()
        return len(self.text)

    def _scan_string(self, at, hashes, quote):
        """Marks a string's contents; code inside an interpolation stays code."""
        closing, escape = quote + hashes, "\\" + hashes
        ends = [closing, escape] + (["\n"] if quote == '"' else [])
        token_pattern = re.compile("|".join(map(re.escape, ends)))
        while token := token_pattern.search(self.text, at):
            if token[0] != escape:
                self._mark(at, token.start(), STRING)
                return token.end() if token[0] == closing else token.start()
            if self.text.startswith("(", token.end()):
                self._mark(at, token.start(), STRING)
                at = self._scan_code(token.end() + 1, ends_with_bracket=True)
            else:
                at = self._mark(at, token.end() + 1, STRING)
        return self._mark(at, len(self.text), STRING)

    def line(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def finds(self, pattern, kind=CODE):
        """(line, match) of every place where `pattern` stands in text of that kind."""
        text = getattr(self, kind)
        return [(self.line(match.start()), match) for match in re.finditer(pattern, text, re.MULTILINE)]

    def comment_near(self, line):
        """The comments on that line and directly above it."""
        comments, code = self.comment.split("\n"), self.code.split("\n")
        found, above = [comments[line - 1]], line - 2
        while above >= 0 and comments[above].strip() and not code[above].strip():
            found.append(comments[above])
            above -= 1
        return "\n".join(found)

    def declarations(self):
        """Every `Declaration` of the file, in its order."""
        scopes, opened = [], "code"
        for match in DECLARATION.finditer(self.code):
            if match["brace"] == "{":
                scopes.append(opened)
                opened = "code"
            elif match["brace"] == "}":
                del scopes[-1:]
            else:
                kind = match["kind"] or "static"
                is_private = "private" in (match["modifiers"] or "")
                yield Declaration(kind, match["name"] or match["member"], scopes[-1] if scopes else "", is_private)
                opened = kind if match["kind"] not in (None, "typealias") else opened

    def functions(self):
        """(name, first line, last line) of every function with a body, found by matching brackets."""
        for declaration in FUNCTION.finditer(self.code):
            opening = self._opening_brace(declaration.end())
            if opening is None:
                continue
            last = self.line(self._closing_brace(opening))
            name = re.match(r"\s*([\w`]+)?", self.code[declaration.end():])[1] or declaration[1]
            yield name, self.line(declaration.start()), last

    def _opening_brace(self, at):
        depth = 0
        for token in re.compile(r"[(\[{}\])]|\n[ \t]*(?=\w)").finditer(self.code, at):
            if token[0] in "([":
                depth += 1
            elif token[0] in ")]":
                depth -= 1
            elif depth > 0:
                continue
            elif token[0] == "{":
                return token.start()
            elif token[0] == "}" or NEXT_DECLARATION.match(self.code, token.end()):
                return None
        return None

    def _closing_brace(self, opening):
        depth = 0
        for token in re.compile(r"[{}]").finditer(self.code, opening):
            depth += 1 if token[0] == "{" else -1
            if depth == 0:
                return token.start()
        return len(self.code)
