import Kit
import System

/// Who is counted, as a hash that nobody outside can foresee.
struct RateCallerKey: Sendable {
    /// The standard library's own seed can be switched off by an environment variable.
    private let salt: UInt64

    init(salt: UInt64) { self.salt = salt }

    static func random() -> RateCallerKey {
        RateCallerKey(salt: Random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    func address(_ address: SocketAddress) -> UInt64 {
        var hasher = start(0)
        hasher.combine(address.network)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    func app(_ app: App) -> UInt64 { name(app.name, 1) }

    func subject(_ subject: Subject) -> UInt64 { name(subject.name, 2) }

    private func name(_ name: String, _ kind: UInt8) -> UInt64 {
        var hasher = start(kind)
        hasher.combine(name)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private func start(_ kind: UInt8) -> Hasher {
        var hasher = Hasher()
        hasher.combine(salt)
        hasher.combine(kind)
        return hasher
    }
}
