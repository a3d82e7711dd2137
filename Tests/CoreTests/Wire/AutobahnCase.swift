@testable import Core
import Testing

/// A case of the Autobahn test suite for WebSocket servers that echo, by its number there: what the client sends, and
/// what a server that takes every rule strictly does.
struct AutobahnCase: CustomTestStringConvertible {
    let number: String
    let frames: [ClientFrame]
    let sent: [String]
    let end: WebSocketEnd
    /// The pieces in which the case has the client's bytes sent, beside those in which all are sent.
    var chopBytes: Int?

    var testDescription: String { number }

    private static let hello = "Hello, world!"
    private static let binary: [UInt8] = [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF]
    private static let long = String(repeating: "*", count: 65_536)
    /// `κόσμε`.
    static let kosme: [UInt8] = [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5]
    /// Characters that have no character's number, and `edited`.
    static let surrogate: [UInt8] = [0xED, 0xA0, 0x80]
    static let edited = Array("edited".utf8)

    /// Nothing is wrong; then the client closes.
    static func fine(
        _ number: String, _ frames: [ClientFrame], sent: [String] = [], chopBytes: Int? = nil
    ) -> AutobahnCase {
        AutobahnCase(
            number: number, frames: frames + [.close(1000)], sent: sent + ["close 1000"],
            end: .closedByPeer(.normal), chopBytes: chopBytes)
    }

    /// A rule is broken, and nothing behind that is looked at.
    static func refused(
        _ number: String, _ flaw: WebSocketFlaw, _ frames: [ClientFrame], sent: [String] = []
    ) -> AutobahnCase {
        AutobahnCase(
            number: number, frames: frames + [.ping("ignored"), .text("ignored")],
            sent: sent + ["close \(flaw.closeCode.rawValue) \(flaw.reason)"], end: .failed(flaw))
    }

    /// The client closes, and nothing behind that is looked at.
    static func closed(
        _ number: String, _ frames: [ClientFrame], sent: [String], _ code: WebSocketCloseCode = .normal
    ) -> AutobahnCase {
        AutobahnCase(number: number, frames: frames, sent: sent, end: .closedByPeer(code))
    }

    /// The bytes in single frames, or in frames of one byte each.
    private static func fragments(of bytes: [UInt8], size: Int = 1) -> [ClientFrame] {
        stride(from: 0, to: bytes.count, by: size).map { start in
            let end = min(bytes.count, start + size)
            let piece = Array(bytes[start..<end])
            return start == 0
                ? .text(piece, isFinal: end == bytes.count) : .more(piece, isFinal: end == bytes.count)
        }
    }

    // MARK: - 1: framing

    private static let sizes = [0, 125, 126, 127, 128, 65_535, 65_536, 65_536]

    static let framing: [AutobahnCase] =
        sizes.enumerated().map { place, size in
            let text = String(repeating: "*", count: size)
            return .fine(
                "1.1.\(place + 1)", [.text(text)], sent: ["text \(text)"], chopBytes: place == 7 ? 997 : nil)
        }
        + sizes.enumerated().map { place, size in
            let bytes = [UInt8](repeating: 0xFE, count: size)
            return .fine(
                "1.2.\(place + 1)", [.binary(bytes)], sent: ["binary \(bytes)"], chopBytes: place == 7 ? 997 : nil)
        }

    // MARK: - 2: pings and pongs

    private static let tenPings = (0..<10).map { ClientFrame.ping("payload-\($0)") }
    private static let tenPongs = (0..<10).map { "pong \(Array("payload-\($0)".utf8))" }
    private static let largestPing = ClientFrame(opcode: 9, payload: [UInt8](repeating: 0xFE, count: 125))
    private static let largestPong = "pong \([UInt8](repeating: 0xFE, count: 125))"

