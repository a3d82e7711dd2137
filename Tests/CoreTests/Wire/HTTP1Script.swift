@testable import Core
import TestSupport

/// A request as a client writes it, and all that the rules say of each of its bytes. Nothing here parses anything: who
/// makes a request knows what it is.
struct ScriptedRequest {
    /// How the end of the content is found.
    enum Coding {
        case none
        case length
        case chunked
    }

    /// Where it breaks a rule: it is seen when so many bytes have come.
    struct Fault {
        let byteCount: Int
        let failure: ParseFailure
    }

    var bytes: [UInt8] = []
    /// Which of the bytes are content without its coding.
    var isContent: [Bool] = []
    /// How much content is known to come, after so many bytes.
    var announced: [Int] = []
    /// Empty lines before the request line.
    var leadCount = 0
    /// Up to the end of the request line, and of the head.
    var lineCount = 0
    var headCount = 0
    var method = "GET"
    var path = "/"
    var isVersion10 = false
    var keepsAlive = true
    /// It waits for Continue.
    var expects = false
    var coding = Coding.none
    var fault: Fault?

    /// How many bytes have come when it is clear that the content is longer than that; `nil` when it is not.
    func excess(over limitBytes: Int) -> Int? { announced.firstIndex { $0 > limitBytes }.map { $0 + 1 } }
}

// MARK: Making them

extension ScriptedRequest {
    /// Any request; one in eight is none.
    static func random(_ number: Int, using generator: inout SeededGenerator) -> ScriptedRequest {
        var request = ScriptedRequest()
        request.isVersion10 = generator.oneIn(8)
        request.method = ["GET", "HEAD", "POST", "PUT", "DELETE"].randomElement(using: &generator) ?? "GET"
        let wishes = ["", "", "/early", "/later", "/slow", "/later/slow", generator.oneIn(4) ? "/last" : ""]
        request.path = "/\(number)\(wishes.randomElement(using: &generator) ?? "")"
        let isBroken = generator.oneIn(8)
        request.addHead(isBroken: isBroken && Bool.random(using: &generator), using: &generator)
        if request.fault == nil { request.addContent(isBroken: isBroken, using: &generator) }
        return request
    }

    private mutating func add(_ text: String, isContent: Bool = false, announces: Int? = nil) {
        let count = text.utf8.count
        bytes += Array(text.utf8)
        self.isContent += Array(repeating: isContent, count: count)
        announced += Array(repeating: announces ?? announced.last ?? 0, count: count)
    }

    private mutating func addHead(isBroken: Bool, using generator: inout SeededGenerator) {
        if generator.oneIn(6) { add("\r\n") }
        leadCount = bytes.count
        if isBroken, generator.oneIn(3) {
            add("\(method) \(path) HTTP/1.1\n")
            fault = Fault(byteCount: bytes.count, failure: .bareLineFeed)
            lineCount = .max
            return
        }
        add("\(method) \(path) HTTP/1.\(isVersion10 ? 0 : 1)\r\n")
        lineCount = bytes.count
        add("Host: a\r\n")
        if isBroken { add("Host: a\r\n") }
        addConnection(using: &generator)
        addFraming(using: &generator)
        add("\r\n")
        headCount = bytes.count
        if isBroken { fault = Fault(byteCount: bytes.count, failure: .hostRepeated) }
    }

    private mutating func addConnection(using generator: inout SeededGenerator) {
        keepsAlive = !isVersion10
        if isVersion10, !generator.oneIn(3) {
            add("Connection: Keep-Alive\r\n")
            keepsAlive = true
        } else if generator.oneIn(10) {
            add("connection: x, close\r\n")
            keepsAlive = false
        }
    }

    private mutating func addFraming(using generator: inout SeededGenerator) {
        if Bool.random(using: &generator) { return }
        coding = isVersion10 || Bool.random(using: &generator) ? .length : .chunked
        guard generator.oneIn(3) else { return }
        add("Expect: 100-continue\r\n")
        expects = !isVersion10
    }

    private mutating func addContent(isBroken: Bool, using generator: inout SeededGenerator) {
        guard coding != .none else { return }
        let sizes = [0, 1, 7, 60, 999, 1000, 1001, generator.oneIn(8) ? 65_536 : 2, generator.oneIn(8) ? 65_537 : 3]
        let size = sizes.randomElement(using: &generator) ?? 0
        // The head is made already: its framing goes before the empty line.
        takeBack(2)
        if coding == .length {
            add("Content-Length: \(size)\r\n")
            add("\r\n", announces: size)
            headCount = bytes.count
            add(String(repeating: "x", count: size), isContent: true)
            if size == 0 { expects = false }
        } else {
            add("Transfer-Encoding: chunked\r\n\r\n")
            headCount = bytes.count
            addChunks(size, isBroken: isBroken, using: &generator)
        }
    }

    private mutating func takeBack(_ count: Int) {
        bytes.removeLast(count)
        isContent.removeLast(count)
        announced.removeLast(count)
    }

    private mutating func addChunks(_ size: Int, isBroken: Bool, using generator: inout SeededGenerator) {
        var left = size
        while left > 0 {
            let count = Int.random(in: 1...left, using: &generator)
            addChunkSize(count)
            add(generator.oneIn(5) ? ";a=b\r\n" : "\r\n")
            add(String(repeating: "y", count: count), isContent: true)
            left -= count
            if isBroken, left == 0 || generator.oneIn(3) {
                add("!")
                fault = Fault(byteCount: bytes.count, failure: .chunkEndMalformed)
                return
            }
            add("\r\n")
        }
        add(generator.oneIn(5) ? "0\r\nX: y\r\n\r\n" : "0\r\n\r\n")
    }

    /// Each digit says more of what will come.
    private mutating func addChunkSize(_ count: Int) {
        let before = announced.last ?? 0
        var value = 0
        for digit in String(count, radix: 16) {
            value = value * 16 + (digit.hexDigitValue ?? 0)
            add(String(digit), announces: before + value)
        }
    }
}

extension SeededGenerator {
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}
