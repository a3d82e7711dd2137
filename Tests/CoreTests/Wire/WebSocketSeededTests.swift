@testable import Core
import Foundation
import TestSupport
import Testing

/// Stories of WebSockets, made up at random: the machine, which parses, and the model, which counts, must tell the same
/// after every step.
struct WebSocketSeededTests {
    /// A client, a gateway and a clock that all do what they like.
    private struct Story {
        var generator: SeededGenerator
        let bytes: [UInt8]
        let machine: WebSocketDriver
        var model: WebSocketModel
        var sentCount = 0
        var inputHasEnded = false
        /// What has happened, for whoever must find out why the two differ.
        var steps: [String] = []

        init(seed: UInt64) {
            generator = SeededGenerator(seed: seed)
            let frames = WebSocketScript.random(using: &generator)
            let isSlow = generator.oneIn(2)
            // Some gateways have much to send already, so that there is soon no room for the answer to a ping.
            let unsentCount = generator.oneIn(3) ? 16_000 : 0
            bytes = frames.flatMap(\.bytes)
            machine = WebSocketDriver(limits: WebSocketScript.limits, isSlow: isSlow, unsentCount: unsentCount)
            model = WebSocketModel(
                frames, isSlow: isSlow, unsentCount: unsentCount, nowNanoseconds: machine.nowNanoseconds)
        }

        var agrees: Bool {
            machine.messages == model.messages && machine.sent == model.sent && machine.end == model.end
                && machine.deadlineNanoseconds == model.deadlineNanoseconds && machine.isBusy == model.isBusy
        }

        mutating func goOn() {
            switch Int.random(in: 0..<60, using: &generator) {
            case 0: close()
            case 1 where sentCount == bytes.count || generator.oneIn(4): end()
            case 2..<6: flush()
            case 6..<16: pass()
            case 16..<30 where model.isBusy: answer()
            default: sentCount < bytes.count && !inputHasEnded ? send() : model.isBusy ? answer() : pass()
            }
        }

        private mutating func send() {
            let left = bytes.count - sentCount
            let count = min(left, [1, 1, 2, 5, 20, 100, 1000, left].randomElement(using: &generator) ?? 1)
            steps.append("send \(count)")
            machine.send(bytes[sentCount..<sentCount + count])
            model.send(count)
            sentCount += count
        }

        private mutating func end() {
            steps.append("end")
            inputHasEnded = true
            machine.endInput()
            model.endInput()
        }

        private mutating func close() {
            steps.append("close")
            machine.close(.goingAway)
            model.close(.goingAway)
        }

        private mutating func flush() {
            steps.append("flush")
            machine.flush()
            model.flush()
        }

        private mutating func pass() {
            let times: [UInt64] = [0, 1, 1, 10, 100, 1_000, 4_999, 5_000, 19_999, 20_000, 29_999]
            let milliseconds = times.randomElement(using: &generator) ?? 1
            steps.append("pass \(milliseconds)")
            machine.pass(milliseconds: milliseconds)
            model.pass(milliseconds: milliseconds)
        }

        private mutating func answer() {
            steps.append("answer")
            machine.goOn()
            model.goOn()
        }
    }

    @Test func machineAndModelTellTheSame() {
        let given = ProcessInfo.processInfo.environment["WEBSOCKET_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("WEBSOCKET_SEED=\(seed)")
        var endings: [String: Int] = [:]
        for number in 0..<3000 as Range<UInt64> {
            var story = Story(seed: seed &+ number)
            for _ in 0..<200 where story.agrees && story.model.end == nil { story.goOn() }
            guard story.agrees else {
                let (machine, model) = (story.machine, story.model)
                Issue.record(
                    """
                    WEBSOCKET_SEED=\(seed &+ number), \(story.steps.joined(separator: ", ")):
                    \(story.bytes)
                    machine: \(machine.outcome) \(machine.isBusy)
                    model:   \(model.messages) \(model.sent) \(String(describing: model.end)) \
                    \(model.deadlineNanoseconds ?? 0) \(model.isBusy)
                    """)
                return
            }
            endings[story.model.end.map { "\($0)" } ?? "none", default: 0] += 1
        }
        // The stories are not all the same.
        for flaw in WebSocketFlaw.allCases { #expect(endings["\(WebSocketEnd.failed(flaw))"] != nil, "\(endings)") }
        #expect(endings["silent"] != nil && endings["gone"] != nil, "\(endings)")
        #expect(endings.keys.contains { $0.hasPrefix("closedByPeer") }, "\(endings)")
        #expect(endings.keys.contains { $0.hasPrefix("closed(") }, "\(endings)")
    }
}
