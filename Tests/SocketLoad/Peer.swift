import System

/// One client's WebSocket. Of the frames that it gets it looks at the lengths alone.
final class Peer {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    private static let counterMark = [UInt8](repeating: UInt8(ascii: "#"), count: 16)

    private let socket: Socket
    /// The frame's head, and its text without a mask.
    private let head: [UInt8]
    private var text: [UInt8]
    private let counterPlace: Int?
    private var buffer: [UInt8] = []
    /// Of the frame at hand: what of its head has come, and how much of its content has not.
    private var frameHead: [UInt8] = []
    private var contentLeft = 0
    /// How many frames have come.
    var frameCount = 0

    /// Connects, and waits for the upgrade.
    init(port: String, path: String, text: String) throws {
        let bytes = Array(text.utf8)
        self.text = bytes
        counterPlace = bytes.indices.dropLast(15).first { bytes[$0..<$0 + 16].elementsEqual(Self.counterMark) }
        let length =
            text.utf8.count < 126
            ? [0x80 | UInt8(text.utf8.count)] : [0xFE, UInt8(text.utf8.count >> 8), UInt8(text.utf8.count & 0xFF)]
        head = [0x81] + length + Self.key
        guard let address = SocketAddress("127.0.0.1:\(port)") else { throw Failure(description: "no port: \(port)") }
        socket = try Socket.connecting(to: address)
        try upgrade(path)
    }

    private func upgrade(_ path: String) throws {
        let request =
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        let waiting = try Epoll(capacity: 1)
        try waiting.add(socket.number, .writable, tag: 0)
        _ = waiting.wait(timeoutMilliseconds: 10_000)
        try write(Array(request.utf8))
        waiting.change(socket.number, .readable, tag: 0)
        var answer: [UInt8] = []
        while !answer.ends(with: "\r\n\r\n") {
            guard waiting.wait(timeoutMilliseconds: 10_000) > 0,
                case .moved = socket.read(appendingTo: &answer, atMost: 4096)
            else { throw Failure(description: "no answer to an upgrade") }
        }
        guard answer.starts(with: "HTTP/1.1 101 ".utf8) else {
            throw Failure(description: "an upgrade was answered with \(String(decoding: answer, as: UTF8.self))")
        }
    }

    var number: Int32 { socket.number }

    /// Sends its text.
    func send(counter: UInt64) throws {
        if let counterPlace {
            var rest = counter
            for place in stride(from: counterPlace + 15, through: counterPlace, by: -1) {
                text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }
        var frame = head
        for index in text.indices { frame.append(text[index] ^ Self.key[index & 3]) }
        try write(frame)
    }

    /// It is short, and the kernel has room for it.
    private func write(_ bytes: [UInt8]) throws {
        guard case .moved(let count) = socket.write(bytes.span), count == bytes.count else {
            throw Failure(description: "the server does not read")
        }
    }

    /// Reads what has come.
    /// - Returns: how many frames ended.
    func read() throws -> Int {
        buffer.removeAll(keepingCapacity: true)
        switch socket.read(appendingTo: &buffer, atMost: 65_536) {
        case .moved: break
        case .wouldBlock: return 0
        default: throw Failure(description: "the server has closed a socket")
        }
        let before = frameCount
        var index = 0
        while index < buffer.count {
            if contentLeft > 0 {
                let used = min(contentLeft, buffer.count - index)
                index += used
                contentLeft -= used
                if contentLeft == 0 { frameCount += 1 }
            } else {
                frameHead.append(buffer[index])
                index += 1
                noteHead()
            }
        }
        return frameCount - before
    }

    /// Messages here are never empty, nor longer than 64 KiB.
    private func noteHead() {
        guard frameHead.count >= 2 else { return }
        let length = Int(frameHead[1])
        if length < 126 {
            contentLeft = length
        } else if frameHead.count == 4 {
            contentLeft = Int(frameHead[2]) << 8 | Int(frameHead[3])
        } else {
            return
        }
        frameHead.removeAll(keepingCapacity: true)
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