    static let pings: [AutobahnCase] = [
        .fine("2.1", [.ping()], sent: ["pong"]),
        .fine("2.2", [.ping(hello)], sent: ["pong \(Array(hello.utf8))"]),
        .fine("2.3", [ClientFrame(opcode: 9, payload: binary)], sent: ["pong \(binary)"]),
        .fine("2.4", [largestPing], sent: [largestPong]),
        .refused("2.5", .controlTooLong, [ClientFrame(opcode: 9, payload: [UInt8](repeating: 0xFE, count: 126))]),
        .fine("2.6", [largestPing], sent: [largestPong], chopBytes: 1),
        .fine("2.7", [.pong()]),
        .fine("2.8", [.pong("unsolicited pong payload")]),
        .fine(
            "2.9", [.pong("unsolicited pong payload"), .ping("ping payload")],
            sent: ["pong \(Array("ping payload".utf8))"]),
        .fine("2.10", tenPings, sent: tenPongs),
        .fine("2.11", tenPings, sent: tenPongs, chopBytes: 1),
    ]

    // MARK: - 3: reserved bits

    private static func reserved(_ bits: UInt8, _ frame: ClientFrame) -> ClientFrame {
        frame.with { $0.reserved = bits }
    }

    static let reservedBits: [AutobahnCase] =
        [.refused("3.1", .reservedBits, [reserved(1, .text(hello))])]
        + (2...4).map { bits in
            .refused(
                "3.\(bits)", .reservedBits, [.text(hello), reserved(bits, .text(hello)), .ping()],
                sent: ["text \(hello)"])
        } + [
            .refused("3.5", .reservedBits, [reserved(5, .binary(binary))]),
            .refused("3.6", .reservedBits, [reserved(6, .ping(hello))]),
            .refused("3.7", .reservedBits, [reserved(7, .close)]),
        ]

    // MARK: - 4: opcodes

    static let opcodes: [AutobahnCase] = [(category: 1, opcodes: 3...7), (category: 2, opcodes: 11...15)].flatMap {
        (category: Int, opcodes: ClosedRange<UInt8>) in
        opcodes.enumerated().map { place, opcode in
            let frame = ClientFrame(opcode: opcode, payload: place % 2 == 1 ? Array(hello.utf8) : [])
            let number = "4.\(category).\(place + 1)"
            return place < 2
                ? .refused(number, .reservedOpcode, [frame])
                : .refused(number, .reservedOpcode, [.text(hello), frame, .ping()], sent: ["text \(hello)"])
        }
    }

    // MARK: - 5: fragmentation

    private static let two: [ClientFrame] = [.text("fragment1", isFinal: false), .more("fragment2", isFinal: true)]
    private static let five: [ClientFrame] = [
        .text("fragment1", isFinal: false), .more("fragment2"), .ping("pongme 1!"), .more("fragment3"),
        .more("fragment4"), .ping("pongme 2!"), .more("fragment5", isFinal: true),
    ]
    private static let fiveSent = [
        "pong \(Array("pongme 1!".utf8))", "pong \(Array("pongme 2!".utf8))",
        "text fragment1fragment2fragment3fragment4fragment5",
    ]
    private static func orphan(isFinal: Bool) -> [ClientFrame] {
        [.more("non-continuation payload", isFinal: isFinal), .text(hello)]
    }

    static let fragmentation: [AutobahnCase] =
        [
            .refused("5.1", .controlFragmented, [.ping("fragment1").with { $0.isFinal = false }, .more("fragment2")]),
            .refused("5.2", .controlFragmented, [.pong("fragment1").with { $0.isFinal = false }, .more("fragment2")]),
        ]
        + (3...5).map { .fine("5.\($0)", two, sent: ["text fragment1fragment2"]) }
        + (6...8).map {
            .fine(
                "5.\($0)", [two[0], .ping("ping payload"), two[1]],
                sent: ["pong \(Array("ping payload".utf8))", "text fragment1fragment2"])
        }
        + (9...11).map { .refused("5.\($0)", .continuationWithoutMessage, orphan(isFinal: true)) }
        + (12...14).map { .refused("5.\($0)", .continuationWithoutMessage, orphan(isFinal: false)) }
        + [
            .refused(
                "5.15", .continuationWithoutMessage, two + [.more("fragment3"), .text("fragment4")],
                sent: ["text fragment1fragment2"]),
            .refused("5.16", .continuationWithoutMessage, [.more("fragment1")] + two + [.more("fragment1")] + two),
            .refused("5.17", .continuationWithoutMessage, [.more("fragment1", isFinal: true)] + two),
            .refused("5.18", .messageInMessage, [.text("fragment1", isFinal: false), .text("fragment2")]),
            .fine("5.19", five, sent: fiveSent),
            .fine("5.20", five, sent: fiveSent),
        ]

