import System

/// A password as it may be stored: scrypt with a random salt, in the PHC string format.
///
///     $scrypt$ln=15,r=8,p=1$16 bytes of salt$32 bytes of key         both in Base64 without padding
///
/// Making and checking one takes about 80 ms and 32 MiB: do it where an operation prepares (the CPU pool), never on an
/// event loop or the writer. Passwords are compared as the bytes they came in; no Unicode normalisation.
public struct PasswordHash: Sendable, Hashable {
    /// The longest password, in bytes of UTF-8.
    public static let passwordLimitBytes = 1024
    /// The longest stored text that is looked at.
    private static let textLimitBytes = 256
    private static let saltByteCount = 16
    private static let keyByteCount = 32

    /// What to store.
    public let text: String
    private let parameters: ScryptParameters
    private let salt: [UInt8]
    private let key: [UInt8]

    /// Hashes a password with a new salt.
    /// - Throws: `passwordTooLong` or `memory`.
    public static func make(
        from password: String, parameters: ScryptParameters = .standard
    ) throws(PasswordHashError) -> PasswordHash {
        let salt = Random.bytes(saltByteCount)
        let key = try parameters.derive(password, salt: salt, byteCount: keyByteCount)
        return PasswordHash(parameters, salt, key)
    }

    /// Reads a stored text.
    /// - Throws: `malformed`.
    public init(text: String) throws(PasswordHashError) {
        guard text.utf8.count <= Self.textLimitBytes else { throw .malformed }
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let parameters = Self.parameters(parts[2]),
            let salt = Base64Alphabet.standard.decode(Array(parts[3].utf8).span), (8...64).contains(salt.count),
            let key = Base64Alphabet.standard.decode(Array(parts[4].utf8).span), (16...64).contains(key.count)
        else { throw .malformed }
        self.text = text
        self.parameters = parameters
        self.salt = salt
        self.key = key
    }

    private init(_ parameters: ScryptParameters, _ salt: [UInt8], _ key: [UInt8]) {
        let cost = "ln=\(parameters.costExponent),r=\(parameters.blockSize),p=\(parameters.parallelism)"
        text = "$scrypt$\(cost)$\(Self.encode(salt))$\(Self.encode(key))"
        self.parameters = parameters
        self.salt = salt
        self.key = key
    }

    /// Whether this is the password. The time it takes does not tell how near a wrong one is.
    /// - Throws: `passwordTooLong` or `memory`.
    public func verify(_ password: String) throws(PasswordHashError) -> Bool {
        var derived = try parameters.derive(password, salt: salt, byteCount: key.count)
        defer { derived.cleanse() }
        return constantTimeEquals(derived.span, key.span)
    }

    /// Does the work of `verify` and finds nothing: call it where there is no such user, so that the time an answer
    /// takes does not tell which users there are.
    /// - Throws: as `verify`.
    public static func verifyAgainstNothing(
        _ password: String, parameters: ScryptParameters = .standard
    ) throws(PasswordHashError) {
        let salt = [UInt8](repeating: 0, count: saltByteCount)
        var derived = try parameters.derive(password, salt: salt, byteCount: keyByteCount)
        derived.cleanse()
    }

    /// Made with other parameters than these: make a new one at the next login, when the password is at hand.
    public func needsRehash(_ wanted: ScryptParameters = .standard) -> Bool {
        parameters != wanted || salt.count != Self.saltByteCount || key.count != Self.keyByteCount
    }

    /// `ln=15,r=8,p=1`, in this order, as decimal numbers without sign or leading zero.
    private static func parameters(_ text: Substring) -> ScryptParameters? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let costExponent = number(parts[0], after: "ln="),
            let blockSize = number(parts[1], after: "r="), let parallelism = number(parts[2], after: "p=")
        else { return nil }
        return ScryptParameters(costExponent: costExponent, blockSize: blockSize, parallelism: parallelism)
    }

    private static func number(_ text: Substring, after name: String) -> Int? {
        guard text.hasPrefix(name), let value = Int(text.dropFirst(name.count)), "\(name)\(value)" == text else {
            return nil
        }
        return value
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        Base64Alphabet.standard.encode(bytes.span, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
    /// Hidden: a hash in a log is an invitation.
    public var description: String { "PasswordHash" }
    /// Hidden.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
