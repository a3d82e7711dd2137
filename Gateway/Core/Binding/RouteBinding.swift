import Kit

/// Binds a config to its plugins: every name in it must stand for something, and no two routes for the same requests.
///
/// Everything is checked even after an error, and what follows from an error is left unsaid. What a plugin can do and
/// needs is known without making it, so that a wrong setting hides nothing of its routes. A disabled API is checked
/// like any other, but that its plugin is not made: its secrets are not looked for, and the plugin's own checks of its
/// settings are not run. A disabled route is checked like any other.
struct RouteBinding {
    let config: GatewayConfig
    let loader: ConfigLoader
    /// The whole file.
    let root: JSONNode
    /// The file itself was read without errors, so what is missing from it is not merely broken.
    let isComplete: Bool
    var report: ConfigReport
    var envelopes: [ConfigName: BoundEnvelope] = [:]
    var apis: [BoundAPI] = []
    var routes: [BoundRoute] = []
    let appLink = AppLink()

    init(config: GatewayConfig, root: JSONNode, loader: ConfigLoader, report: ConfigReport) {
        self.config = config
        self.root = root
        self.loader = loader
        self.report = report
        isComplete = !report.hasErrors
    }

    /// - Returns: what runs if the report has no errors.
    mutating func bind() -> BoundGateway {
        checkListeners()
        warnOfVariables(root)
        let state = loader.trial.flatMap { tryOut($0) }
        compileEnvelopes()
        checkEnvelope(config.envelope)
        var served: [String: APIConfig] = [:]
        for api in config.apis {
            if api.isEnabled, let earlier = served.updateValue(api, forKey: api.plugin.value) {
                let rival = report.name(of: earlier.place)
                report.error(api.plugin.place, .pluginTaken, Self.pluginTaken(by: earlier, at: rival))
                served[api.plugin.value] = earlier
            }
            bind(api)
        }
        if let trial = loader.trial, case .free = state { tryOutDatabases(trial) }
        let distinct = withoutConflicts(routes)
        warnOfSlashes(distinct)
        return BoundGateway(config: config, apis: apis, routes: distinct, envelopes: envelopes, appLink: appLink)
    }

    /// One store file belongs to one plugin, and two APIs would share their rows.
    private static func pluginTaken(by earlier: APIConfig, at place: String) -> String {
        "the plugin serves \(earlier.place.path) already (\(place)); it can serve one enabled API"
    }

    // MARK: Envelopes

    private mutating func compileEnvelopes() {
        for envelope in config.envelopes {
            let success = compile(envelope.success, .success, envelope.place.path.key("success"))
            let failure = compile(envelope.failure, .failure, envelope.place.path.key("failure"))
            let failureByCode = compileByCode(envelope)
            if let success, let failure {
                envelopes[envelope.name] = BoundEnvelope(
                    success: success, failure: failure, failureByCode: failureByCode)
            }
        }
    }

    private mutating func compileByCode(_ envelope: EnvelopeConfig) -> [ErrorCode: EnvelopeTemplate] {
        let known = ErrorCode.gatewayCatalogue + loader.plugins.flatMap(\.errorCodes)
        var templates: [ErrorCode: EnvelopeTemplate] = [:]
        for own in envelope.failureByCode {
            let template = compile(own.template, .failure, own.code.place.path)
            if let code = known.first(where: { $0.name == own.code.value }) {
                templates[code] = template
            } else {
                let hint = NearestName.suggestion(for: own.code.value, among: known.map(\.name))
                report.error(
                    own.code.place, .envelopeCode, "is not an error code" + (hint ?? "; `gateway errors` lists them"))
            }
        }
        return templates
    }

    private mutating func compile(
        _ node: JSONNode?, _ kind: EnvelopeTemplate.Kind, _ path: ConfigPath
    ) -> EnvelopeTemplate? {
        guard let node else { return nil }
        do throws(EnvelopeTemplate.Problem) {
            return try EnvelopeTemplate(compiling: node, kind: kind)
        } catch {
            report.error(ConfigPlace(error.offset, path.appending(error.path)), .envelopeTemplate, error.message)
            return nil
        }
    }

    mutating func checkEnvelope(_ envelope: Located<ConfigName>) {
        let names = config.envelopes.map(\.name.text)
        if names.contains(envelope.value.text) { return }
        report.error(
            envelope.place, .envelopeUnknown, ConfigText.unknown(envelope.value.text, "an envelope", among: names))
    }
}
