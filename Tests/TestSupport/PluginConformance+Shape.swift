internal import Kit
internal import Testing

extension PluginConformance {
    func checkSchema() throws {
        let folder = ScratchDirectory()
        for _ in 0..<2 {
            let bench = try makeBench(folder: folder)
            #expect(!bench.plugin.schema.isEmpty)
            #expect(bench.reports == [])
        }
        let summaries = try makeBench().plugin.schema.map(\.summary)
        #expect(summaries.allSatisfy { !$0.isEmpty }, "each step says what it does")
    }

    func checkOperationNames() {
        let operations = P.operations.map(\.signature)
        let names = operations.map(\.name)
        #expect(!names.isEmpty)
        #expect(Set(names).count == names.count, "each operation has a name of its own: \(names)")
        for name in names {
            #expect(name.wholeMatch(of: /[a-z][a-zA-Z0-9]{1,63}/) != nil, "\(name) is not lowerCamelCase")
        }
        for input in operations.map(\.input) {
            #expect(
                Set(input.secretPathFields).isSubset(of: input.pathFields), "\(input.type) hides what it does not take")
        }
        for event in operations.flatMap(\.events).map(\.name) {
            // The names are the API's own, as its clients know them.
            #expect(event.wholeMatch(of: /[a-z][a-zA-Z0-9_]{0,63}/) != nil, "\(event) is no name of an event")
        }
        let events = operations.flatMap { operation in operation.events.map { "\(operation.name).\($0.name)" } }
        #expect(Set(bodies.keys).isSubset(of: names + events), "a body is given for an operation that there is not")
    }

    /// A field of the path or the query that the input does not ask for can be sent and is never read; what it asks for
    /// instead is missing in each request.
    func checkFields() {
        for operation in P.operations.map(\.signature) {
            let keys = Set(operation.input.keys.compactMap(\.path.first))
            for field in operation.input.pathFields + operation.input.queryFields {
                #expect(keys.contains(field), "\(operation.name): \(operation.input.type) has no key \(field)")
            }
        }
    }

    func checkErrorCodes() {
        let codes = P.errorCodes
        #expect(Set(codes.map(\.name)).count == codes.count)
        for code in codes {
            #expect(code.name.wholeMatch(of: /[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*/) != nil, "\(code) is not area.rule")
            #expect(code.status != 500, "\(code): a mistake of the program is gateway.internal")
            #expect(!GatewayErrors.areas.contains(where: { code.name.hasPrefix("\($0).") }), "\(code) is the gateway's")
            #expect(!code.message.isEmpty && code.message.first?.isUppercase == false)
            #expect(!code.message.hasSuffix("."))
            #expect(code.meaning.hasSuffix("."))
        }
    }
}

/// The part of the catalogue that is not a plugin's.
enum GatewayErrors {
    /// What stands before the dot.
    static let areas: Set = [
        "api", "app", "body", "connections", "event", "expectation", "gateway", "headers", "host", "input", "method",
        "origin", "rate", "request", "route", "socket", "store", "tls", "token", "upgrade", "version",
    ]

    /// What any operation may answer.
    static let ofOperations: Set<ErrorCode> = [
        .inputInvalid, .tokenMissing, .tokenInvalid, .credentialsInvalid, .appDenied, .bodyMalformed, .bodyUnsupported,
    ]
}
