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
    ) throws -> Bool {
        let server = try TLSTestServer()
        var arguments = [option]
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
        _ = try client.output()
        return isResumed
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

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func aTicketOfARetiredKeyIsRenewed(option: String) throws {
        let context = try makeContext()
        let (first, second) = (
            TLSTestCertificates.path(UUID().uuidString), TLSTestCertificates.path(UUID().uuidString)
        )
        #expect(try !connect(context, option, to: first))
        ticketKeys.rotate()
        #expect(try connect(context, option, from: first, to: second))
        ticketKeys.rotate()
        #expect(try connect(context, option, from: second))
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
