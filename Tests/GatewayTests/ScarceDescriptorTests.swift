import Foundation
import TestSupport
import Testing

/// A gateway that cannot open all that it needs does not start at all.
@Suite(.waiting) struct ScarceDescriptorTests {
    private static let limit = 110

    @Test(arguments: (limit - 60)...(limit - 12))
    func aGatewayIsReadyWithAllItsLoopsOrNotAtAll(inheritedDescriptors: Int) throws {
        let config = TestConfig(threads: ["eventLoops": 2, "cpuPool": 1])
        do {
            let gateway = try RunningGateway(
                config, descriptorLimit: Self.limit, inheritedDescriptors: inheritedDescriptors)
            let loops = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(gateway.process.id)/task")
                .map { try String(contentsOfFile: "/proc/\(gateway.process.id)/task/\($0)/comm", encoding: .utf8) }
                .count { $0.hasPrefix("loop-") }
            #expect(loops == 2, "\(gateway.errors)")
            #expect(gateway.stop() == .exit(0))
        } catch let failure as RunningGateway.NotReady {
            #expect(failure.end == .exit(3), "\(failure.errors)")
            #expect(!failure.errors.contains("gateway.ready"))
        }
    }
}
