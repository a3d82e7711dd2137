@testable import Core
import Foundation
import Testing

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Requests that are nearly right: the parser never traps, and says the same however they are cut.
@Suite struct HTTPMutationTests {
    static let samples = [
        "GET /a/b%20c?d=e HTTP/1.1\r\nHost: example.com:80\r\nConnection: keep-alive, x\r\nCookie: a=b; jwt=c\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
            + "helloGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PUT http://h/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\nGET /",
        "\r\nOPTIONS * HTTP/1.0\r\nHost: [::1]:80\r\nConnection: keep-alive\r\nX-Request-Id: 1\r\n\r\n",
    ]
    static let tokens = [
        "\r\n", "\r", "\n", " ", "\t", ":", ",", ";", "\0", "%", "%00", "%2F", "#", "?", "0", "f", "HTTP/1.1",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "\r\n\r\n", "chunked", "\u{80}",
        "http://",
    ]
    static let limits = HTTPLimits(
        requestLineBytes: 60, fieldBytes: 50, headBytes: 120, fieldCount: 6, bodyBytes: 20, chunkOverheadBytes: 16)

    static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(samples[Int.random(in: 0..<samples.count, using: &generator)].utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1:
                let end = min(bytes.count, place + Int.random(in: 0..<5, using: &generator))
                bytes.removeSubrange(place..<end)
            case 2:
                let start = Int.random(in: 0...place, using: &generator)
                bytes.insert(contentsOf: bytes[start..<place].prefix(40), at: place)
            default:
                let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                bytes.insert(contentsOf: Array(token.utf8), at: place)
            }
        }
        return bytes
    }

    @Test func mutatedRequestsAreReadTheSameHoweverCut() {
        let given = ProcessInfo.processInfo.environment["HTTP_MUTATION_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("HTTP_MUTATION_SEED=\(seed)")
        var generator = SeededGenerator(seed: seed)
        for round in 0..<3000 {
            let bytes = Self.mutated(&generator)
            let limits = round % 2 == 0 ? Self.limits : HTTPLimits()
            let whole = parseStream(bytes, cuts: [], limits: limits)
            let single = parseStream(bytes, cuts: Array(0..<bytes.count), limits: limits)
            let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
            let parts = parseStream(bytes, cuts: cuts, limits: limits)
            let text = String(decoding: bytes, as: UTF8.self).debugDescription
            #expect(single == whole && parts == whole, "seed \(seed), round \(round), cuts \(cuts): \(text)")
        }
    }
}
