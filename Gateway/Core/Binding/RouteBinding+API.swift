import Kit

extension RouteBinding {
    /// What the routes of one API have in common.
    struct Surroundings {
        let config: APIConfig
        /// `nil` when the plugin is unknown.
        let plugin: LinkedPlugin?
        /// `nil` when it is disabled, or its settings are refused.
        let instance: PluginInstance?
    }

    mutating func bind(_ api: APIConfig) {
        if let envelope = api.envelope { checkEnvelope(envelope) }
        checkLookup(api.tokenLookup)
        let linked = linkedPlugin(api)
        let opened = linked.map { open($0, for: api) }
        let instance = opened?.plugin
        let surroundings = Surroundings(config: api, plugin: linked, instance: instance)
        if let instance {
            apis.append(BoundAPI(name: api.name, plugin: instance, unresolved: opened?.unresolved ?? []))
        }
        for route in api.routes { bind(route, surroundings) }
        if let instance { warnOfOpenProviders(api, instance) }
        warnOfSharedHeader(api)
        if let linked, api.isEnabled { warnOfUnused(api, linked) }
    }

    private mutating func linkedPlugin(_ api: APIConfig) -> LinkedPlugin? {
        if let plugin = loader.plugins.first(where: { $0.id.description == api.plugin.value }) { return plugin }
        let names = loader.plugins.map(\.id.description)
        report.error(
            api.plugin.place, .pluginUnknown,
            ConfigText.unknown(api.plugin.value, "a plugin of this program", among: names))
        return nil
    }

    private mutating func open(_ plugin: LinkedPlugin, for api: APIConfig) -> LinkedPlugin.Opened {
        let secrets = SecretSource(
            environment: loader.environment, directory: report.source.directory,
            resolution: api.isEnabled ? loader.secrets : .none)
        let source = SettingsSource(
            node: api.settings, place: api.place.missing("settings"), source: report.source, secrets: secrets)
        let host = api.isEnabled ? makeHost(plugin.id).with(appLink.apps(of: api.name.text)) : nil
        let opened = plugin.open(source, host)
        for problem in opened.problems { report.add(problem) }
        return opened
    }

    /// What follows from a data directory that cannot be used need not be said of each plugin's key.
    private func makeHost(_ plugin: PluginID) -> PluginHost {
        guard !report.hasError(at: config.writtenDataDirectory.place.path) else { return .withoutKeys }
        return loader.makeHost(plugin, config.dataDirectory)
    }

    mutating func checkLookup(_ lookup: [Located<TokenSource>]?) {
        var seen: [TokenSource] = []
        for source in lookup ?? [] {
            let shown = ConfigText.quoted(source.value.description)
            if seen.contains(source.value) {
                report.error(source.place, .valueTwice, "\(shown) is listed twice")
            } else if let field = source.value.field, let earlier = seen.first(where: { $0.field == field }) {
                report.error(
                    source.place, .valueTwice,
                    "\(shown) is never looked at: \(ConfigText.quoted(earlier.description)) ends the search")
            }
            seen.append(source.value)
        }
    }

    private mutating func warnOfOpenProviders(_ api: APIConfig, _ plugin: PluginInstance) {
        let place = ConfigPlace(api.settings?.range.lowerBound ?? api.place.offset, api.place.path.key("settings"))
        for channel in plugin.channels {
            guard let url = channel.provider?.url, !url.isTLS, !url.isLoopback else { continue }
            report.warning(
                place, .providerPlain,
                "the provider of \(channel.name), \(url.origin), is on the network and has no TLS: what it is sent, "
                    + "and the secrets among its headers, can be read on the way; use https")
        }
    }

    /// Only when the file could be read and its routes bound: a refused one was meant for an operation all the same.
    private mutating func warnOfUnused(_ api: APIConfig, _ plugin: LinkedPlugin) {
        guard isComplete, !report.hasError(at: api.place.path.key("routes")) else { return }
        let enabled = api.routes.filter(\.isEnabled)
        guard !enabled.isEmpty else {
            return report.warning(api.place, .apiUnused, "has no enabled route, so it serves nothing")
        }
        let named = Set(enabled.map(\.operation.value))
        for operation in plugin.operations.map(\.name) where !named.contains(operation) {
            report.warning(
                api.place, .operationUnused, "the operation \(ConfigText.quoted(operation)) has no enabled route")
        }
    }
}
