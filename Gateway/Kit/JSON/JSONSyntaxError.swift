/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rule that the text broke first.
    public enum Reason: Sendable, Hashable {
        /// Nothing, or white space only.
        case empty
        /// More bytes than the parser takes (4 GiB).
        case tooLong
        /// It begins with a byte order mark (RFC 8259 §8.1).
        case byteOrderMark
        /// These bytes are not UTF-8.
        case invalidUTF8
        /// Something else stands where a value has to.
        case expectedValue
        /// Something else stands where a key in double quotes has to.
        case expectedKey
        /// No colon after a key.
        case expectedColon
        /// Neither a comma nor the end of the object or array.
        case expectedCommaOrEnd(JSONNode.Kind)
        /// A comma, and then the object or array ends.
        case trailingComma
        /// The text ends inside an object or array that began at this line.
        case unclosed(JSONNode.Kind, openedAtLine: Int)
        /// The text ends inside a string.
        case unclosedString
        /// A byte below 0x20 inside a string.
        case controlCharacter(UInt8)
        /// A backslash followed by something that RFC 8259 §7 does not list.
        case invalidEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// Digits that are not a number by RFC 8259 §6.
        case invalidNumber
        /// Objects and arrays are nested deeper than this.
        case tooDeep(limit: Int)
        /// The object has this key already.
        case duplicateKey(String, firstLine: Int)
        /// Something follows the value.
        case trailingData
    }

    /// What is wrong.
    public let reason: Reason
    /// Where, in bytes from 0.
    public let offset: Int
    /// Where, in lines and columns from 1.
    public let position: JSONPosition

    init(_ reason: Reason, at offset: Int, in bytes: Span<UInt8>) {
        self.reason = reason
        self.offset = offset
        position = JSONPosition(of: offset, in: bytes)
    }

    /// The line, from 1.
    public var line: Int { position.line }
    /// The column in code points, from 1.
    public var column: Int { position.column }

    /// What is wrong, as a sentence without the place and without a full stop.
    public var description: String { reason.sentence }
}

extension JSONSyntaxError.Reason {
    fileprivate var sentence: String {
        switch self {
        case .empty: "there is no value: the text is empty"
        case .tooLong: "the text is longer than 4 GiB"
        case .byteOrderMark: "the text begins with a byte order mark; JSON has none"
        case .invalidUTF8: "the text is not valid UTF-8 here"
        case .expectedValue: "expected a value here"
        case .expectedKey: "expected a key in double quotes here"
        case .expectedColon: "expected a ':' after the key"
        case .expectedCommaOrEnd(.object): "expected a comma or '}' here"
        case .expectedCommaOrEnd: "expected a comma or ']' here"
        case .trailingComma: "nothing follows the last comma"
        case .unclosed(.object, let line): "the object opened at line \(line) is not closed"
        case .unclosed(_, let line): "the array opened at line \(line) is not closed"
        case .unclosedString: "the string is not closed"
        case .controlCharacter(let byte): "a string holds the control character \(byte); write it as an escape"
        case .invalidEscape: "no such escape; a backslash itself is written '\\\\'"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .invalidNumber: "this is not a number as JSON writes it"
        case .tooDeep(let limit): "objects and arrays are nested deeper than \(limit)"
        case .duplicateKey(let key, let line): "the key \"\(key.prefix(64))\" appears twice (first at line \(line))"
        case .trailingData: "something follows the end of the value"
        }
    }
}
