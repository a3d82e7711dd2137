import Core
import Foundation
import System
import TestSupport
import Testing

/// A provider without a `caFile` is checked against the system's trust store, whose place OpenSSL lets the environment
/// name. That holds for a whole process: a child delivers.
@Suite(.serialized) struct OutboxTrustTests {
    /// Has the child make an attempt or more, and gives the provider's requests and the last error.
    private func deliver(
        to context: TLSContext, host: String = "localhost", environment: [String: String]
    ) throws -> (requests: Int, error: String?) {
        let folder = ScratchDirectory()
        let provider = try ProviderDouble(tls: context)
        defer { provider.stop() }
        let process = Process()
        process.executableURL = try OutboxChild.url()
        process.arguments = [folder.path, "https://\(host):\(provider.port)/x", "0", "once"]
        process.environment = ["SSL_CERT_FILE": "/nonexistent", "SSL_CERT_DIR": "/nonexistent"]
            .merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let path = DataDirectory.databasePath("crash", in: folder.path)
        let file = try Database(path: path, mode: .readOnly) { _ in }
        return (provider.requests.count, try file.text("SELECT max(last_error) FROM outbox"))
    }

    @Test func anAuthorityInTheSystemsFileIsTrusted() throws {
        let authority = try TestAuthority()
        let outcome = try deliver(
            to: authority.serverContext("DNS:localhost"), environment: ["SSL_CERT_FILE": authority.certificatePath])
        #expect(outcome.requests > 0 && outcome.error == nil)
    }

    @Test func anAuthorityInTheSystemsFolderIsTrusted() throws {
        let authority = try TestAuthority()
        let outcome = try deliver(
            to: authority.serverContext("DNS:localhost"), environment: ["SSL_CERT_DIR": authority.makeHashedFolder()])
        #expect(outcome.requests > 0 && outcome.error == nil)
    }

    @Test func anotherAuthoritysCertificateIsRefused() throws {
        let (trusted, other) = (try TestAuthority(), try TestAuthority())
        let outcome = try deliver(
            to: other.serverContext("DNS:localhost"), environment: ["SSL_CERT_FILE": trusted.certificatePath])
        #expect(outcome.requests == 0)
        // Both have the same name, so that it is the signature that gives the other away.
        #expect(outcome.error?.hasPrefix("the TLS handshake: the certificate is refused: ") == true)
    }

    @Test func withoutAnyAuthorityNobodyIsTrusted() throws {
        let outcome = try deliver(to: TestAuthority().serverContext("DNS:localhost"), environment: [:])
        #expect(outcome.requests == 0)
        #expect(outcome.error?.contains("unable to get local issuer certificate") == true, "\(outcome)")
    }

    @Test(arguments: [
        ("DNS:other.example", 2, "hostname mismatch"), ("DNS:localhost", -1, "certificate has expired"),
    ])
    func aTrustedAuthoritysCertificateMustFit(_ names: String, _ days: Int, _ words: String) throws {
        let authority = try TestAuthority()
        let outcome = try deliver(
            to: authority.serverContext(names, days: days), environment: ["SSL_CERT_FILE": authority.certificatePath])
        #expect(outcome.requests == 0)
        #expect(outcome.error?.contains("certificate is refused") == true)
        #expect(outcome.error?.contains(words) == true, "\(outcome)")
    }
}
