import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

@Suite(.serialized) struct OutboxTLSTests {
    /// A certificate for the names given, made for this test.
    private static func makeCertificate(_ names: String, in folder: ScratchDirectory) throws -> (String, String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        let (chain, key) = ("\(folder.path)/cert.pem", "\(folder.path)/key.pem")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=provider", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", chain,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (chain, key)
    }

    private func run(
        names: String, host: String, trusts: Bool, _ body: (OutboxSite, ProviderDouble) throws -> Void
    ) throws {
        let folder = ScratchDirectory()
        let (chain, key) = try Self.makeCertificate(names, in: folder)
        let context = try TLSContext(serving: [Certificate(chainPath: chain, keyPath: key)])
        let provider = try ProviderDouble(tls: context)
        let pem = try Array(Data(contentsOf: URL(filePath: chain)))
        let authorities = trusts ? TrustedCertificates(pem: pem) : nil
        let site = try OutboxSite("https://\(host):\(provider.port)/x", authorities: authorities)
        site.add(5)
        try body(site, provider)
        site.stop()
        provider.stop()
    }

    @Test(arguments: ["localhost", "127.0.0.1"]) func aTrustedProviderOfThatNameGetsDeliveries(_ host: String) throws {
        try run(names: "DNS:localhost,IP:127.0.0.1", host: host, trusts: true) {
            (site: OutboxSite, provider: ProviderDouble) throws -> Void in
            #expect(try site.eventually { try site.count(state: 2) == 5 })
            #expect(provider.answered.count == 5)
            for first in [5, 10, 15] {
                site.add(5, first: first)
                #expect(try site.eventually { try site.count(state: 2) == first + 5 })
            }
            #expect(provider.connectionCount <= 5, "connections are kept")
        }
    }

    @Test(arguments: [
        ("DNS:localhost", "localhost", false, "self-signed certificate"),
        ("DNS:other.example", "localhost", true, "hostname mismatch"),
        ("DNS:localhost", "127.0.0.1", true, "IP address mismatch"),
    ])
    func anotherProviderGetsNothing(_ names: String, _ host: String, _ trusts: Bool, _ words: String) throws {
        try run(names: names, host: host, trusts: trusts) {
            (site: OutboxSite, provider: ProviderDouble) throws -> Void in
            #expect(try site.eventually { try site.attemptCount() >= 5 })
            let query = "SELECT max(last_error) FROM outbox"
            #expect(try site.eventually { try site.column(query)?.lowercased().contains(words.lowercased()) == true })
            #expect(try site.column(query)?.contains("the certificate is refused") == true)
            #expect(provider.requests.isEmpty)
        }
    }
}
