import Core
import TestSupport
import Testing

/// Every example is fed whole, byte by byte, and cut in two at every place.
struct MultipartParserTests {
    private struct Part: Equatable {
        var name: String
        var fileName: String?
        var type: String?
        var content: [UInt8] = []
        var isEnded = false
    }

    private struct Outcome: Equatable {
        var parts: [Part] = []
        var flaw: MultipartFlaw?
    }

    private func parse(_ pieces: [ArraySlice<UInt8>], boundary: String = "b") throws -> Outcome {
        var parser = try MultipartParser(contentType: Array("multipart/form-data; boundary=\"\(boundary)\"".utf8))
        var outcome = Outcome()
        for piece in pieces {
            let bytes = Array(piece)
            var start = 0
            while start < bytes.count {
                let rest = bytes.span.extracting(start...)
                let step = parser.parse(rest)
                switch step.event {
                case .needsMore: #expect(step.consumed == rest.count || step.consumed > 0)
                case .part(let part):
                    outcome.parts.append(Part(name: part.name, fileName: part.fileName, type: part.type))
                case .content(let range):
                    outcome.parts[outcome.parts.count - 1].content +=
                        bytes[start...][
                            (start + range.lowerBound)..<(start + range.upperBound)]
                case .delimiterContent(let range):
                    outcome.parts[outcome.parts.count - 1].content += parser.delimiter[range]
                case .partEnd: outcome.parts[outcome.parts.count - 1].isEnded = true
                case .failed(let flaw): return Outcome(flaw: flaw)
                }
                start += step.consumed
            }
        }
        if let flaw = parser.inputEnded() { return Outcome(flaw: flaw) }
        return outcome
    }

    private func outcome(_ text: String, boundary: String = "b") throws -> Outcome {
        try outcome(Array(text.utf8), boundary: boundary)
    }

    private func outcome(_ bytes: [UInt8], boundary: String = "b") throws -> Outcome {
        let whole = try parse([bytes[...]], boundary: boundary)
        #expect(try parse(bytes.indices.map { bytes[$0...$0] }, boundary: boundary) == whole, "byte by byte")
        for cut in bytes.indices {
            #expect(try parse([bytes[..<cut], bytes[cut...]], boundary: boundary) == whole, "cut at \(cut)")
        }
        return whole
    }

    private func field(_ name: String, _ content: String) -> Part {
        Part(name: name, content: Array(content.utf8), isEnded: true)
    }

    private func form(_ disposition: String, _ content: String = "x") -> String {
        "--b\r\nContent-Disposition: \(disposition)\r\n\r\n\(content)\r\n--b--\r\n"
    }

    // MARK: What is a form

    @Test func fieldsAndFilesComeInTheirOrder() throws {
        let text = """
            --b\r
            Content-Disposition: form-data; name="text"\r
            \r
            Milk\r
            --b\r
            content-type: image/png\r
            CONTENT-DISPOSITION: Form-Data; Name=file ; filename="a \\"b\\".png"\r
            X-Other: 1\r
            \r
            \u{0}\u{1}\r
            --b--\r

            """
        let file = Part(
            name: "file", fileName: "a \"b\".png", type: "image/png", content: [0, 1], isEnded: true)
        #expect(try outcome(text) == Outcome(parts: [field("text", "Milk"), file]))
    }

    @Test(arguments: [
        "", "\r", "\n", "\r\n", "\r\n-", "\r\n--", "\r\r\n--", "--b", "--b--", "\r\n--c", "\r\n-\r\n--\r\n--a",
        "\r\n\r\n",
        "\r\n--\r\n--", "--\r\n",
    ]) func whatOnlyBeginsLikeABoundaryIsContent(_ content: String) throws {
        // At once behind the head, `--b` is a boundary: the empty line is the one before it (RFC 2046 §5.1.1).
        let text = content.hasPrefix("--b") ? "x\(content)" : content
        #expect(try outcome(form("form-data; name=a", text)) == Outcome(parts: [field("a", text)]))
    }

