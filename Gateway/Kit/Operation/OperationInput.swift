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
    /// `multipart/form-data` (RFC 7578): fields as in a form, and files, which go to disk while they come. A property
    /// of the type `UploadedFile` is one of them.
    case multipart
}

/// The input of an operation that takes none. A body is read and ignored.
public struct NoInput: OperationInput {
    /// The one value.
    public init() {}
    /// None.
    public static var bodyFormats: [BodyFormat] { [] }
}
