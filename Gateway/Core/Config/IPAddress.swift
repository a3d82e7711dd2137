/// An IP address, read strictly.
package struct IPAddress: Sendable, Hashable {
    /// 4 bytes (IPv4) or 16 (IPv6), most significant first.
    package let bytes: [UInt8]

    package var isV6: Bool { bytes.count == 16 }

    /// Only the machine itself can reach it: 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291 §2.5.3).
    package var isLoopback: Bool {
        isV6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 : bytes.first == 127
    }

    /// - Parameter text: `192.0.2.1`, or `2001:db8::1` without brackets and zone. `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        guard let bytes = text.contains(":") ? Self.v6(String(text)) : Self.v4(String(text)) else { return nil }
        self.bytes = bytes
    }

    /// Four decimal numbers without leading zeros, which some programs read as octal (RFC 6943 §3.1.1).
    private static func v4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt8? in
            let isDecimal = part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isDecimal && (part.count == 1 || part.first != "0") ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    /// RFC 4291 §2.2: eight groups; one `::` stands for at least one group of zeros; the last two may be an IPv4.
    private static func v6(_ text: String) -> [UInt8]? {
        let halves = halves(of: text)
        guard let head = groups(halves.head, mayEndWithV4: halves.tail == nil) else { return nil }
        guard let tailText = halves.tail else { return head.count == 16 ? head : nil }
        guard let tail = groups(tailText, mayEndWithV4: true), head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// What stands before and after the first `::`.
    private static func halves(of text: String) -> (head: String, tail: String?) {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" {
                return (String(text[..<index]), String(text[text.index(after: next)...]))
            }
            index = next
        }
        return (text, nil)
    }

    private static func groups(_ text: String, mayEndWithV4: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if mayEndWithV4, index == parts.count - 1, part.contains(".") {
                guard let last = v4(String(part)) else { return nil }
                bytes += last
            } else {
                let isHexadecimal = part.utf8.allSatisfy { UInt8(ascii: "+") != $0 && UInt8(ascii: "-") != $0 }
                guard (1...4).contains(part.utf8.count), isHexadecimal, let group = UInt16(part, radix: 16) else {
                    return nil
                }
                bytes += [UInt8(group >> 8), UInt8(truncatingIfNeeded: group)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }
}
