package import Kit

/// What the head of an answer says, whatever protocol carries it.
package struct ResponseHead: ~Copyable, Sendable {
    /// 101, or 200 to 599; 0 before there is an answer.
    package var status = 0
    package var requestID = RequestID(high: 0, low: 0)
    /// `nil` only when there is no content.
    package var contentType: ResponseField?
    /// `Cache-Control`; `nil` for an answer that nobody may keep.
    package var caching: ResponseField?
    /// What only some answers have, in this order: `Retry-After`, `RateLimit`, `Allow`, and so on.
    package var fields = FieldLines()

    package init() {}

    /// 101, 204 and 304 never have content, nor say how long it is (RFC 9110 §6.4.1, §8.6).
    var mayHaveContent: Bool { status >= 200 && status != 204 && status != 304 }

    /// Ready for the next answer; keeps its room.
    package mutating func reset() {
        status = 0
        contentType = nil
        caching = nil
        fields.removeAll()
    }
}

/// Field lines ready to be sent, each with its line end; nothing in them can end a line too early.
package struct FieldLines: ~Copyable, Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var isEmpty: Bool { bytes.isEmpty }

    package mutating func append(_ field: ResponseField) { bytes.append(contentsOf: field.line) }

    /// Appends the beginning of a line; more of it and its end must follow.
    mutating func append(start: StaticString) { bytes.append(start) }

    /// Appends a number; negative ones become 0.
    mutating func append(_ number: Int) { bytes.append(decimal: max(0, number)) }

    mutating func endLine() { bytes.append(copying: [0x0D, 0x0A].span) }

    /// `Retry-After: 3` (RFC 9110 §10.2.3).
    package mutating func appendRetryAfter(seconds: Int) {
        append(start: "Retry-After: ")
        append(seconds)
        endLine()
    }

    package mutating func removeAll() {
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
    }
}

/// The second that answers say they were made in, as HTTP writes it; one for each loop.
package struct ServerDate: Sendable {
    private var second: Int64
    private(set) var text: HTTPDate

    /// - Parameter seconds: now, since 1970-01-01T00:00:00Z.
    package init(secondsSinceEpoch seconds: Int64) {
        second = seconds
        text = HTTPDate(secondsSinceEpoch: seconds)
    }

    /// Sets the date of the answers to come (RFC 9110 §6.6.1); free when the second is the same.
    package mutating func set(secondsSinceEpoch seconds: Int64) {
        guard seconds != second else { return }
        self = ServerDate(secondsSinceEpoch: seconds)
    }
}
