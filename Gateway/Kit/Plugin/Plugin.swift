/// One API: a table of typed operations, its tables in the store, and what its tokens mean.
///
/// A plugin is made once at start and once for each accepted reload, on the main thread. It is then called from all
/// event loops, the writer thread of its store and the CPU pool at once, so it holds constants only.
public protocol Plugin: Sendable {
    /// The `settings` object of the API in `gateway.json`. Its coding keys are the keys allowed there.
    associatedtype Settings: Decodable & Sendable

    /// The name by which `gateway.json` asks for this plugin.
    static var id: PluginID { get }

    /// The errors that its operations answer, beside the gateway's own.
    static var errorCodes: [ErrorCode] { get }

    /// Checks the settings once.
    /// - Throws: `ConfigError` with every broken setting.
    init(settings: Settings, host: PluginHost) throws(ConfigError)

    /// The steps that bring its database file from empty to what this program expects, oldest first; never edited
    /// once released, only added to.
    var schema: [Migration] { get }

    /// What the API can do. `gateway.json` gives each its method and path.
    static var operations: [Operation<Self>] { get }

    /// The ways on which its operations have things done outside; none unless it says so.
    var channels: [OutboxChannel] { get }

    /// Makes what knows the meaning of its tokens; `nil` when the API has none. Whether it has some is known without an
    /// instance.
    static var tokenVerifier: (@Sendable (Self) -> any TokenVerifier)? { get }
}

extension Plugin {
    /// No tokens.
    public static var tokenVerifier: (@Sendable (Self) -> any TokenVerifier)? { nil }
    /// Nothing is done outside.
    public var channels: [OutboxChannel] { [] }
    /// No errors of its own.
    public static var errorCodes: [ErrorCode] { [] }
}
