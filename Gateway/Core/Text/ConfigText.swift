import Kit

/// How the config's own words appear in messages.
package enum ConfigText {
    /// The longest value shown; what follows is cut.
    package static let shownCharacters = 64

    /// The text in double quotes, on one line and bounded, whatever it holds.
    package static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars.prefix(shownCharacters) {
            switch scalar {
            case "\"", "\\": shown += "\\\(scalar)"
            case _ where scalar.properties.isPrintable: shown.unicodeScalars.append(scalar)
            default: shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        let isCut = text.unicodeScalars.dropFirst(shownCharacters).isEmpty == false
        return shown + (isCut ? "…\"" : "\"")
    }

    /// `"none", "known" or "super"`.
    package static func list(_ names: [String], last word: String = "or") -> String {
        let quotedNames = names.map(quoted)
        guard let last = quotedNames.last, quotedNames.count > 1 else { return quotedNames.first ?? "none" }
        return quotedNames.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// What is said of a name that stands for nothing.
    /// - Parameter noun: with its article: `an envelope`.
    package static func unknown(_ name: String, _ noun: String, among known: [String]) -> String {
        let hint = known.count == 1 ? "; there is \(list(known))" : "; there are \(list(known, last: "and"))"
        return "\(quoted(name)) is not \(noun)" + (NearestName.suggestion(for: name, among: known) ?? hint)
    }

    /// What is said of a key that an object does not have.
    package static func unknownKey(_ key: String, known: [String]) -> String {
        let hint =
            switch known.count {
            case 0: "; there are none"
            case 1: "; the only key is \(list(known))"
            default: "; the keys are \(list(known, last: "and"))"
            }
        return "is not a key here" + (NearestName.suggestion(for: key, among: known) ?? hint)
    }

    /// Letters, digits, `-` and `_`.
    package static func isWordByte(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}

extension Unicode.Scalar.Properties {
    /// Takes part in a line of text: no control, format, surrogate, private or unassigned scalar, no line separator.
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
