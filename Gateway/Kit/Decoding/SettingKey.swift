/// A key that a settings type asks for.
package struct SettingKey: Sendable, Equatable {
    /// What stands there.
    package enum Kind: String, Sendable {
        case object, array, string, integer, number, bool
        /// A reference to a `Secret`.
        case secret
        /// An `UploadedFile`.
        case file
        /// The type looks at nothing, or at several kinds.
        case any
    }

    /// Keys from the settings object down; `[]` is an array's element, `*` any key.
    package let path: [String]
    /// What the type asks for first.
    package internal(set) var kind: Kind
    /// It may be left out.
    package internal(set) var isOptional: Bool
    /// Of a number, where the type gives one.
    package internal(set) var range: ClosedRange<Int>?
    /// What stands in for a number that is left out.
    package internal(set) var standIn: Int?
}
