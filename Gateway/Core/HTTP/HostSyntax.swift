/// `uri-host [":" port]` (RFC 9110 §7.2), as far as it can be routed on.
enum HostSyntax {
    /// How long the host is, without its port; `nil` when the text is no host. An empty text is an empty host.
    static func hostEnd(_ text: Span<UInt8>) -> Int? {
        guard !text.isEmpty else { return 0 }
        var end = 0
        if text[0] == UInt8(ascii: "[") {
            while end < text.count, text[end] != UInt8(ascii: "]") {
                guard end == 0 || isAddressCharacter(text[end]) else { return nil }
                end += 1
            }
            guard end > 1, end < text.count else { return nil }
            end += 1
        } else {
            while end < text.count, text[end] != UInt8(ascii: ":") {
                guard isNameCharacter(text[end]) else { return nil }
                end += 1
            }
        }
        return isPort(text.extracting(end...)) ? end : nil
    }

    private static func isPort(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return true }
        guard text[0] == UInt8(ascii: ":"), text.count <= 6 else { return false }
        for index in 1..<text.count where !text[index].isDigit { return false }
        return true
    }

    private static func isAddressCharacter(_ byte: UInt8) -> Bool {
        byte.isDigit || (0x61...0x66).contains(byte.lowercased) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        byte.isDigit || (0x61...0x7A).contains(byte.lowercased) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }
}
