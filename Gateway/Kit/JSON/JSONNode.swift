/// One value of a document. Cheap to copy; keeps the document alive.
public struct JSONNode: Sendable {
    /// What a value is.
    public enum Kind: UInt8, Sendable, Hashable {
        /// `{…}`
        case object
        /// `[…]`
        case array
        /// `"…"`
        case string
        /// A number without fraction and exponent, of any size: `-0` and `12345678901234567890` are, `1.0` and `1e3`
        /// are not.
        case integer
        /// Any other number.
        case number
        /// `true`
        case `true`
        /// `false`
        case `false`
        /// `null`
        case null
    }

    let document: JSONDocument
    let row: Int

    init(_ document: JSONDocument, _ row: Int) {
        self.document = document
        self.row = row
    }

    private var entry: JSONEntry { document.entries[row] }

    /// What it is.
    public var kind: Kind { entry.kind }
    /// Where its text begins, in bytes from 0.
    public var offset: Int { Int(entry.start) }
    /// Where its text begins, in lines and columns. Costs a walk from the start of the document.
    public var position: JSONPosition { JSONPosition(of: offset, in: document.bytes.span) }
    /// Where its text stands in the document, in bytes; a string's with its quotes.
    public var range: Range<Int> { Int(entry.start)..<Int(entry.end) }
    /// Its text as it stands in the document.
    public var rawBytes: ArraySlice<UInt8> { document.bytes[range] }
    /// Its text as it stands in the document.
    public var rawText: String { String(decoding: rawBytes, as: UTF8.self) }

    /// A string's characters, `nil` for all other kinds.
    public var string: String? {
        let entry = entry
        return entry.kind == .string ? JSONDocument.string(of: entry, in: document.bytes.span) : nil
    }

    /// `true` or `false`, `nil` for all other kinds.
    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// An integer's value; `nil` for all other kinds, for `1.0` and `1e3` too, and outside of 64 bits.
    public var int64: Int64? {
        let entry = entry
        guard entry.kind == .integer else { return nil }
        return Int64(digits: document.bytes.span.extracting(Int(entry.start)..<Int(entry.end)))
    }

    /// A number's nearest value; `nil` for all other kinds, and beyond what a `Double` holds.
    public var double: Double? {
        guard kind == .integer || kind == .number, let value = Double(rawText), value.isFinite else { return nil }
        return value
    }

    /// It is `null`.
    public var isNull: Bool { kind == .null }

    /// An object's member of that name, compared after escapes are resolved; `nil` when there is none, or no object.
    public subscript(key: String) -> JSONNode? {
        guard kind == .object, let row = document.row(ofMember: key, inObjectAt: row) else { return nil }
        return JSONNode(document, row)
    }

    /// An object's members in source order; none for all other kinds.
    public var members: JSONMembers { JSONMembers(self) }
    /// An array's elements; none for all other kinds.
    public var elements: JSONElements { JSONElements(self) }
}
