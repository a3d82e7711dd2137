/// What `gateway explain` found out about one request.
package struct Explanation: Sendable {
    /// One thing found out.
    struct Line: Sendable {
        /// What it is about: `route`, `token`.
        let subject: String
        let text: String
        /// Where the config says so: `gateway.json:30:9`.
        let place: String?
    }

    let lines: [Line]
    /// The route it went to, as far as it came.
    let route: BoundRoute?
    /// Where that stands in the config file.
    let routePosition: ConfigPosition?
    /// `nil`: a route's operation would run, or the gateway answers OPTIONS.
    let refusal: Refusal?

    /// How a request is refused.
    struct Refusal: Sendable {
        /// The error's code.
        let code: String
        let status: Int
        /// The whole answer, as it would be sent.
        let answer: String
    }

    /// The request is not refused.
    package var isAccepted: Bool { refusal == nil }

    /// For people: a line for each thing, then the answer to a refused request.
    package var text: String {
        let width = lines.map(\.subject.count).max() ?? 0
        var text = ""
        var last = ""
        for line in lines {
            let subject = line.subject == last ? "" : line.subject
            last = line.subject
            let padding = String(repeating: " ", count: width - subject.count + 2)
            text += subject + padding + line.text + (line.place.map { "  (\($0))" } ?? "") + "\n"
        }
        guard let refusal else { return text }
        let answer = refusal.answer.split(separator: "\r\n", omittingEmptySubsequences: false)
        return text + "\n" + answer.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
    }

    /// For programs.
    package var json: String {
        PrettyJSON.object([
            ("accepted", .boolean(isAccepted)),
            ("route", routeObject),
            ("error", refusal.map { .string($0.code) } ?? .null),
            ("status", refusal.map { .integer($0.status) } ?? .null),
            ("answer", refusal.map { .string($0.answer) } ?? .null),
            (
                "findings",
                .array(
                    lines.map { line in
                        .object([
                            ("about", .string(line.subject)), ("text", .string(line.text)),
                            ("place", line.place.map(PrettyJSON.string) ?? .null),
                        ])
                    })
            ),
        ]).rendered
    }

    private var routeObject: PrettyJSON {
        guard let route, let routePosition else { return .null }
        return .object([
            ("pattern", .string(route.written.pattern)), ("api", .string(route.api.name.text)),
            ("operation", .string(route.operationName)), ("line", .integer(routePosition.line)),
            ("column", .integer(routePosition.column)),
        ])
    }
}
