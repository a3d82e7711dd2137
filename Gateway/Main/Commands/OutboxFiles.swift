import Core
import Kit
import System

/// The outboxes of a config's APIs, as `gateway outbox` reads and changes them. One that is switched off has its
/// deliveries still.
struct OutboxFiles {
    private struct API {
        let name: String
        let plugin: PluginID
        /// None of an API that is switched off: its settings are not read.
        let channels: [OutboxChannel]
    }

    private let dataDirectory: FilePath
    private let apis: [API]

    /// - Throws: the config's problems.
    init(_ arguments: Arguments) throws(CommandFailure) {
        let file = try ConfigFile(arguments)
        dataDirectory = file.config.dataDirectory
        let served = file.gateway.apis.map { bound in
            API(name: bound.name.text, plugin: bound.plugin.id, channels: bound.plugin.channels)
        }
        let disabled = file.config.apis.filter { !$0.isEnabled }.compactMap { api -> API? in
            // A plugin has one file, which an enabled API may have taken over.
            let plugin = linkedPlugins.first { $0.id.description == api.plugin.value }?.id
            guard let plugin, !served.contains(where: { $0.plugin == plugin }) else { return nil }
            return API(name: api.name.text, plugin: plugin, channels: [])
        }
        apis = served + disabled
    }

    /// The APIs that are asked for; all when none is.
    func names(_ asked: String?) throws(CommandFailure) -> [String] {
        let known = apis.map(\.name)
        guard let asked else { return known }
        guard known.contains(asked) else {
            throw .refused("--api \(ConfigText.unknown(asked, "an API of the config", among: known))")
        }
        return [asked]
    }

    /// The channels of an API's plugin.
    func channels(_ name: String) -> [OutboxChannel] { apis.first { $0.name == name }?.channels ?? [] }

    /// `nil` when nothing was ever put into it.
    func open(_ name: String, mode: Database.Mode) throws(CommandFailure) -> OutboxDesk? {
        guard let api = apis.first(where: { $0.name == name }) else {
            throw .refused(ConfigText.unknown(name, "an API of the config", among: apis.map(\.name)))
        }
        do throws(StoreError) {
            return try OutboxDesk.open(
                api.plugin, directory: dataDirectory.text, mode: mode,
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
