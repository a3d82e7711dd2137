"""Every fence must be able to fail: each case is a small tree, and the lines that `scripts/fences` must print."""

import pathlib
import subprocess
import tempfile
import unittest

FENCES = pathlib.Path(__file__).parents[2] / "scripts" / "fences"
LONG_BODY = "func long() {\n" + "    step()\n" * 70 + "}\n"


def fences(files):
    """What the fences print about a tree of `files` (path: text), line by line."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {"Package.swift": "// none\n", **files}.items():
            place = pathlib.Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        run = subprocess.run([FENCES, folder], capture_output=True, text=True)
        assert run.returncode == (1 if run.stdout else 0), run.stderr
        return run.stdout.splitlines()


class Fences(unittest.TestCase):
    def broken(self, path, text, line, words):
        found = fences({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{path}:{line}: "), found)
        self.assertIn(words, found[0])

    def holds(self, path, text):
        self.assertEqual(fences({path: text}), [])

    def test_a_lock_is_one_that_the_thread_sanitizer_sees(self):
        self.broken("Gateway/Core/Loop/A.swift", "private let queue = Mutex<[Int]>([])\n", 1, "`Lock`")
        self.broken("Tests/CoreTests/A.swift", "let count = Mutex(0)\n", 1, "`Lock`")
        self.holds("Gateway/System/A.swift", "/// Unlike `Mutex<Value>`.\nlet count = Lock(0)\n")

    def test_foundation_stays_out_of_the_gateway(self):
        self.broken("Gateway/Core/Loop/A.swift", "@preconcurrency import Foundation\n", 1, "FoundationEssentials")
        self.broken("Plugins/A/A.swift", "import Kit\nimport struct Foundation.Date\n", 2, "FoundationEssentials")
        self.holds("Plugins/A/A.swift", "public import Kit\nimport FoundationEssentials\n")
        self.holds("Tests/CoreTests/A.swift", "import Foundation\n")

    def test_c_is_imported_in_system_only(self):
        self.broken("Gateway/Core/Loop/A.swift", "internal import COpenSSL\n", 1, "COpenSSL")
        self.holds("Gateway/System/A.swift", "internal import COpenSSL\n")
        self.holds("Gateway/Main/A.swift", "import Core\n")

    def test_the_gateway_says_why_it_refuses(self):
        self.broken("Gateway/Core/Loop/A.swift", "throw APIError(.appDenied)\n", 1, "`ErrorDetail`")
        self.broken("Gateway/Core/Loop/A.swift", "f(\n APIError(.overloaded, message: text))\n", 2, "`ErrorDetail`")
        self.holds("Gateway/Core/Loop/A.swift", "throw APIError(.appDenied, .appBlocked, message: text)\n")
        self.holds("Plugins/A/A.swift", "throw APIError(.orderUsed)\n")

    def test_unsafe_stands_in_system_only(self):
        self.broken("Gateway/Kit/A.swift", "let x = unsafe f()\n", 1, "`unsafe`")
        self.broken("Gateway/Kit/A.swift", "@unsafe struct A {}\n", 1, "`@unsafe`")
        self.broken("Gateway/Kit/A.swift", "nonisolated(unsafe) var a = 1\n", 1, "`nonisolated(unsafe)`")
        self.holds("Gateway/System/A.swift", "let x = unsafe f()\n")
        self.holds("Gateway/Kit/A.swift", '// unsafe in words\nlet x = "unsafe" /* unsafe */\nlet y = #"a"unsafe"#\n')

    def test_code_in_an_interpolation_counts(self):
        self.broken("Gateway/Kit/A.swift", 'let x = "a \\(unsafe f("b")) c"\n', 1, "`unsafe`")

    def test_unchecked_sendable_says_what_protects_it(self):
        self.broken("Gateway/System/A.swift", "final class A: @unchecked Sendable {}\n", 1, "what protects it")
        self.holds("Gateway/System/A.swift", "// Sendable: a mutex.\nfinal class A: @unchecked Sendable {}\n")

    def test_traps_need_a_reason(self):
        self.broken("Gateway/Core/Loop/A.swift", "let a = try! f()\n", 1, "`try!`")
        self.broken("Plugins/A/A.swift", "let a = b as! C\n", 1, "`as!`")
        self.broken("Gateway/Core/Loop/A.swift", "// trap:\nfatalError(\"x\")\n", 2, "`fatalError`")
        self.holds("Gateway/Core/Loop/A.swift", "// trap: out of memory\nfatalError(\"x\")\n")
        self.holds("Tests/CoreTests/A.swift", "let a = try! f()\n")

    def test_sql_has_its_homes(self):
        select = 'let a = """\n    SELECT id\n    FROM users\n    """\n'
        self.broken("Plugins/A/Read.swift", select, 2, "SQL (`SELECT`)")
        self.broken("Gateway/Core/Dispatch/A.swift", 'let a = "DELETE FROM users"\n', 1, "SQL (`DELETE`)")
        for path in ("Plugins/A/AStore.swift", "Plugins/A/ASchema.swift"):
            self.holds(path, select)
        for path in ("Gateway/Core/Store/A.swift", "Gateway/Kit/Store/A.swift"):
            self.holds(path, select)

    def test_sizes(self):
        self.broken("Gateway/Core/Loop/A.swift", "let a = 1\n" * 401, 1, "401 lines")
        self.broken("Gateway/Core/Loop/A.swift", LONG_BODY, 1, "`long` has 72 lines")
        self.broken("Gateway/Core/Loop/A.swift", "//" + "x" * 119 + "\n", 1, "121 columns")
        bodiless = "protocol P {\n    func a()\n    init()\n}\nstruct A {\n"
        self.holds("Gateway/Core/Loop/A.swift", bodiless + "    let x = 1\n" * 90 + "}\n")

    def test_no_dependencies(self):
        self.broken("Package.swift", 'let a = [.package(url: "x", from: "1.0.0")]\n', 1, "no dependencies")

    def test_statements_and_citations_meet(self):
        api = {"Plugins/A/API.md": "- **G1** one\n- **G2** two\n"}
        cites = {"Tests/ATests/A.swift": '// G1 holds\nlet a = "G7"\n@Test("G2: two") func two() {}\n'}
        self.assertEqual(fences({**api, **cites}), [])
        self.assertEqual(len(fences(api)), 2)
        stray = {"Tests/ATests/B.swift": "\n/// G9\n"}
        self.assertEqual(
            fences({**api, **cites, **stray}), ["Tests/ATests/B.swift:2: cites G9, which no API.md states"])

    def test_promises_name_tests(self):
        tests = {"Tests/A/A.swift": "@Test(.timeLimit(.minutes(1)))\nfunc holdsOut() {}\nfunc noTest() {}\n"}
        self.assertEqual(fences({"SECURITY.md": "- **S1** is proved by `A.holdsOut()`\n", **tests}), [])
        self.assertIn("S1 names no test", fences({"SECURITY.md": "- **S1** by `noTest`\n", **tests})[0])
        self.assertIn("`gone()`", fences({"SECURITY.md": "- **S1** by `holdsOut()`, `gone()`\n", **tests})[0])

    def test_no_foreign_text(self):
        self.broken("README.md", "see /wo" "rk/main\n", 1, "a path of one machine")
        self.broken("README.md", "from py" "pi.org\n", 1, "a package registry's host")
        self.holds("README.md", "see ./work/main\n")

    def test_a_room_refers_to_no_room_above_it(self):
        connection = {"Gateway/Core/Transport/Connection.swift": "final class Connection {\n    let key: Key\n}\n"}
        key = {"Gateway/Core/Loop/Key.swift": "struct Key {}\n"}
        self.assertEqual(fences({**connection, **key}), [])
        loop = {"Gateway/Core/Loop/Loop.swift": '// Connection\nlet a = "Connection"\nvar all: [Connection]\n'}
        self.assertEqual(fences({**connection, **key, **loop}), [
            "Gateway/Core/Loop/Loop.swift:3: Loop stands below Transport and refers to its `Connection`"])

    def test_a_static_member_belongs_to_the_room_that_adds_it(self):
        added = {"Gateway/Core/Server/Codes.swift": "extension ErrorCode {\n    static let full = ErrorCode()\n}\n"}
        used = {"Gateway/Core/Pipeline/A.swift": "let a: ErrorCode = .full\nlet b = list.full\n"}
        self.assertEqual(fences({**added, **used}), [
            "Gateway/Core/Pipeline/A.swift:1: Pipeline stands below Server and refers to its `full`"])
        case = {"Gateway/Core/Loop/A.swift": "enum Level {\n    case empty, full\n}\n"}
        self.assertEqual(fences({**added, **used, **case}), [])

    def test_rooms_of_one_floor_make_no_circle(self):
        tree = {
            "Gateway/Core/HTTP/A.swift": "struct A {\n    let b: B\n}\n",
            "Gateway/Core/Log/B.swift": "struct B {}\nextension C {}\n"}
        self.assertEqual(fences({**tree, "Gateway/Core/Text/C.swift": "struct C {}\n"}), [])
        found = fences({**tree, "Gateway/Core/Text/C.swift": "struct C {}\nlet a: A? = nil\n"})
        self.assertEqual(len(found), 3)
        self.assertEqual(
            found[0], "Gateway/Core/HTTP/A.swift:2: HTTP and Log refer to each other in a circle, here by `B`")

    def test_a_name_of_the_file_itself_is_no_arrow(self):
        above = {"Gateway/Core/Server/A.swift": "struct State {}\nprivate struct Part {}\n"}
        own = "struct Line {\n    enum State { case a }\n    var state: State\n}\nprivate struct Part {}\nvar a: Part\n"
        self.assertEqual(fences({**above, "Gateway/Core/Loop/A.swift": own}), [])

    def test_a_room_of_core_stands_on_a_floor(self):
        self.broken("Gateway/Core/Cellar/A.swift", "", 1, "`Cellar` stands on no floor")
        self.broken("Gateway/Core/A.swift", "", 1, "`Gateway/Core/` stands on no floor")

    def test_json_knows_nothing_else_of_kit(self):
        rest = {
            "Gateway/Kit/Store/A.swift": "struct A {\n    let b: B\n}\n",
            "Gateway/Kit/Operation/B.swift": "struct B {\n    let a: A?\n}\n"}
        self.assertEqual(fences(rest), [])
        self.assertEqual(fences({**rest, "Gateway/Kit/JSON/C.swift": "let a: A\n"}), [
            "Gateway/Kit/JSON/C.swift:1: JSON stands below Store and refers to its `A`"])

    def test_an_excerpt_is_part_of_its_file(self):
        code = "struct A {\n    let b = 1\n\n    let c = 2\n}\n"
        text = "Text:\n\n  ```swift A.swift\n  let b = 1\n\n  let c = {}\n  ```\n\n```swift\nlet d = 3\n```\n"
        self.assertEqual(fences({"A.swift": code, "B.md": text.format(2)}), [])
        found = fences({"A.swift": code, "B.md": text.format(3)})
        self.assertEqual(found, ["B.md:3: the excerpt is no part of A.swift"])
        self.broken("B.md", text.format(2), 3, "no part of A.swift")


if __name__ == "__main__":
    unittest.main()
