/// UTF-8 as simply as it can be said: the encodings of all characters, as Swift makes them, and what they begin with.
enum UTF8Model {
    /// What characters of several bytes begin with, and whether the byte after that is their last.
    ///
    /// The last byte takes each of its 64 values when the others stay the same, so one character of 64 is enough.
    private static let beginnings: [[UInt8]: Bool] = {
        var beginnings: [[UInt8]: Bool] = [:]
        for number in stride(from: UInt32(0x80), through: 0x10_FFFF, by: 64) {
            guard let scalar = Unicode.Scalar(number) else { continue }
            let character = Array(String(Character(scalar)).utf8)
            for count in 1..<character.count {
                beginnings[Array(character.prefix(count))] = count == character.count - 1
            }
        }
        return beginnings
    }()

    /// How a text of such bytes fares.
    /// - Returns: the place of the first byte that cannot be right, if there is one, and whether a text may end there.
    static func look(at bytes: [UInt8]) -> (firstBad: Int?, isComplete: Bool) {
        var character: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            if character.isEmpty, byte < 0x80 { continue }
            if beginnings[character + [byte]] != nil {
                character.append(byte)
            } else if beginnings[character] == true, (0x80...0xBF).contains(byte) {
                character = []
            } else {
                return (place, false)
            }
        }
        return (nil, character.isEmpty)
    }
}
