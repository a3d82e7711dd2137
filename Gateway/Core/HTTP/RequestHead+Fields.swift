extension RequestHead {
    /// The first field of that name, as a range of `bytes`.
    package func firstRange(_ known: KnownField) -> Range<Int>? { index.position(known).map { fields[$0].value } }

    /// A known field; costs no search.
    package func field(_ known: KnownField) -> Occurrence {
        guard let range = firstRange(known) else { return .absent }
        return index.isRepeated(known) ? .many(first: range) : .one(range)
    }

    /// A field by its configured name. Names that differ in `_` and `-` are different names.
    package func field(named name: FieldName) -> Occurrence {
        if let known = name.known { return field(known) }
        let span = bytes.span
        let wanted = name.lowercased.span
        var found = Occurrence.absent
        for field in fields where field.name.count == wanted.count {
            guard isSame(span.extracting(field.name), wanted) else { continue }
            if case .one(let first) = found { return .many(first: first) }
            found = .one(field.value)
        }
        return found
    }

    private func isSame(_ name: Span<UInt8>, _ lowercase: Span<UInt8>) -> Bool {
        for index in name.indices where TokenByte.lowercased[Int(name[index])] != lowercase[index] { return false }
        return true
    }

    /// Every value of that name, in the order sent.
    func forEachValue(of known: KnownField, _ visit: (Range<Int>) -> Void) {
        guard let first = index.position(known) else { return }
        guard index.isRepeated(known) else { return visit(fields[first].value) }
        let span = bytes.span
        for field in fields where span.extracting(field.name).isEqual(toLowercase: known.name) { visit(field.value) }
    }

    /// The value of the first cookie of that name, in the first `Cookie` field that has one; a range of `bytes`.
    package func cookie(named name: [UInt8]) -> Range<Int>? {
        var result: Range<Int>?
        forEachValue(of: .cookie) { value in
            guard result == nil else { return }
            let found = CookieHeader.value(named: name.span, in: bytes.span.extracting(value))
            result = found.map { value.lowerBound + $0.lowerBound..<value.lowerBound + $0.upperBound }
        }
        return result
    }
}
