import Kit

/// What means something in other programs' configs, and is taken as it stands in this one.
extension RouteBinding {
    /// A star or a colon is a letter like others in a path.
    mutating func warnOfLiterals(_ route: RouteConfig) {
        for case .literal(let text) in route.path.value.segments {
            let isNamed = text.hasPrefix(":") && text.utf8.dropFirst().first.map(\.isLetterOrDigit) == true
            guard isNamed || text.contains("*") else { continue }
            report.warning(
                route.path.place, .routeLiteral,
                "\(ConfigText.quoted(text)) stands for itself; \"{name}\" stands for any one segment")
        }
    }

    /// There are no variables in the file, and no home directory.
    mutating func warnOfVariables(_ node: JSONNode, _ path: ConfigPath = ConfigPath(), isSetting: Bool = false) {
        switch node.kind {
        case .object:
            for member in node.members {
                warnOfVariables(
                    member.value, path.key(member.key), isSetting: isSetting || member.key == "settings")
            }
        case .array:
            for (index, element) in node.elements.enumerated() {
                warnOfVariables(element, path.index(index), isSetting: isSetting)
            }
        case .string:
            guard let text = node.string, let variable = Self.variable(in: text, isSetting) else { return }
            report.warning(
                ConfigPlace(node.offset, path), .valueVariable,
                "\(ConfigText.quoted(variable)) is taken as it stands: there are no variables here, and only a secret "
                    + "of a plugin's settings can be {\"env\": \"NAME\"}")
        default: break
        }
    }

    /// `${NAME}`, `$NAME` in capitals, or `~` at the beginning of a path. Templates have `$code`; and what looks like
    /// `$NAME` in a setting may be part of a secret, which is not shown.
    private static func variable(in text: String, _ isSetting: Bool) -> String? {
        if let braced = text.firstMatch(of: /\$\{[A-Za-z_][A-Za-z0-9_]*\}/) { return String(braced.output) }
        guard !isSetting else { return nil }
        if text.hasPrefix("~/") { return "~" }
        return text.firstMatch(of: /\$[A-Z_][A-Z0-9_]+/).map { String($0.output) }
    }

    /// One value cannot be the token of a user and of an app.
    mutating func warnOfSharedHeader(_ api: APIConfig) {
        guard let header = api.appHeader, let lookup = api.tokenLookup,
            lookup.contains(where: { $0.value == .header(header.value) }),
            let route = api.routes.first(where: { $0.isEnabled && $0.token.value != .none && $0.app.value != .none })
        else { return }
        let place = report.name(of: route.place)
        report.warning(
            header.place, .appHeaderShared,
            "is a token source too: what it holds is taken for the caller's token and for the app's "
                + "(\(route.pattern), \(place))")
    }
}
