import Foundation
import System
import Testing

@Suite struct CertificateTests {
    private let chain = TLSTestCertificates.path("localhost.crt")
    private let key = TLSTestCertificates.path("localhost.key")

    @Test func namesAndTimesAreRead() throws {
        let certificate = try TLSTestCertificates.load("api")
        #expect(certificate.dnsNames == ["api.example.com", "*.wild.example.com"])
        #expect(certificate.notAfterSeconds - certificate.notBeforeSeconds == 90 * 86_400)
        #expect(abs(certificate.notBeforeSeconds - Int64(Date().timeIntervalSince1970)) < 600)
    }

    @Test func validityKnowsBothEndsAndWarnsThirtyDaysAhead() throws {
        let certificate = try TLSTestCertificates.load("localhost")
        let (start, end) = (certificate.notBeforeSeconds, certificate.notAfterSeconds)
        #expect(certificate.validity(atSeconds: start - 1) == .notYet)
        #expect(certificate.validity(atSeconds: start) == .valid)
        #expect(certificate.validity(atSeconds: end - 31 * 86_400) == .valid)
        #expect(certificate.validity(atSeconds: end - 31 * 86_400 + 1) == .endsInDays(30))
        #expect(certificate.validity(atSeconds: end) == .endsInDays(0))
        #expect(certificate.validity(atSeconds: end + 1) == .expired)
    }

    @Test func aChainIsReadUpToItsLimit() throws {
        let one = try String(contentsOfFile: chain, encoding: .utf8)
        let sixteen = try TLSTestCertificates.file(String(repeating: one, count: 16))
        #expect(throws: Never.self) { try Certificate(chainPath: sixteen, keyPath: key) }
        let seventeen = try TLSTestCertificates.file(String(repeating: one, count: 17))
        #expect(throws: CertificateError.chainTooLong(path: seventeen)) {
            try Certificate(chainPath: seventeen, keyPath: key)
        }
    }

    @Test func aMissingFileIsNamedWithTheReason() {
        let error = #expect(throws: CertificateError.self) { try Certificate(chainPath: "/nowhere", keyPath: key) }
        #expect(error?.description == "/nowhere cannot be read: No such file or directory")
    }

    @Test func aFolderOrAHugeFileIsNoCertificate() throws {
        #expect(throws: CertificateError.notAFile(path: "/tmp")) { try Certificate(chainPath: "/tmp", keyPath: key) }
        let huge = try TLSTestCertificates.file(String(repeating: " ", count: Certificate.fileLimitBytes + 1))
        #expect(throws: CertificateError.notAFile(path: huge)) { try Certificate(chainPath: huge, keyPath: key) }
    }

    @Test func textWithoutCertificateIsRefused() throws {
        let empty = try TLSTestCertificates.file("")
        #expect(throws: CertificateError.noCertificate(path: empty)) {
            try Certificate(chainPath: empty, keyPath: key)
        }
        #expect(throws: CertificateError.noCertificate(path: key)) { try Certificate(chainPath: key, keyPath: key) }
    }

    @Test func aDamagedCertificateIsCounted() throws {
        let one = try String(contentsOfFile: chain, encoding: .utf8)
        let damaged = try TLSTestCertificates.file(one + one.replacing("MII", with: "AAA"))
        #expect(throws: CertificateError.damagedCertificate(path: damaged, number: 2)) {
            try Certificate(chainPath: damaged, keyPath: key)
        }
    }

    @Test func anEncryptedKeyIsRefusedWithoutAsking() {
        let encrypted = TLSTestCertificates.path("encrypted.key")
        #expect(throws: CertificateError.encryptedKey(path: encrypted)) {
            try Certificate(chainPath: chain, keyPath: encrypted)
        }
    }

    @Test func aKeyOf1024BitsCannotBeServed() throws {
        let error = #expect(throws: CertificateError.self) { try TLSTestCertificates.load("weak") }
        let path = TLSTestCertificates.path("weak.crt")
        #expect(error?.description == "\(path) cannot be served: ee key too small")
    }

    @Test func aChainWithAKeyOf1024BitsCannotBeServed() throws {
        let weak = try String(contentsOfFile: TLSTestCertificates.path("weak.crt"), encoding: .utf8)
        let both = try TLSTestCertificates.file(String(contentsOfFile: chain, encoding: .utf8) + weak)
        let error = #expect(throws: CertificateError.self) { try Certificate(chainPath: both, keyPath: key) }
        #expect(error?.description == "\(both) cannot be served: ca key too small")
    }

    @Test func oneFileMayHoldCertificateAndKey() throws {
        let both = try TLSTestCertificates.file(
            String(contentsOfFile: key, encoding: .utf8) + String(contentsOfFile: chain, encoding: .utf8))
        #expect(try Certificate(chainPath: both, keyPath: both).dnsNames == ["localhost"])
    }

    @Test func aKeyMustBeThereAndBelongToTheCertificate() {
        #expect(throws: CertificateError.noKey(path: chain)) { try Certificate(chainPath: chain, keyPath: chain) }
        let other = TLSTestCertificates.path("api.key")
        #expect(throws: CertificateError.keyMismatch(certificatePath: chain, keyPath: other)) {
            try Certificate(chainPath: chain, keyPath: other)
        }
    }
}
