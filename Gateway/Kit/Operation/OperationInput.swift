/// What an operation takes, as one value: decoded from path parameters, query and body, and checked while decoding.
///
/// Every broken field is reported at once. A property that is not optional is required; a key the type does not
/// know is ignored.
public protocol OperationInput: Decodable, Sendable {
    /// Keys taken from the path; a route must name exactly these as `{name}`.
    static var pathFields: [String] { get }
    /// Those of `pathFields` whose values no log may hold: the access log has `****` where they stood in the path.
    static var secretPathFields: [String] { get }
    /// Keys taken from the query.
    static var queryFields: [String] { get }
    /// The media types read from the body, for all other keys. Empty: the body is ignored.
    static var bodyFormats: [BodyFormat] { get }
}

extension OperationInput {
    /// None.
    public static var pathFields: [String] { [] }
    /// None.
    public static var secretPathFields: [String] { [] }
    /// None.
    public static var queryFields: [String] { [] }
    /// JSON only.
    public static var bodyFormats: [BodyFormat] { [.json] }
}

/// How a body is written.
public enum BodyFormat: Sendable, Hashable {
    /// `application/json`: an object (RFC 8259).
    case json
    /// `application/x-www-form-urlencoded`; `name[]` repeated is a list.
    case form
}

/// The input of an operation that takes none. A body is read and ignored.
public struct NoInput: OperationInput {
    /// The one value.
    public init() {}
    /// None.
    public static var bodyFormats: [BodyFormat] { [] }
}

/// Which input an operation takes, and from where; known without calling it.
package struct InputShape: Sendable {
    package let pathFields: [String]
    package let secretPathFields: [String]
    package let queryFields: [String]
    package let bodyFormats: [BodyFormat]
    /// The type that reads it.
    package let type: any OperationInput.Type

    package init<Input: OperationInput>(_ type: Input.Type) {
        self.type = type
        pathFields = Input.pathFields
        secretPathFields = Input.secretPathFields
        queryFields = Input.queryFields
        bodyFormats = Input.bodyFormats
    }
}

/// A value that a client sends as one JSON string and that is checked once, when it is decoded.
///
/// Conform a small struct with private storage: `Login`, `Email`. Decoding an `OperationInput` collects the broken
/// rules of all its fields, so a type must say what stands in for a value that broke one.
public protocol CheckedText: Codable, Sendable, Hashable {
    /// Stands in for a broken value until all fields are read. The operation never sees it.
    static var placeholder: Self { get }
    /// The text as checked.
    var text: String { get }
    /// - Throws: the rule broken, e.g. `must be 3 to 64 letters`.
    init(checking text: String) throws(BrokenRule)
}

/// A rule that a value broke, in words that follow the field's name: `must be a real date`.
public struct BrokenRule: Error, Sendable, Equatable {
    /// The words.
    public let text: String
    /// - Parameter text: words that follow the field's name.
    public init(_ text: String) { self.text = text }
}
