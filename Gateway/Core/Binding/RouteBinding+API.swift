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
        checkLookup(api)
        let linked = linkedPlugin(api)
        let instance = linked.flatMap { open($0, for: api) }
        let surroundings = Surroundings(config: api, plugin: linked, instance: instance)
        if let instance { apis.append(BoundAPI(name: api.name, plugin: instance)) }
        for route in api.routes { bind(route, surroundings) }
        if let linked, let instance {
            warnOfOpenProviders(api, instance)
            warnOfUnused(api, linked)
        }
    }

    private mutating func linkedPlugin(_ api: APIConfig) -> LinkedPlugin? {
        if let plugin = loader.plugins.first(where: { $0.id.description == api.plugin.value }) { return plugin }
        let names = loader.plugins.map(\.id.description)
        report.error(api.plugin.place, ConfigText.unknown(api.plugin.value, "a plugin of this program", among: names))
        return nil
    }

    private mutating func open(_ plugin: LinkedPlugin, for api: APIConfig) -> PluginInstance? {
        let secrets = SecretSource(
            environment: loader.environment, directory: report.source.directory, resolves: api.isEnabled)
        let source = SettingsSource(
            node: api.settings, place: api.place.missing("settings"), source: report.source, secrets: secrets)
        let opened = plugin.open(source, api.isEnabled ? loader.makeHost(plugin.id, config.dataDirectory) : nil)
        for problem in opened.problems { report.add(problem) }
        return opened.plugin
    }

    private mutating func checkLookup(_ api: APIConfig) {
        var seen: Set<TokenSource> = []
        for source in api.tokenLookup ?? [] where !seen.insert(source.value).inserted {
            report.error(source.place, "\(ConfigText.quoted(source.value.description)) is listed twice")
        }
    }

    private mutating func warnOfOpenProviders(_ api: APIConfig, _ plugin: PluginInstance) {
        let place = ConfigPlace(api.settings?.range.lowerBound ?? api.place.offset, api.place.path.key("settings"))
        for channel in plugin.channels {
            guard let url = channel.provider?.url, !url.isTLS, !url.isLoopback else { continue }
            report.warning(
                place,
                "the provider of \(channel.name), \(url.origin), is on the network and has no TLS: what it is sent, "
                    + "and the secrets among its headers, can be read on the way; use https")
        }
    }

    /// Only when nothing of the file is broken: a route that could not be read names its operation all the same.
    private mutating func warnOfUnused(_ api: APIConfig, _ plugin: LinkedPlugin) {
        guard isComplete else { return }
        let enabled = api.routes.filter(\.isEnabled)
        guard !enabled.isEmpty else { return report.warning(api.place, "has no enabled route, so it serves nothing") }
        let named = Set(enabled.map(\.operation.value))
        for operation in plugin.operations.map(\.name) where !named.contains(operation) {
            report.warning(api.place, "the operation \(ConfigText.quoted(operation)) has no enabled route")
        }
    }
}
