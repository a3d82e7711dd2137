import Kit

/// What a question is found by: each of its words, and each word's stem.
///
/// The stem alone is not enough: Snowball takes «кредит» for a verb and cuts it to «кред», but leaves «кредита» as
/// «кредит». With both, one form's stem meets the other form itself.
enum SearchWords {
    /// Different words and stems of a text; what follows is left out.
    private static let countLimit = 400
    /// Characters of a word that count.
    private static let lengthLimit = 40

    /// Without regard to case, and to the dots of ё; each once, in the order of the text.
    static func of(_ text: String) -> [String] {
        var words: [String] = []
        var seen: Set<String> = []
        for word in FoldedText(text).text.unicodeScalars.split(whereSeparator: { !isPartOfWord($0) }) {
            let plain = String(String.UnicodeScalarView(word.prefix(lengthLimit).map { $0 == "ё" ? "е" : $0 }))
            for form in [plain, RussianStemmer.stem(plain)] where seen.insert(form).inserted { words.append(form) }
            if words.count >= countLimit { break }
        }
        return words
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: false
        }
    }
}
