import Testing

/// Starts one gateway for all tests of a suite, and has a look at it when they are done: it must have survived them,
/// must stop in order, and its log must be sound.
struct GatewayTrait: SuiteTrait, TestScoping {
    let config: @Sendable () -> TestConfig

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? self : nil }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let gateway = try RunningGateway(config())
        try await RunningGateway.$shared.withValue(gateway) {
            try await withTaskExecutorPreference(BlockingExecutor.shared) { try await function() }
        }
        #expect(gateway.stop() == .exit(0), "\(gateway.errors)")
        let lines = RunningGateway.completeLines(gateway.folder.text("access.jsonl"))
        for line in lines {
            let keys = try #require(LogLine(line), "not JSON: \(line)").values.keys
            #expect(Set(keys) == LogLine.keys, "\(line)")
        }
    }
}

extension Trait where Self == GatewayTrait {
    /// The suite's tests share a gateway with this config.
    static func gateway(_ config: @autoclosure @escaping @Sendable () -> TestConfig = TestConfig()) -> Self {
        GatewayTrait(config: config)
    }
}

/// The gateway that the suite shares.
func sharedGateway() throws -> RunningGateway { try #require(RunningGateway.shared) }

/// Lets a suite's tests wait without holding up others, where each starts a gateway of its own.
struct WaitingTrait: SuiteTrait, TestScoping {
    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? self : nil }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(BlockingExecutor.shared) { try await function() }
    }
}

extension Trait where Self == WaitingTrait {
    /// The suite's tests wait for processes and sockets.
    static var waiting: Self { WaitingTrait() }
}