    // MARK: - 6: UTF-8

    private static let umlauts = "Hello-µ@ßöäüàá-UTF-8!!"

    static let utf8: [AutobahnCase] =
        [
            .fine("6.1.1", [.text("")], sent: ["text "]),
            .fine("6.1.2", [.text("", isFinal: false), .more(""), .more("", isFinal: true)], sent: ["text "]),
            .fine(
                "6.1.3", [.text("", isFinal: false), .more("middle frame payload"), .more("", isFinal: true)],
                sent: ["text middle frame payload"]),
            .fine("6.2.1", [.text(umlauts)], sent: ["text \(umlauts)"]),
            .fine(
                "6.2.2", [.text("Hello-µ@ßöä", isFinal: false), .more("üàá-UTF-8!!", isFinal: true)],
                sent: ["text \(umlauts)"]),
            .fine("6.2.3", fragments(of: Array(umlauts.utf8)), sent: ["text \(umlauts)"]),
            .fine("6.2.4", fragments(of: kosme), sent: ["text κόσμε"]),
            .refused("6.3.1", .textNotUTF8, [.text(kosme + surrogate + edited)]),
            .refused("6.3.2", .textNotUTF8, fragments(of: kosme + surrogate + edited)),
        ]
        + AutobahnUTF8.sequences.map { number, bytes in
            let look = UTF8Model.look(at: bytes)
            return look.isComplete
                ? .fine(number, [.text(bytes)], sent: ["text \(String(decoding: bytes, as: UTF8.self))"])
                : .refused(number, .textNotUTF8, [.text(bytes)])
        }

    // MARK: - 7: closing

    private static let invalidReason = kosme + surrogate + edited
    private static let quarterMegabyte = String(repeating: "BAsd7&jh23", count: 26_214) + "BAsd"

    static let closing: [AutobahnCase] =
        [
            .closed("7.1.1", [.text("Hello World!"), .close(1000)], sent: ["text Hello World!", "close 1000"]),
            .closed("7.1.2", [.close(1000), .close(1000)], sent: ["close 1000"]),
            .closed("7.1.3", [.close(1000), .ping()], sent: ["close 1000"]),
            .closed("7.1.4", [.close(1000), .text("Hello World!")], sent: ["close 1000"]),
            .closed("7.1.5", [two[0], .close(1000), two[1]], sent: ["close 1000"]),
            .closed(
                "7.1.6",
                [.text(quarterMegabyte), .text("Hello World!"), .close(1000), .ping()],
                sent: ["text " + quarterMegabyte, "text Hello World!", "close 1000"]),
            .closed("7.3.1", [.close], sent: ["close"], .noStatus),
            .refused("7.3.2", .closeCodeInvalid, [ClientFrame(opcode: 8, payload: [0x61])]),
            .closed("7.3.3", [.close(1000)], sent: ["close 1000"]),
            .closed("7.3.4", [.close(1000, Array("Hello World!".utf8))], sent: ["close 1000"]),
            .closed("7.3.5", [.close(1000, [UInt8](repeating: 0x2A, count: 123))], sent: ["close 1000"]),
            .refused("7.3.6", .controlTooLong, [.close(1000, [UInt8](repeating: 0x2A, count: 124))]),
            .refused("7.5.1", .closeReasonNotUTF8, [.close(1000, invalidReason)]),
        ]
        + [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].enumerated().map {
            .closed(
                "7.7.\($0 + 1)", [.close($1)], sent: ["close \($1)"], WebSocketCloseCode(rawValue: UInt16($1)))
        }
        + [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999].enumerated().map {
            .refused("7.9.\($0 + 1)", .closeCodeInvalid, [.close($1)])
        } + [
            .refused("7.13.1", .closeCodeInvalid, [.close(5000)]),
            .refused("7.13.2", .closeCodeInvalid, [.close(65_535)]),
        ]

    // MARK: - 10: the rest

    static let rest: [AutobahnCase] = [
        .fine("10.1.1", fragments(of: Array(long.utf8), size: 1300), sent: ["text \(long)"])
    ]
}
