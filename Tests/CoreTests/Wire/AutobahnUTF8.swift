/// The texts of Autobahn's cases 6.5 to 6.23, most of them from Markus Kuhn's stress test for UTF-8 decoders.
enum AutobahnUTF8 {
    static let sequences: [(number: String, bytes: [UInt8])] = groups.enumerated().flatMap { group, texts in
        texts.enumerated().map { ("6.\(group + 5).\($0 + 1)", $1) }
    }

    /// How often each verdict is there, as the suite lists them.
    static let validCount = 5 + 5 + 4 + 4 + 4 + 34 + 7

    private static let groups: [[[UInt8]]] = [
        valid, prefixes, hex("00", "C280", "E0A080", "F0908080"), hex("F888808080", "FC8480808080"),
        hex("7F", "DFBF", "EFBFBF", "F48FBFBF"), hex("F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF"),
        hex("ED9FBF", "EE8080", "EFBFBD", "F48FBFBF", "F4908080"), continuations, lonelyStarts, truncated,
        [truncated.flatMap { $0 }], hex("FE", "FF", "FEFEFFFF"),
        hex("C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF"),
        hex("C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF", "FC83BFBFBFBF"),
        hex("C080", "E08080", "F0808080", "F880808080", "FC8080808080"),
        hex("EDA080", "EDADBF", "EDAE80", "EDAFBF", "EDB080", "EDBE80", "EDBFBF"),
        hex(
            "EDA080EDB080", "EDA080EDBFBF", "EDADBFEDB080", "EDADBFEDBFBF", "EDAE80EDB080", "EDAE80EDBFBF",
            "EDAFBFEDB080", "EDAFBFEDBFBF"),
        nonCharacters, hex("EFBFB9", "EFBFBA", "EFBFBB", "EFBFBC", "EFBFBD", "EFBFBE", "EFBFBF"),
    ]

    private static let valid: [[UInt8]] =
        ["hello$world", "hello¢world", "hello€world", "hello\u{24B62}world"].map { Array($0.utf8) }
        + [AutobahnCase.kosme]

    private static let prefixes = (1...AutobahnCase.kosme.count).map { Array(AutobahnCase.kosme.prefix($0)) }

    private static let continuations =
        hex("80", "BF", "80BF", "80BF80", "80BF80BF", "80BF80BF80", "80BF80BF80BF") + [Array(0x80..<0xBF)]

    private static let lonelyStarts: [[UInt8]] =
        [0xC0..<0xDF, 0xE0..<0xEF, 0xF0..<0xF7, 0xF8..<0xFB, 0xFC..<0xFD].map { $0.flatMap { [$0, 0x20] } }

    private static let truncated = hex(
        "C0", "E080", "F08080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF", "FDBFBFBFBF")

    /// The last two numbers of each plane.
    private static let nonCharacters: [[UInt8]] =
        hex("EFBFBE", "EFBFBF")
        + (1...16).flatMap { plane in
            [0xFFFE, 0xFFFF].compactMap { Unicode.Scalar(UInt32(plane << 16 | $0)).map { Array(String($0).utf8) } }
        }

    private static func hex(_ texts: String...) -> [[UInt8]] {
        texts.map { text in
            let digits = text.compactMap { UInt8($0.hexDigitValue ?? 0) }
            return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }
}
