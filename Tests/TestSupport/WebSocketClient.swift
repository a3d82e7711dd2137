/// Bytes both ways.
package protocol ByteStream {
    func send(_ bytes: [UInt8]) throws
    /// Some bytes of whatever comes; `nil` at the end.
    func receive(seconds: Double) -> [UInt8]?
}

extension RawConnection: ByteStream {}

/// A client that speaks WebSocket (RFC 6455) over a raw connection, as simply as can be.
package final class WebSocketClient {
    /// What the server sends.
    package enum Frame: Equatable, CustomStringConvertible {
        case text(String)
        case ping([UInt8])
        case pong([UInt8])
        case close(Int?, String)
        case other(opcode: UInt8, [UInt8])

        package var description: String {
            switch self {
            case .text(let text): text
            case .ping(let bytes): "ping \(bytes)"
            case .pong(let bytes): "pong \(bytes)"
            case .close(let code, let reason): "close \(code.map(String.init) ?? "-") \(reason)"
            case .other(let opcode, let bytes): "opcode \(opcode) \(bytes)"
            }
        }
    }

    package let stream: any ByteStream
    private var unread: [UInt8] = []
    /// The answer to its request.
    package let answer: HTTPAnswer

    /// A whole request for a WebSocket, with the key of RFC 6455 §1.3.
    package static func request(_ target: String, _ fields: [String] = []) -> String {
        let all =
            [
                "GET \(target) HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ] + fields
        return all.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Asks for a WebSocket, and waits for the answer.
    /// - Parameter first: bytes that are sent in one piece with the request.
    package init(
        _ stream: any ByteStream, _ target: String, _ fields: [String] = [], first: [UInt8] = []
    ) throws {
        self.stream = stream
        try stream.send(Array(Self.request(target, fields).utf8) + first)
        while true {
            if let (answer, length) = try HTTPAnswer.first(in: unread, toHead: false) {
                unread.removeFirst(length)
                self.answer = answer
                return
            }
            guard let bytes = stream.receive(seconds: 20) else {
                throw RawConnection.Failure(description: "no answer")
            }
            unread += bytes
        }
    }

    /// A masked frame.
    package static func frame(_ opcode: UInt8, _ payload: [UInt8], isLast: Bool = true) -> [UInt8] {
        var bytes = [(isLast ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65_536: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(0x80 | 127)
            bytes += (0..<8).reversed().map { UInt8(payload.count >> ($0 * 8) & 0xFF) }
        }
        let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    package static func text(_ text: String) -> [UInt8] { frame(1, Array(text.utf8)) }

    package func send(_ text: String) throws { try stream.send(Self.text(text)) }

    /// `{"type":…,"content":…}`
    package func send(_ event: String, _ content: String) throws {
        try send(#"{"type":"\#(event)","content":\#(content)}"#)
    }

    package func close(_ code: Int = 1000) throws {
        try stream.send(Self.frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)]))
    }

    /// The next frame; `nil` at the end of the stream.
    package func next(seconds: Double = 20) -> Frame? {
        while true {
            if let (frame, length) = Self.parse(unread) {
                unread.removeFirst(length)
                return frame
            }
            guard let bytes = stream.receive(seconds: seconds) else { return nil }
            unread += bytes
        }
    }

    /// The next text; other frames are passed over, but for a close.
    package func nextText(seconds: Double = 20) -> String? {
        while let frame = next(seconds: seconds) {
            switch frame {
            case .text(let text): return text
            case .close: return frame.description
            default: continue
            }
        }
        return nil
    }

    /// So many texts.
    package func texts(_ count: Int) -> [String] { (0..<count).compactMap { _ in nextText() } }

    /// All frames to the end of the stream.
    package func rest() -> [Frame] {
        var frames: [Frame] = []
        while let frame = next() { frames.append(frame) }
        return frames
    }

    private static func parse(_ bytes: [UInt8]) -> (Frame, Int)? {
        guard bytes.count >= 2 else { return nil }
        var (count, start) = (Int(bytes[1] & 0x7F), 2)
        if count >= 126 {
            let width = count == 126 ? 2 : 8
            guard bytes.count >= 2 + width else { return nil }
            count = bytes[2..<2 + width].reduce(0) { $0 << 8 | Int($1) }
            start = 2 + width
        }
        guard bytes.count >= start + count else { return nil }
        let payload = Array(bytes[start..<start + count])
        return (frame(opcode: bytes[0] & 0x0F, payload), start + count)
    }

    private static func frame(opcode: UInt8, _ payload: [UInt8]) -> Frame {
        switch opcode {
        case 1: .text(String(decoding: payload, as: UTF8.self))
        case 8 where payload.count < 2: .close(nil, "")
        case 8: .close(Int(payload[0]) << 8 | Int(payload[1]), String(decoding: payload[2...], as: UTF8.self))
        case 9: .ping(payload)
        case 10: .pong(payload)
        default: .other(opcode: opcode, payload)
        }
    }
}
