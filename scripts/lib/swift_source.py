"""Swift source, split into code, comments and string contents without losing a line number."""

import re

# Every character of the source belongs to one of these, and lands in the text of that name; in the other
# two texts there is a space in its place.
CODE, COMMENT, STRING = "code", "comment", "string"

FUNCTION = re.compile(r"(?<![\w.`@#])(func|init|deinit|subscript)\b")
NEXT_DECLARATION = re.compile(
    r"\b(func|var|let|case|subscript|associatedtype|static|mutating|package|public|private)\b")


class SwiftSource:
    """One file: `code`, `comment` and `string` have the same line structure as the file."""

    def __init__(self, text):
        self.text = text
        self._kinds = [CODE] * len(text)
        self._scan_code(0, ends_with=None)
        self.code = self._only(CODE)
        self.comment = self._only(COMMENT)
        self.string = self._only(STRING)

    def _only(self, kind):
        return "".join(c if c == "\n" or k == kind else " " for c, k in zip(self.text, self._kinds))

    def _mark(self, start, end, kind):
        self._kinds[start:end] = [kind] * (min(end, len(self.text)) - start)
        return end

    def _scan_code(self, at, ends_with):
        """Walks code until the text ends, or until the `)` that closes an interpolation; gives the place after it."""
        depth = 0
        while at < len(self.text):
            if self.text.startswith("//", at):
                end = self.text.find("\n", at)
                at = self._mark(at, end if end >= 0 else len(self.text), COMMENT)
            elif self.text.startswith("/*", at):
                at = self._mark(at, self._end_of_block_comment(at), COMMENT)
            elif string := re.compile(r'(#*)("""|")').match(self.text, at):
                at = self._scan_string(at, len(string[1]), string[2])
            else:
                depth += (self.text[at] == "(") - (self.text[at] == ")")
                at += 1
                if ends_with and depth < 0:
                    return at
        return at

    def _end_of_block_comment(self, at):
        depth = 0
        for token in re.compile(r"/\*|\*/").finditer(self.text, at):
            depth += 1 if token[0] == "/*" else -1
            if depth == 0:
                return token.end()
        return len(self.text)

    def _scan_string(self, at, hashes, quote):
        """Marks a string's contents; code inside an interpolation stays code."""
        closing, escape = quote + "#" * hashes, "\\" + "#" * hashes
        at += hashes + len(quote)
        while at < len(self.text):
            if self.text.startswith(closing, at):
                return at + len(closing)
            if self.text.startswith(escape + "(", at):
                at = self._scan_code(at + len(escape) + 1, ends_with=")")
            elif self.text.startswith(escape, at):
                at = self._mark(at, at + len(escape) + 1, STRING)
            elif self.text[at] == "\n" and quote == '"':
                return at
            else:
                at = self._mark(at, at + 1, STRING)
        return at

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
