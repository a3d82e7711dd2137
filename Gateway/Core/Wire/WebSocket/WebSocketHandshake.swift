import Kit
import System

/// The opening handshake, from the server's side (RFC 6455 §4.2). Extensions and subprotocols that a client offers are
/// declined by not being mentioned (§9.1, §4.2.2).
package enum WebSocketHandshake {
    /// Why a request does not open a WebSocket.
    package enum Flaw: Error, Equatable, Sendable {
        /// It is none that asks for one: 426, with `Upgrade` (RFC 9110 §15.5.22).
        case notAsked
        /// It asks for another version than 13, or for none: 426, with `Sec-WebSocket-Version` (§4.2.2).
        case versionUnknown
        /// `Sec-WebSocket-Key` is not one text for 16 bytes: 400.
        case keyInvalid
        /// It has content, which nobody can tell from the first frame: 400.
        case hasContent
    }

    /// The one version there is.
    package static let version = "13"

    /// Judges a request that is to open a WebSocket.
    /// - Returns: the value of `Sec-WebSocket-Accept`.
    package static func accept(_ head: borrowing RequestHead) throws(Flaw) -> String {
        // HTTP/1.0 knows no upgrade (RFC 9110 §7.8).
        guard head.method == .get, head.version == .http11 else { throw .notAsked }
        guard head.list("upgrade", has: "websocket"), head.list("connection", has: "upgrade") else { throw .notAsked }
        let versions = head.values(of: "sec-websocket-version")
        guard versions.count == 1, head.bytes.span.extracting(versions[0]).isEqual(toLowercase: version) else {
            throw .versionUnknown
        }
        let keys = head.values(of: "sec-websocket-key")
        guard keys.count == 1, isKey(head.bytes.span.extracting(keys[0])) else { throw .keyInvalid }
        if head.announcesContent { throw .hasContent }
        return acceptValue(head.bytes.span.extracting(keys[0]))
    }

    /// Base64 of 16 bytes.
    private static func isKey(_ text: Span<UInt8>) -> Bool {
        guard text.count == 24 else { return false }
        for index in 0..<22 {
            let byte = text[index]
            guard byte.isLetterOrDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") else { return false }
        }
        return text[22] == UInt8(ascii: "=") && text[23] == UInt8(ascii: "=")
    }

    /// Shows that the server has understood: nobody else hashes the key with this (§1.3).
    private static func acceptValue(_ key: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.append(copying: key)
        text.append("258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        let digest = SHA1.digest(text.span)
        text.removeAll()
        Base64Alphabet.standard.encode(digest.span, into: &text)
        // 20 bytes leave room for one character of padding.
        return String(decoding: text, as: UTF8.self) + "="
    }
}

extension RequestHead {
    /// Every value of that name, in the order sent.
    /// - Parameter name: in lower case.
    fileprivate func values(of name: String) -> [Range<Int>] {
        fields.filter { bytes.span.extracting($0.name).isEqual(toLowercase: name) }.map(\.value)
    }

    /// Whether a token stands in the list that all fields of that name are together (RFC 9110 §5.6.1), in any case.
    fileprivate func list(_ name: String, has token: String) -> Bool {
        for value in values(of: name) {
            var start = value.lowerBound
            while start <= value.upperBound {
                let comma = bytes.span.firstIndex(of: UInt8(ascii: ","), in: start..<value.upperBound)
                let end = comma ?? value.upperBound
                if bytes.span.extracting(bytes.span.trimmed(start..<end)).isEqual(toLowercase: token) { return true }
                start = end + 1
            }
        }
        return false
    }

    /// There is content, or may be.
    fileprivate var announcesContent: Bool {
        if firstRange(.transferEncoding) != nil { return true }
        guard let length = firstRange(.contentLength) else { return false }
        return bytes[length].contains { $0 != UInt8(ascii: "0") }
    }
}
