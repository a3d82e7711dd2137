/// What a statement's parameter can be. Domain types that wrap one of these bind what they wrap.
public protocol SQLValue {
    /// Binds exactly one value.
    func bind(to parameter: borrowing SQLParameter)
}

extension SQLValue where Self: RawRepresentable, RawValue: SQLValue {
    /// Binds the raw value.
    public func bind(to parameter: borrowing SQLParameter) { rawValue.bind(to: parameter) }
}

extension Int64: SQLValue {
    /// An integer.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(self) }
}

extension Int: SQLValue {
    /// An integer.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(Int64(self)) }
}

extension Bool: SQLValue {
    /// The integer 0 or 1.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(Int64(self ? 1 : 0)) }
}

extension Double: SQLValue {
    /// A floating-point number; NaN is stored as NULL.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(self) }
}

extension String: SQLValue {
    /// A text.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(self) }
}

extension [UInt8]: SQLValue {
    /// A blob.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(self.span) }
}

extension Timestamp: SQLValue {
    /// The integer of milliseconds.
    public func bind(to parameter: borrowing SQLParameter) { parameter.bind(milliseconds) }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    /// The value, or NULL.
    public func bind(to parameter: borrowing SQLParameter) {
        if let self { self.bind(to: parameter) } else { parameter.bindNull() }
    }
}
