import Foundation
import TestSupport
import Testing

/// Many clients at once, and clients that nearly speak HTTP.
@Suite(.gateway(.withTLS())) struct RobustnessTests {
    private let get = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"

    /// One client's requests, quick and slow ones, in batches of random length.
    /// - Returns: what was not as it should be.
    private static func converse(with gateway: RunningGateway, seed: UInt64) throws -> [String] {
        var generator = SeededGenerator(seed: seed)
        var complaints: [String] = []
        let connection = try gateway.connect()
        var number = 0
        while number < 120 {
            let ids = (0..<Int.random(in: 1...12, using: &generator)).map { "\(seed)-\(number + $0)" }
            let batch = ids.map { id -> (request: String, status: Int) in
                let field = "X-Request-Id: \(id)\r\n"
                return switch Int.random(in: 0..<5, using: &generator) {
                case 0: (GoncordClient.registration(GoncordClient.freshLogin(), fields: field), 200)
                case 1: (GoncordClient.post("/api/v0/users", "{}", fields: field), 422)
                case 2: (GoncordClient.post("/nothing", "{}", fields: field), 404)
                case 3: (GoncordClient.validation("x.y.z", fields: field), 401)
                default: ("GET /off HTTP/1.1\r\nHost: a\r\n\(field)\r\n", 404)
                }
            }
            var bytes = Array(batch.map(\.request).joined().utf8)[...]
            while !bytes.isEmpty {
                let part = bytes.prefix(Int.random(in: 1...2000, using: &generator))
                try connection.send(Array(part))
                bytes = bytes.dropFirst(part.count)
            }
            for (id, (_, status)) in zip(ids, batch) {
                let answer = try connection.readAnswer()
                if answer["X-Request-Id"] != id || answer.status != status { complaints.append("\(id): \(answer)") }
            }
            number += ids.count
        }
        return complaints
    }

    @Test func everyClientGetsItsOwnAnswersInOrder() throws {
        let gateway = try sharedGateway()
        let complaints = inParallel(8) { number -> [String] in
            do { return try Self.converse(with: gateway, seed: UInt64(number)) } catch {
                return ["\(number): \(error)"]
            }
        }
        #expect(complaints.joined().isEmpty, "\(complaints.joined().first ?? "")")
    }

    @Test(arguments: 1...8) func requestsThatAreNearlyRightHarmNobody(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let gateway = try sharedGateway()
        let token = try GoncordClient(gateway: gateway).token()
        let seeds = [
            GoncordClient.registration("someone"), GoncordClient.validation(token), get,
            GoncordClient.post("/nothing", "{}", fields: "Expect: 100-continue\r\n"),
            "POST /api/v0/tokens HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\n{}\n\r\n0\r\nA: b\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n",
            "GET http://a:80/api/v0/tokens/validate?x=%20 HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b; jwt=\"x\"\r\n\r\n",
        ].map { Array($0.utf8) }
        let interesting = Array("\r\n\0\t :;,/%?#*{}\"\u{7F}0195".utf8) + [0x80, 0xFF]
        for _ in 0..<60 {
            var bytes = seeds.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = interesting.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: place)
                case 2:
                    bytes.removeSubrange(place..<min(place + Int.random(in: 1...9, using: &generator), bytes.count - 1))
                default: bytes.insert(contentsOf: seeds.randomElement(using: &generator) ?? [], at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            let connection = try gateway.connect()
            _ = connection.sendWhatGoes(bytes)
            connection.endSending()
            let answers = try connection.readToEnd(seconds: 10)
            #expect(answers.isEmpty || answers.hasPrefix("HTTP/1.1 "), "seed \(seed): \(bytes)")
        }
        #expect(try gateway.answer(to: get).status == 404)
    }

    @Test func garbageHarmsNobody() throws {
        var generator = SeededGenerator(seed: 42)
        let gateway = try sharedGateway()
        for _ in 0..<200 {
            let connection = try gateway.connect()
            let bytes = (0..<Int.random(in: 1...3000, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            _ = connection.sendWhatGoes(bytes)
            if Bool.random(using: &generator) { connection.reset() }
        }
        #expect(try gateway.answer(to: get).status == 404)
    }

    @Test func aClientThatHasEndedItsSideIsAnswered() throws {
        let gateway = try sharedGateway()
        for (request, status) in [(get, 404), (GoncordClient.registration(GoncordClient.freshLogin()), 200)] {
            let connection = try gateway.connect()
            try connection.send(request)
            connection.endSending()
            #expect(try connection.readAnswer().status == status)
            #expect(try connection.readToEnd(seconds: 10).isEmpty)
        }
    }

    @Test func manyTLSClientsAreServedAtOnce() throws {
        let gateway = try sharedGateway()
        let statuses = inParallel(6) { number -> Int in
            let login = GoncordClient.freshLogin()
            let request =
                String(repeating: get, count: 20) + GoncordClient.registration(login, fields: "Connection: close\r\n")
            let arguments = ["s_client", "-connect", "127.0.0.1:\(gateway.ports[1])", "-quiet", "-ign_eof"]
            let result = try? CommandResult.run("openssl", arguments, input: request)
            let statuses = (result?.output ?? "").components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            return statuses.count { $0 == "404" } + (statuses.last == "200" ? 1000 : 0)
        }
        #expect(statuses == Array(repeating: 1020, count: 6))
    }

    @Test func aClientThatReadsLateGetsEveryAnswerInOrder() throws {
        let connection = try sharedGateway().connect(receiveBufferBytes: 4096)
        let count = 20_000
        let requests = (0..<count).map { "GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-Id: \($0)\r\n\r\n" }
        var bytes = Array(requests.joined().utf8)[...]
        var seen = 0
        while seen < count {
            // Nothing is read until nothing more goes.
            let sent = connection.sendWhatGoes(Array(bytes.prefix(100_000)))
            bytes = bytes.dropFirst(try #require(sent))
            if let sent, sent > 0 { continue }
            for _ in 0..<min(500, count - seen) {
                #expect(try connection.readAnswer()["X-Request-Id"] == "\(seen)")
                seen += 1
            }
        }
    }
}
