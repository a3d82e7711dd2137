import Core
import Kit
import System

/// The outboxes of a config's APIs, as `gateway outbox` reads and changes them.
struct OutboxFiles {
    private let config: GatewayConfig
    private let apis: [BoundAPI]

    /// - Throws: the config's problems.
    init(_ arguments: Arguments) throws(CommandFailure) {
        let file = try ConfigFile(arguments)
        config = file.config
        apis = file.gateway.apis
    }

    /// The APIs that are asked for, each an enabled one of the config; all when none is.
    func names(_ asked: String?) throws(CommandFailure) -> [String] {
        let known = apis.map(\.name.text)
        guard let asked else { return known }
        guard known.contains(asked) else {
            throw .refused("--api \(ConfigText.unknown(asked, "an enabled API of the config", among: known))")
        }
        return [asked]
    }

    /// The channels of an API's plugin.
    func channels(_ name: String) -> [OutboxChannel] {
        apis.first { $0.name.text == name }?.plugin.channels ?? []
    }

    /// `nil` when nothing was ever put into it.
    func open(_ name: String, mode: Database.Mode) throws(CommandFailure) -> OutboxDesk? {
        guard let api = apis.first(where: { $0.name.text == name }) else {
            throw .refused(
                ConfigText.unknown(name, "an enabled API of the config", among: apis.map(\.name.text)))
        }
        do throws(StoreError) {
            return try OutboxDesk.open(
                api.plugin.id, directory: config.dataDirectory.text, mode: mode,
                report: { StandardError.write("\($0)\n") })
        } catch {
            throw .environment("\(error)")
        }
    }

    /// Runs a look or a change, and says what stands in its way.
    static func orFail<Result>(
        _ api: String, _ body: () throws(OutboxDesk.Refusal) -> Result
    ) throws(CommandFailure) -> Result {
        do throws(OutboxDesk.Refusal) { return try body() } catch {
            switch error {
            case .unknown(let id): throw .refused("there is no delivery \(api)/\(id)")
            case .isDelivered(let id): throw .refused("\(api)/\(id) is delivered already")
            case .storeFailed(let words): throw .environment("the outbox of \(api) cannot be used: \(words)")
            }
        }
    }
}

/// The name of a delivery: `callup/17`.
struct DeliveryName {
    let api: String
    let id: Int64

    init(_ text: String) throws(CommandFailure) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[1]), id > 0 else {
            throw .usage("a delivery is named like callup/17, not \(ConfigText.quoted(text))")
        }
        api = String(parts[0])
        self.id = id
    }
}
