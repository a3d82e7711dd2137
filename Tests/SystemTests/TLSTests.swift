import Foundation
import Glibc
import System
import Testing

/// TLS between this library and the `openssl` command.
@Suite struct TLSTests {
    /// Serves one request: reads a line, answers `answer` and closes in order.
    private func exchange(
        _ context: TLSContext, _ arguments: [String], answer: String = "answer\n"
    ) throws -> (step: TLSStep, info: TLSInfo, line: String, output: String) {
        let server = try TLSTestServer()
        let client = try TLSTestClient(port: server.port, arguments)
        var connection: TLSTestConnection? = try server.accept(context)
        let step = try #require(connection?.handshake())
        var line = ""
        if step == .done {
            client.send("hello\n")
            line = connection?.readLine().text ?? ""
            _ = connection?.write(Array(answer.utf8))
            connection?.session.shutdown()
        }
        let info = try #require(connection?.session.info)
        connection = nil
        return (step, info, line, try client.output())
    }

    private func makeContext(
        _ minimumVersion: TLSContext.Version = .tls12, protocols: [String] = ["http/1.1"],
        ticketKeys: TLSTicketKeys = TLSTicketKeys()
    ) throws -> TLSContext {
        try TLSContext(
            serving: [TLSTestCertificates.load("localhost"), TLSTestCertificates.load("api")],
            minimumVersion: minimumVersion, protocols: protocols, ticketKeys: ticketKeys)
    }