    @Test func whatStandsAroundTheFormMeansNothing() throws {
        let parts = [field("a", "x")]
        #expect(
            try outcome("preamble\r\n--\r\n" + form("form-data; name=a") + "--b\r\nepilogue") == Outcome(parts: parts))
        #expect(
            try outcome("--b \t\r\nContent-Disposition:form-data;name=a\r\n\r\nx\r\n--b--") == Outcome(parts: parts))
    }

    @Test func aPartMayBeWithoutALineEndOfItsOwn() throws {
        let text = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--"
        #expect(try outcome(text) == Outcome(parts: [field("a", "")]))
    }

    @Test(arguments: ["", "--b--", "--b--\r\n"]) func aFormMayBeEmpty(_ text: String) throws {
        #expect(try outcome(text) == Outcome())
    }

    // MARK: What is none

    @Test(arguments: [
        ("--b", MultipartFlaw.unfinished), ("x", .unfinished), ("--b\r\n", .unfinished),
        ("--bx\r\n", .boundaryMalformed),
        ("--b-x", .boundaryMalformed), ("--b\n", .boundaryMalformed), ("--b\r\r", .boundaryMalformed),
        ("--b\r\n\r\nx", .dispositionMissing), ("--b\r\nA: b\r\n\r\n", .dispositionMissing),
        ("--b\r\nA b\r\n\r\n", .headMalformed), ("--b\r\n: b\r\n\r\n", .headMalformed),
        ("--b\r\nA: b\n\r\n\r\n", .headMalformed), ("--b\r\nA: b\r\n c\r\n\r\n", .headMalformed),
        ("--b\r\nA: \u{0}\r\n\r\n", .headMalformed),
        (
            "--b\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a\r\n\r\n",
            .dispositionMalformed
        ),
        ("--b\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n", .coded),
    ]) func aMalformedFormIsRefused(_ text: String, _ flaw: MultipartFlaw) throws {
        #expect(try outcome(text) == Outcome(flaw: flaw))
    }

    @Test(arguments: [
        "form-data", "attachment; name=a", "form-data; name", "form-data; name=", "form-data; name=a; name=b",
        "form-data; name=\"a", "form-data; =a", "form-data name=a", "form-data; name=\"a\"b", "",
    ]) func aDispositionNamesItsField(_ disposition: String) throws {
        #expect(try outcome(form(disposition)) == Outcome(flaw: .dispositionMalformed))
    }

    @Test func namesAndHeadsHaveLimits() throws {
        let name = String(repeating: "a", count: 256)
        #expect(try outcome(form("form-data; name=\(name)")) == Outcome(parts: [field(name, "x")]))
        #expect(try outcome(form("form-data; name=\(name)a")) == Outcome(flaw: .nameTooLong))
        let fileName = String(repeating: "a", count: 1025)
        #expect(try outcome(form("form-data; name=a; filename=\(fileName)")) == Outcome(flaw: .nameTooLong))
        #expect(
            try parse([Array("--b\r\nA: \(String(repeating: "a", count: 4096))".utf8)[...]])
                == Outcome(flaw: .headTooLong))
        #expect(
            try outcome(Array("--b\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFF, 0x22, 13, 10, 13, 10])
                == Outcome(flaw: .nameNotUTF8))
        let part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n"
        let parts = { (count: Int) in Array((String(repeating: part, count: count) + "--b--").utf8)[...] }
        #expect(try parse([parts(100)]).parts.count == 100)
        #expect(try parse([parts(101)]) == Outcome(flaw: .tooManyParts))
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a \"", "multipart/form-data; boundary=\"a\u{7}\"",
        "multipart/form-data; boundary=\(String(repeating: "a", count: 71))", "multipart/form-data; boundary=a:b",
    ]) func aBoundaryHas1To70CharactersOfItsSet(_ type: String) {
        #expect(throws: MultipartFlaw.boundaryMissing) { try MultipartParser(contentType: Array(type.utf8)) }
    }

    // MARK: Any content

    /// Made of the bytes that boundaries are made of, cut at random.
    @Test(arguments: 0..<200) func anyContentComesAsItWasSent(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let alphabet = Array("\r\n-ab".utf8)
        var expected: [Part] = []
        var text: [UInt8] = []
        for number in 0..<Int.random(in: 1...4, using: &random) {
            var content = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            while let place = ([13, 10] + content).firstRange(of: Array("\r\n--ab".utf8)) {
                content.remove(at: max(0, place.upperBound - 3))
            }
            expected.append(Part(name: "\(number)", content: content, isEnded: true))
            text += Array("--ab\r\nContent-Disposition: form-data; name=\(number)\r\n\r\n".utf8) + content + [13, 10]
        }
        text += Array("--ab--".utf8)
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < text.count {
            let end = min(text.count, start + Int.random(in: 1...20, using: &random))
            pieces.append(text[start..<end])
            start = end
        }
        #expect(try parse(pieces, boundary: "ab") == Outcome(parts: expected))
    }
}
