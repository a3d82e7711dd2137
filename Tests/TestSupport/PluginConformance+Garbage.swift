internal import Kit
internal import Testing

extension PluginConformance {
    /// Feeds each operation with inputs that no client should send. A trap ends the test run, which is a failure too.
    func checkGarbage() throws {
        let bench = try makeBench()
        let subject = try signIn(bench)
        let known = GatewayErrors.ofOperations.union(P.errorCodes)
        for (number, operation) in P.operations.map(\.signature).enumerated() {
            if operation.kind == .socket {
                try checkGarbage(ofSocket: operation, bench, subject, known)
                continue
            }
            let seed = UInt64(1_000 + number)
            var random = RandomJSON(seed: seed)
            for round in 0..<200 {
                let request = makeRequest(operation, round, &random)
                do {
                    _ = try bench.call(
                        operation.name, request, subject: round % 8 == 7 ? nil : subject,
                        app: round % 8 == 6 ? nil : App(name: "garbage", isSuper: true))
                } catch {
                    let details = Comment("\(operation.name), seed \(seed), round \(round): \(request)")
                    #expect(round > 0 || !isSound(operation), "\(error) for the body that it takes")
                    #expect(isDeclared(error, operation.needs), "\(error.code) of an operation that does not need it")
                    #expect(known.contains(error.code), "\(error.code) of \(details.rawValue.prefix(2_000))")
                    #expect(error.brokenRules.isEmpty == (error.code != .inputInvalid))
                    #expect(error.retryAfterSeconds ?? 1 >= 1)
                }
            }
        }
        #expect(bench.reports == [], "SQL that fails is a mistake")
    }

    /// The same for each event of a socket.
    private func checkGarbage(
        ofSocket operation: OperationSignature, _ bench: PluginBench<P>, _ subject: Subject?, _ known: Set<ErrorCode>
    ) throws {
        var socket = try bench.open(operation.name, subject: subject)
        for (number, event) in operation.events.enumerated() {
            var random = RandomJSON(seed: UInt64(2_000 + number))
            let body = bodies["\(operation.name).\(event.name)"] ?? ""
            for round in 0..<200 {
                if socket.closing != nil { socket = try bench.open(operation.name, subject: subject) }
                let content = round == 0 ? body : random.object(keys: keys(of: body) + ["noSuchKey"])
                do { try bench.send(event.name, content, by: socket) } catch {
                    let place = "\(operation.name).\(event.name), round \(round)"
                    #expect(round > 0 || body.isEmpty, "\(place): \(error) for the content that it takes")
                    #expect(known.contains(error.code), "\(place): \(error.code) of \(content.prefix(2_000))")
                    #expect(error.brokenRules.isEmpty == (error.code != .inputInvalid))
                }
            }
        }
    }

    /// An operation that asks for an app or a token, and does not say so, is caught when neither is there.
    func checkNeeds() throws {
        let bench = try makeBench()
        for operation in P.operations.map(\.signature) {
            var request = BenchRequest(body: bodies[operation.name] ?? "")
            request.pathValues = operation.input.pathFields.map { ($0, "1") }
            do {
                if operation.kind == .socket {
                    _ = try bench.open(operation.name, request, subject: nil)
                } else {
                    _ = try bench.call(operation.name, request, subject: nil)
                }
            } catch {
                #expect(isDeclared(error, operation.needs), "\(operation.name): \(error.code)")
            }
        }
    }

    /// An input that is printed, dumped or put into an error's text shows no password, code or token.
    func checkSecrets() throws {
        let bench = try makeBench()
        for operation in P.operations.map(\.signature) {
            guard let text = bodies[operation.name], let body = try? JSONDocument(parsing: Array(text.utf8)).root else {
                continue
            }
            let secrets = body.members.filter { Self.isSecret($0.key) }.compactMap(\.value.string)
            guard !secrets.isEmpty, operation.input.pathFields.isEmpty else { continue }
            let request = BenchRequest(body: text)
            let input = try request.withSource(request.receive(in: bench.files)) { (source) throws(APIError) in
                try operation.input.decode(source)
            }
            var shown = "\(input) \(String(reflecting: input)) "
            dump(input, to: &shown)
            for secret in secrets { #expect(!shown.contains(secret), "\(operation.name) shows \(secret)") }
        }
    }

    private static func isSecret(_ key: String) -> Bool {
        ["password", "pin", "secret", "token", "code"].contains { key.lowercased().contains($0) }
    }

    private func isDeclared(_ error: APIError, _ needs: OperationNeeds) -> Bool {
        (error.code != .tokenMissing || needs.contains(.token)) && (error.code != .appDenied || needs.contains(.app))
    }

    /// The first request is one that the operation takes.
    private func isSound(_ operation: OperationSignature) -> Bool {
        bodies[operation.name] != nil && operation.input.pathFields.isEmpty && operation.input.queryFields.isEmpty
    }

    /// Whatever comes as a token, a verifier has one word for it.
    func checkGarbageTokens() throws {
        let bench = try makeBench()
        guard P.tokenVerifier != nil else { return }
        let parts = Base64URL.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
        var random = RandomJSON(seed: 500)
        let tokens = (0..<100).map { _ in String(decoding: random.damaged("\(parts).\(parts).\(parts)"), as: UTF8.self)
        }
        for token in tokens + ["", ".", "..", " ", "\u{0}", String(repeating: "a", count: 100_000)] {
            #expect(throws: APIError(.tokenInvalid), "\(token.prefix(200))") { try bench.verify(token) }
        }
    }

    private func makeRequest(_ operation: OperationSignature, _ round: Int, _ random: inout RandomJSON) -> BenchRequest
    {
        let shape = operation.input
        let body = bodies[operation.name] ?? ""
        let isForm = !shape.bodyFormats.contains(.json) && shape.bodyFormats.contains(.form)
        var request = BenchRequest()
        for name in shape.pathFields { request.pathValues.append((name, random.percentCoded())) }
        request.query = Array(random.form(keys: shape.queryFields + ["noSuchKey"]).utf8)
        switch round % 16 {
        case 0: request.body = Array(body.utf8)
        case 1..<8: request.body = random.damaged(body)
        default:
            let keys = keys(of: body) + ["noSuchKey"]
            request.body = Array((isForm ? random.form(keys: keys) : random.object(keys: keys)).utf8)
        }
        let isOtherType = round % 23 == 22
        if shape.takesFiles, round % 2 == 0 {
            request.contentType = "multipart/form-data; boundary=b"
            return request
        }
        request.contentType = isForm != isOtherType ? "application/x-www-form-urlencoded" : "application/json"
        return request
    }

    /// Those of a JSON object, or of a form.
    private func keys(of body: String) -> [String] {
        if let root = try? JSONDocument(parsing: Array(body.utf8)).root { return root.members.map(\.key) }
        return body.split(separator: "&").map { String($0.prefix { $0 != "=" }) }
    }
}
