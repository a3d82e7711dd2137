import Kit

extension StageNotes {
    // MARK: Token

    func lookedForToken(_ exchange: borrowing Exchange, _ route: BoundRoute) {
        guard let check = route.access.token else {
            return add("token", "none is looked for", at: route.written.token.place)
        }
        add("token", "is \(route.written.token.value.rawValue)", at: route.written.token.place)
        let sources = route.tokenLookup ?? []
        for (index, source) in sources.enumerated() {
            let later = sources[(index + 1)...].map(\.value.description)
            // One place at a time, by the lookup itself: what ends its search ends this one.
            guard let found = TokenLookup.find([source.value], in: exchange.head, body: exchange.body.bytes) else {
                add("token", Self.absence(source.value, isLast: later.isEmpty), at: source.place)
                continue
            }
            add("token", Self.presence(source.value, later), at: source.place)
            if case .unusable = found.place { add("token", Self.flaw(source.value)) }
            return
        }
        if !check.isRequired { add("token", "there is none, so the call goes on without a subject") }
    }

    private static func absence(_ source: TokenSource, isLast: Bool) -> String {
        let words =
            source.field == nil ? "\(source) holds nothing" : "\(source) is not present"
        return words + (isLast ? ", and there is no other place" : ", so the search goes on")
    }

    private static func presence(_ source: TokenSource, _ later: [String]) -> String {
        let words = source.field == nil ? "\(source) holds something" : "\(source) is present"
        guard !later.isEmpty else { return words }
        return "\(words), so \(later.joined(separator: " and ")) \(later.count == 1 ? "is" : "are") not looked at"
    }

    private static func flaw(_ source: TokenSource) -> String {
        switch source {
        case .header(.authorization): "it is not one field of the form \"Bearer TOKEN\""
        case .basic: "it is not one field of the form \"Basic BASE64\" with a login, a colon and a password"
        case .header, .cookie, .query, .body: "it holds nothing, or is there twice"
        }
    }

    // MARK: App

    func looksForApp(_ exchange: borrowing Exchange, _ route: BoundRoute) {
        guard let check = route.access.app else {
            return add("app", "every caller may call", at: route.written.app.place)
        }
        add("app", "must be \(route.written.app.value.rawValue)", at: route.written.app.place)
        let presence =
            switch exchange.head.field(named: check.header) {
            case .absent: "is not present"
            case .one: "is present"
            case .many: "is there more than once"
            }
        add("app", "header:\(check.header) \(presence)", at: route.api.appHeader?.place ?? route.api.place)
    }
}