    @Test(arguments: [
        ("-tls1_2", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        ("-tls1_3", "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
    ])
    func bothVersionsCarryBytesBothWays(option: String, version: String, cipher: String) throws {
        let result = try exchange(makeContext(), [option, "-servername", "localhost"])
        #expect(result.step == .done)
        #expect(result.line == "hello\n")
        #expect(result.output.contains("answer\n"))
        #expect(
            result.info
                == TLSInfo(
                    version: version, cipher: cipher, isResumed: false, serverName: "localhost",
                    applicationProtocol: nil))
    }

    @Test(arguments: [
        (TLSContext.Version.tls12, "-tls1_1"), (.tls12, "-tls1"), (.tls13, "-tls1_2"),
    ])
    func olderVersionsAreRefused(minimum: TLSContext.Version, option: String) throws {
        let result = try exchange(makeContext(minimum), [option, "-cipher", "DEFAULT@SECLEVEL=0"])
        guard case .failed(let error) = result.step else { return #expect(Bool(false), "\(result.step)") }
        #expect(error.description == "unsupported protocol")
        #expect(result.output.contains("alert protocol version"))
    }

    @Test(arguments: ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "NULL"])
    func ciphersWithoutForwardSecrecyOrAuthenticationAreRefused(cipher: String) throws {
        let result = try exchange(makeContext(), ["-tls1_2", "-cipher", "\(cipher):@SECLEVEL=0"])
        #expect(result.step != .done)
        #expect(result.output.contains("handshake failure"))
    }

    @Test func aClientThatPrefersChaChaGetsIt() throws {
        let result = try exchange(
            makeContext(), ["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"])
        #expect(result.info.cipher == "TLS_CHACHA20_POLY1305_SHA256")
        let other = try exchange(
            makeContext(), ["-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"])
        #expect(other.info.cipher == "TLS_AES_128_GCM_SHA256")
    }

    @Test(arguments: [
        ("api.example.com", "api"), ("API.Example.COM", "api"), ("one.wild.example.com", "api"),
        ("wild.example.com", "localhost"), ("two.one.wild.example.com", "localhost"), ("unknown.test", "localhost"),
    ])
    func theNameAskedForChoosesTheCertificate(name: String, expected: String) throws {
        let result = try exchange(makeContext(), ["-servername", name])
        #expect(result.output.contains("subject=CN = \(expected)\n"))
        #expect(result.info.serverName == name)
    }

    /// A certificate of each kind of key for one name; a client takes one of them.
    @Test(
        arguments: [
            ("localhost", "ECDSA", "localhost"), ("localhost", "RSA", "localhost-rsa"),
            ("one.wild.example.com", "ECDSA", "api"), ("one.wild.example.com", "RSA", "localhost-rsa"),
            ("other.wild.example.com", "ECDSA", "api"), ("unknown.test", "RSA", "localhost-rsa"),
        ], ["-tls1_2", "-tls1_3"])
    func certificatesOfOneNameAreServedByTheirKindOfKey(
        _ asked: (name: String, kind: String, expected: String), option: String
    ) throws {
        let context = try TLSContext(serving: ["localhost", "api", "rsa"].map(TLSTestCertificates.load))
        let algorithms = asked.kind == "RSA" ? "rsa_pss_rsae_sha256:RSA+SHA256" : "ECDSA+SHA256"
        let result = try exchange(context, [option, "-servername", asked.name, "-sigalgs", algorithms])
        #expect(result.step == .done)
        #expect(result.output.contains("subject=CN = \(asked.expected)\n"))
    }

    @Test func aSecondCertificateOfOneNameAndKindIsNeverShown() {
        let (rsa, ec) = (Certificate.KeyKind(number: 6), Certificate.KeyKind(number: 408))
        let certificates = [
            CertificateFacts(.valid, dnsNames: ["a", "b"], keyKind: ec),
            CertificateFacts(.valid, dnsNames: ["A"], keyKind: ec),
            CertificateFacts(.valid, dnsNames: ["a"], keyKind: rsa),
            CertificateFacts(.valid, dnsNames: [], keyKind: rsa),
            CertificateFacts(.valid, dnsNames: ["b", "c"], keyKind: ec),
        ]
        #expect(TLSContext.neverShown(certificates) == [1, 3])
        #expect(TLSContext.neverShown([]) == [])
    }

    @Test(arguments: [("X25519", true), ("P-256", true), ("P-384", true), ("X448", false), ("P-521", false)])
    func groupsAreThoseOfTheIntermediateProfile(group: String, isTaken: Bool) throws {
        #expect(try (exchange(makeContext(), ["-tls1_3", "-groups", group]).step == .done) == isTaken)
    }

    @Test func withoutANameTheFirstCertificateIsServed() throws {
        let result = try exchange(makeContext(), ["-noservername"])
        #expect(result.output.contains("subject=CN = localhost\n"))
        #expect(result.info.serverName == nil)
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func applicationProtocolIsTheServersFirstThatTheClientOffers(option: String) throws {
        let context = try makeContext(protocols: ["h2", "http/1.1"])
        let both = try exchange(context, [option, "-alpn", "http/1.1,h2"])
        #expect(both.info.applicationProtocol == "h2")
        let one = try exchange(context, [option, "-alpn", "http/1.0,http/1.1"])
        #expect(one.info.applicationProtocol == "http/1.1")
    }

    /// `curl --http1.0` offers it alone.
    @Test func aClientOfHTTP10AloneIsServed() throws {
        let context = try makeContext(protocols: ["http/1.1", "http/1.0"])
        #expect(try exchange(context, ["-alpn", "http/1.0"]).info.applicationProtocol == "http/1.0")
        #expect(try exchange(context, ["-alpn", "http/1.0,http/1.1"]).info.applicationProtocol == "http/1.1")
    }

    @Test func noCommonApplicationProtocolIsAFatalAlert() throws {
        let result = try exchange(makeContext(), ["-alpn", "h2,spdy/3"])
        #expect(result.step != .done)
        #expect(result.output.contains("alert no application protocol"))
    }

    @Test func renegotiationIsRefused() throws {
        let server = try TLSTestServer()
        let client = try TLSTestClient(port: server.port, ["-tls1_2"])
        let connection = try server.accept(makeContext())
        #expect(connection.handshake() == .done)
        // `R` on a line of its own makes the command renegotiate.
        client.send("R\n")
        let (text, end) = connection.readLine()
        #expect(text.isEmpty)
        #expect(end != nil)
        #expect(try client.output().contains("no renegotiation"))
    }

    @Test func muchDataGoesThroughAFullSocket() throws {
        let answer = [UInt8](repeating: 0x61, count: 8 << 20)
        let server = try TLSTestServer()
        let client = try TLSTestClient(port: server.port, ["-quiet"])
        var connection: TLSTestConnection? = try server.accept(makeContext())
        #expect(connection?.handshake() == .done)
        try client.isToRun(false)
        let fullCount = try #require(
            connection?.write(answer) { #expect(throws: Never.self) { try client.isToRun(true) } })
        connection?.session.shutdown()
        connection = nil
        #expect(try client.output().filter { $0 == "a" }.count >= answer.count)
        #expect(fullCount > 0)
    }

    @Test func closeNotifyEndsTheStreamInOrder() throws {
        let server = try TLSTestServer()
        let client = try TLSTestClient(port: server.port, [])
        let connection = try server.accept(makeContext())
        #expect(connection.handshake() == .done)
        client.send("last words\n")
        #expect(connection.readLine().text == "last words\n")
        // `Q` on a line of its own makes the command close.
        client.send("Q\n")
        let (text, end) = connection.readLine()
        #expect(text.isEmpty)
        #expect(end == .endOfStream)
        // Half closed: this side can still send.
        #expect(connection.write([0x0A]) != nil)
        _ = try client.output()
    }
}
