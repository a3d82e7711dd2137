/// Where in `RequestHead.fields` the known fields are.
struct FieldIndex {
    private var first = InlineArray<11, UInt16>(repeating: 0)
    private var seen: UInt16 = 0
    private var repeated: UInt16 = 0

    /// - Parameter position: of the field in `RequestHead.fields`.
    mutating func note(_ field: KnownField, at position: Int) {
        let bit = UInt16(1) &<< UInt16(field.rawValue)
        if seen & bit == 0 {
            seen |= bit
            first[Int(field.rawValue)] = UInt16(truncatingIfNeeded: position)
        } else {
            repeated |= bit
        }
    }

    /// The first field of that name.
    func position(_ field: KnownField) -> Int? {
        seen &>> UInt16(field.rawValue) & 1 == 1 ? Int(first[Int(field.rawValue)]) : nil
    }

    func isRepeated(_ field: KnownField) -> Bool { repeated &>> UInt16(field.rawValue) & 1 == 1 }
}
