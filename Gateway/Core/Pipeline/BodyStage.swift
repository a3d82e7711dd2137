import Kit

/// Chooses, when the head is read, where the content goes, and waits for it at its end.
struct BodyStage {
    /// `nil` when requests are explained: then all content goes to memory.
    private let mailbox: Mailbox?

    init(_ mailbox: Mailbox?) { self.mailbox = mailbox }

    /// Prepares for content, by what the operation declares.
    /// - Parameter announcedBytes: what the head says; `nil` when it does not say.
    /// - Throws: `gateway.overloaded` when there is no room for it now; `body.malformed`.
    func open(
        _ exchange: inout Exchange, _ route: Route, announcedBytes: Int?, budget: BodyBudget
    ) throws(APIError) {
        let sink = try sink(exchange, route)
        let isOpen = exchange.body.open(
            sink, announcedBytes: announcedBytes, limitBytes: route.bound.bodyLimitBytes, budget: budget)
        if !isOpen { throw APIError(.overloaded, .buffersFull, retryAfterSeconds: 1) }
    }

    private func sink(_ exchange: borrowing Exchange, _ route: Route) throws(APIError) -> BodySink {
        switch route.content {
        case .unwanted: return .none
        case .small: return .memory
        case .mayHaveFiles:
            guard let type = exchange.head.firstRange(.contentType), let mailbox, let files = route.store?.files,
                BodyFormat(contentType: exchange.head.bytes.span.extracting(type)) == .multipart
            else { return .memory }
            let key = exchange.key
            return .form(
                try FormBody(contentType: Array(exchange.head.bytes[type]), folder: files) {
                    mailbox.post(.resumed(key.member, stream: key.stream))
                })
        }
    }

    /// Whether all content is where it goes; otherwise `resume` comes.
    /// - Throws: what became of it on the way.
    func finish(_ exchange: borrowing Exchange) throws(APIError) -> Pipeline.Step {
        guard let form = exchange.body.form else { return .next }
        return try form.finish() == nil ? .waits : .next
    }
}
