import Foundation
import System
import Testing

/// Sessions that clients take up again by ticket.
@Suite struct TLSResumptionTests {
    private let ticketKeys = TLSTicketKeys()

    private func makeContext() throws -> TLSContext {
        try TLSContext(serving: [TLSTestCertificates.load("localhost")], ticketKeys: ticketKeys)
    }

    /// - Parameters: the option for the version, files with the ticket to use and for the ticket to keep.
    private func connect(
        _ context: TLSContext, _ option: String, from old: String? = nil, to new: String? = nil
    ) throws -> Bool { try exchange(context, option, from: old, to: new).isResumed }

    /// What the command shows of a resumed connection.
    private func output(_ context: TLSContext, _ option: String, from old: String) throws -> String {
        let result = try exchange(context, option, from: old, to: nil)
        #expect(result.isResumed)
        return result.output
    }

    private func exchange(
        _ context: TLSContext, _ option: String, from old: String?, to new: String?
    ) throws -> (isResumed: Bool, output: String) {
        let server = try TLSTestServer()
        var arguments = [option, "-msg"]
        if let old { arguments += ["-sess_in", old] }
        if let new { arguments += ["-sess_out", new] }
        let client = try TLSTestClient(port: server.port, arguments)
        var connection: TLSTestConnection? = try server.accept(context)
        #expect(connection?.handshake() == .done)
        client.send("hello\n")
        #expect(connection?.readLine().text == "hello\n")
        _ = connection?.write(Array("answer\n".utf8))
        connection?.session.shutdown()
        let isResumed = connection?.session.info.isResumed ?? false
        connection = nil
        return (isResumed, try client.output())
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func aTicketResumes(option: String) throws {
        let context = try makeContext()
        let ticket = TLSTestCertificates.path(UUID().uuidString)
        #expect(try !connect(context, option, to: ticket))
        #expect(try connect(context, option, from: ticket))
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func aTicketOutlivesOneRotationButNotTwo(option: String) throws {
        let context = try makeContext()
        let ticket = TLSTestCertificates.path(UUID().uuidString)
        #expect(try !connect(context, option, to: ticket))
        ticketKeys.rotate()
        #expect(try connect(context, option, from: ticket))
        ticketKeys.rotate()
        #expect(try !connect(context, option, from: ticket))
    }

    @Test func aTicketOfARetiredKeyIsRenewed() throws {
        let context = try makeContext()
        let (first, second) = (
            TLSTestCertificates.path(UUID().uuidString), TLSTestCertificates.path(UUID().uuidString)
        )
        #expect(try !connect(context, "-tls1_3", to: first))
        ticketKeys.rotate()
        #expect(try connect(context, "-tls1_3", from: first, to: second))
        ticketKeys.rotate()
        #expect(try connect(context, "-tls1_3", from: second))
    }

    @Test func inTLS12OnlyATicketOfARetiredKeyIsRenewed() throws {
        let context = try makeContext()
        let ticket = TLSTestCertificates.path(UUID().uuidString)
        #expect(try !connect(context, "-tls1_2", to: ticket))
        // The command keeps no renewed ticket in TLS 1.2, but shows the message.
        #expect(try !output(context, "-tls1_2", from: ticket).contains("NewSessionTicket"))
        ticketKeys.rotate()
        #expect(try output(context, "-tls1_2", from: ticket).contains("NewSessionTicket"))
    }

    @Test func eachReturnInTLS13GetsANewTicket() throws {
        let context = try makeContext()
        let (first, second) = (
            TLSTestCertificates.path(UUID().uuidString), TLSTestCertificates.path(UUID().uuidString)
        )
        #expect(try !connect(context, "-tls1_3", to: first))
        #expect(try connect(context, "-tls1_3", from: first, to: second))
        #expect(FileManager.default.fileExists(atPath: second))
    }

    @Test(arguments: [(59, true), (60, true), (119, true), (120, false), (1000, false)])
    func aTicketLivesOneToTwoIntervals(ageSeconds: Int, isResumed: Bool) throws {
        let clock = TicketClock()
        let keys = TLSTicketKeys(intervalSeconds: 60, nowSeconds: { clock.seconds })
        let context = try TLSContext(serving: [TLSTestCertificates.load("localhost")], ticketKeys: keys)
        let ticket = TLSTestCertificates.path(UUID().uuidString)
        #expect(try !connect(context, "-tls1_3", to: ticket))
        clock.advance(bySeconds: ageSeconds)
        #expect(try connect(context, "-tls1_3", from: ticket) == isResumed)
    }

    @Test func ticketsOutliveAReloadWithTheSameKeys() throws {
        let ticket = TLSTestCertificates.path(UUID().uuidString)
        #expect(try !connect(makeContext(), "-tls1_3", to: ticket))
        #expect(try connect(makeContext(), "-tls1_3", from: ticket))
    }

    @Test func ticketsOfAnotherServerAreIgnored() throws {
        let ticket = TLSTestCertificates.path(UUID().uuidString)
        #expect(try !connect(makeContext(), "-tls1_3", to: ticket))
        let other = try TLSContext(serving: [TLSTestCertificates.load("localhost")])
        #expect(try !connect(other, "-tls1_3", from: ticket))
    }
}

/// A clock that the test moves.
private final class TicketClock: Sendable {
    private let now = Lock(1000)
    var seconds: Int { now.withLock { $0 } }
    func advance(bySeconds count: Int) { now.withLock { $0 += count } }
}
