import Core
import Kit
import System

/// Any bytes as a config: a report comes back, and nothing of the machine is touched.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfig(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let outcome = FuzzedConfig.loader.check(bytes, name: "gateway.json", directory: "")
    precondition(
        (outcome.gateway == nil) == outcome.report.hasErrors, "a config is bound exactly when it has no errors")
    precondition(!outcome.report.text.utf8.contains(0), "a report is lines of text")
    precondition(!outcome.report.json.isEmpty, "a report is an object")
    return 0
}

private enum FuzzedConfig {
    static let loader = ConfigLoader(
        plugins: [LinkedPlugin(FuzzedPlugin.self)], environment: environment, trial: trial
    ) { _, _ in
        PluginHost { (_, count) throws(ConfigError) in [UInt8](repeating: 7, count: count) }
    }

    /// Every variable and file is there.
    static let environment = ConfigEnvironment(
        variable: { _ in [1] }, file: { _, _ in SmallFile(bytes: [1], access: FileAccess(mode: 0o644)) })

    /// Every certificate is about to end, and every file open to all.
    static let trial = {
        var trial = StartTrial()
        trial.certificate = { _, _ in CertificateFacts(.endsInDays(1)) }
        trial.access = { _ in FileAccess(mode: 0o644) }
        return trial
    }()
}

private struct FuzzedPlugin: Plugin {
    struct Settings: Decodable, Sendable {
        var seconds: Int?
        var key: Secret?
        var names: [String]?
    }

    struct Input: OperationInput {
        static var pathFields: [String] { ["id"] }
        let id: String
    }

    struct Verifier: TokenVerifier {
        func claims(of token: Span<UInt8>) throws(APIError) -> Never { throw APIError(.tokenInvalid) }
        func subject(of claims: Never, now: Timestamp, store: ReadStore) -> Subject {}
    }

    static let id: PluginID = "a"

    init(settings: Settings, host: PluginHost) throws(ConfigError) {
        if let seconds = settings.seconds, seconds < 0 { throw ConfigError("seconds", "must be at least 0") }
    }

    var schema: [Migration] { [] }
    static var operations: [Operation<Self>] { [.reading("a", a), .reading("b", b)] }

    private func a(_ input: NoInput, _ call: borrowing ReadCall) -> Int { 0 }
    private func b(_ input: Input, _ call: borrowing ReadCall) -> String { input.id }
    static var tokenVerifier: (@Sendable (Self) -> any TokenVerifier)? { { _ in Verifier() } }
}
