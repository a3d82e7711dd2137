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
        let afterDollars = text.split(separator: "$", omittingEmptySubsequences: false).dropFirst()
        for rest in afterDollars where rest.hasPrefix("{") {
            let name = rest.dropFirst().prefix { $0 != "}" }
            if rest.endIndex > name.endIndex, isName(name) { return "${\(name)}" }
        }
        guard !isSetting else { return nil }
        if text.hasPrefix("~/") { return "~" }
        for rest in afterDollars {
            let name = Substring(rest.utf8.prefix { (0x41...0x5A).contains($0) || $0.isDigit || $0 == 0x5F })
            if name.utf8.count > 1, isName(name) { return "$\(name)" }
        }
        return nil
    }

    /// As shells have it: letters, digits and underscores, no digit first.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !first.isDigit else { return false }
        return text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5F }
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
