internal import Kit
internal import Testing

extension PluginConformance {
    /// Feeds each operation with inputs that no client should send. A trap ends the test run, which is a failure too.
    func checkGarbage() throws {
        let bench = try makeBench()
        let subject = try signIn(bench)
        let known = GatewayErrors.ofOperations.union(P.errorCodes)
        for (number, operation) in bench.plugin.operations.enumerated() {
            let seed = UInt64(1_000 + number)
            var random = RandomJSON(seed: seed)
            for round in 0..<200 {
                let request = makeRequest(operation, round, &random)
                do {
                    _ = try bench.call(operation.name, request, subject: round.isMultiple(of: 8) ? nil : subject)
                } catch {
                    let details = Comment("\(operation.name), seed \(seed), round \(round): \(request)")
                    #expect(known.contains(error.code), "\(error.code) of \(details.rawValue.prefix(2_000))")
                    #expect(error.brokenRules.isEmpty == (error.code != .inputInvalid))
                    #expect(error.retryAfterSeconds ?? 1 >= 1)
                }
            }
        }
        #expect(bench.reports == [], "SQL that fails is a mistake")
    }

    private func makeRequest(_ operation: Operation, _ round: Int, _ random: inout RandomJSON) -> BenchRequest {
        let body = bodies[operation.name] ?? "{}"
        var request = BenchRequest()
        for name in operation.input.pathFields { request.pathValues.append((name, random.text())) }
        request.query = Array(operation.input.queryFields.map { "\($0)=\(random.text())" }.joined(separator: "&").utf8)
        request.body = round.isMultiple(of: 2) ? random.damaged(body) : Array(random.object(keys: keys(of: body)).utf8)
        if round % 16 == 1 { request.body = Array(body.utf8) }
        if round % 16 == 15, operation.input.bodyFormats.contains(.form) {
            request.contentType = "application/x-www-form-urlencoded"
        }
        return request
    }

    private func keys(of body: String) -> [String] {
        let root = try? JSONDocument(parsing: Array(body.utf8)).root
        return (root?.members.map(\.key) ?? []) + ["noSuchKey"]
    }
}
