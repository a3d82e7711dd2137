import Kit

/// Chooses, when the head is read, where the content goes, and waits for it at its end.
struct BodyStage {
    /// `nil` when requests are explained: then all content goes to memory.
    private let mailbox: Mailbox?

    init(_ mailbox: Mailbox?) { self.mailbox = mailbox }

    /// Prepares for content, by what the operation declares.
    /// - Parameter announcedBytes: what the head says; `nil` when it does not say.
    /// - Throws: `gateway.overloaded` when there is no room for it now; `body.encoded`; `body.malformed`.
    func open(
        _ exchange: inout Exchange, _ route: Route, announcedBytes: Int?, budget: BufferBudget
    ) throws(APIError) {
        let sink = try sink(exchange, route)
        let isOpen = exchange.body.open(
            sink, announcedBytes: announcedBytes, limitBytes: route.bound.bodyLimitBytes, budget: budget)
        if !isOpen { throw APIError(.overloaded, .buffersFull, retryAfterSeconds: 1) }
    }

    private func sink(_ exchange: borrowing Exchange, _ route: Route) throws(APIError) -> BodySink {
        switch route.content {
        case .unwanted: return .none
        case .small:
            try checkCoding(exchange)
            return .memory
        case .mayHaveFiles:
            try checkCoding(exchange)
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

    /// Content is read as it comes: nothing is unpacked. `identity` is said by some though it should not be
    /// (RFC 9110 §8.4.1).
    private func checkCoding(_ exchange: borrowing Exchange) throws(APIError) {
        guard exchange.head.firstRange(.contentEncoding) != nil else { return }
        let bytes = exchange.head.bytes.span
        var isPlain = true
        exchange.head.forEachValue(of: .contentEncoding) { value in
            isPlain = isPlain && (value.isEmpty || bytes.extracting(value).isEqual(toLowercase: "identity"))
        }
        if !isPlain { throw APIError(.bodyEncoded, .contentCoding) }
    }

    /// Whether all content is where it goes; otherwise `resume` comes.
    /// - Throws: what became of it on the way.
    func finish(_ exchange: borrowing Exchange) throws(APIError) -> Pipeline.Step {
        guard let form = exchange.body.form else {
            // A request that is explained was not announced.
            if mailbox == nil, !exchange.body.bytes.isEmpty { try checkCoding(exchange) }
            return .next
        }
        return try form.finish() == nil ? .waits : .next
    }
}
