import Kit
import System
import Testing

@testable import Core

struct RateCallerKeyTests {
    private let key = RateCallerKey(salt: 1)

    private func address(_ text: String) throws -> UInt64 { key.address(try #require(SocketAddress(text))) }

    @Test func anIPv4AddressIsOneCaller() throws {
        #expect(try address("192.0.2.1:1") == address("192.0.2.1:65535"))
        #expect(try address("192.0.2.1:1") != address("192.0.2.2:1"))
    }

    @Test func anIPv6NetworkOf64BitsIsOneCaller() throws {
        #expect(try address("[2001:db8:1:2::1]:1") == address("[2001:db8:1:2:ffff:ffff:ffff:ffff]:2"))
        #expect(try address("[2001:db8:1:2::1]:1") != address("[2001:db8:1:3::1]:1"))
    }

    @Test func anIPv4AddressInIPv6FormIsTheIPv4Address() throws {
        #expect(try address("[::ffff:192.0.2.1]:1") == address("192.0.2.1:1"))
        #expect(try address("[::ffff:192.0.2.1]:1") != address("[::ffff:192.0.2.2]:1"))
    }

    @Test func anAppAndASubjectOfTheSameNameAreTwoCallers() {
        let end = Timestamp(milliseconds: 0)
        let subject = Subject(name: "a", tokenID: .text("1"), expiresAt: end)
        #expect(key.app(App(name: "a", isSuper: false)) != key.subject(subject))
        #expect(key.subject(subject) == key.subject(Subject(name: "a", tokenID: .text("2"), expiresAt: end)))
    }

    @Test func anotherStartHasAnotherKey() throws {
        let network = try #require(SocketAddress("192.0.2.1:1"))
        #expect(RateCallerKey.random().address(network) != RateCallerKey.random().address(network))
    }
}
