@testable import Core
import Foundation
import TestSupport
import Testing

/// Stories of connections, made up at random: the machine, which parses, and the model, which counts, must tell the
/// same after every step.
struct HTTP1SeededTests {
    /// A client, a gateway and a clock that all do what they like.
    private struct Story {
        var generator: SeededGenerator
        let bytes: [UInt8]
        var machine = MachineDriver()
        var model: HTTP1Model
        var sentCount = 0
        var inputHasEnded = false
        /// What has happened, for whoever must find out why the two differ.
        var steps: [String] = []

        init(seed: UInt64) {
            generator = SeededGenerator(seed: seed)
            let count = Int.random(in: 1...6, using: &generator)
            var requests: [ScriptedRequest] = []
            for number in 0..<count { requests.append(.random(number, using: &generator)) }
            bytes = requests.flatMap(\.bytes)
            model = HTTP1Model(requests, nowNanoseconds: machine.nowNanoseconds)
        }

        var agrees: Bool {
            machine.events == model.events && machine.answers == model.answers
                && machine.deadlineNanoseconds == model.deadlineNanoseconds && machine.hasEnded == model.hasEnded
        }

        mutating func goOn() {
            switch Int.random(in: 0..<40, using: &generator) {
            case 0: drain()
            case 1 where sentCount == bytes.count: end()
            case 2 where generator.oneIn(4): end()
            case 3..<14 where model.waitsForGateway: decide()
            case 14..<20: pass()
            default: sentCount < bytes.count && !inputHasEnded ? send() : model.waitsForGateway ? decide() : pass()
            }
        }

        private mutating func send() {
            let left = bytes.count - sentCount
            let sizes = [1, 2, 5, 20, 100, 1000, 70_000, left]
            let count = min(left, sizes.randomElement(using: &generator) ?? 1)
            steps.append("send \(count)")
            machine.send(bytes[sentCount..<sentCount + count])
            model.send(count)
            sentCount += count
        }

        private mutating func end() {
            steps.append("end")
            inputHasEnded = true
            machine.end()
            model.end()
        }

        private mutating func drain() {
            steps.append("drain")
            machine.drain()
            model.drain()
        }

        private mutating func pass() {
            let times: [UInt64] = [0, 1, 1, 10, 100, 1_000, 4_999, 5_000, 9_999, 75_000]
            let milliseconds = times.randomElement(using: &generator) ?? 1
            steps.append("pass \(milliseconds)")
            machine.pass(milliseconds: milliseconds)
            model.pass(milliseconds: milliseconds)
        }

        private mutating func decide() {
            if model.waitsForDecision, generator.oneIn(2) {
                steps.append("read")
                machine.readContent()
                model.readContent()
            } else {
                steps.append("answer")
                machine.answer(403)
                model.answer(403)
            }
        }
    }

    @Test func machineAndModelTellTheSame() {
        let given = ProcessInfo.processInfo.environment["HTTP_MACHINE_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("HTTP_MACHINE_SEED=\(seed)")
        var endings: [String: Int] = [:]
        for number in 0..<2000 as Range<UInt64> {
            var story = Story(seed: seed &+ number)
            for _ in 0..<200 where story.agrees && !story.model.hasEnded { story.goOn() }
            guard story.agrees else {
                let text = String(decoding: story.bytes.prefix(2000), as: UTF8.self).debugDescription
                Issue.record(
                    """
                    HTTP_MACHINE_SEED=\(seed &+ number), \(story.steps.joined(separator: ", ")):
                    \(text)
                    machine: \(story.machine.events) \(story.machine.answers) \(story.machine.outcome)
                    model:   \(story.model.events) \(story.model.answers) \(story.model.deadlineNanoseconds ?? 0)
                    """)
                return
            }
            endings[(story.model.events.last ?? "nothing").split(separator: " ").dropFirst().joined(), default: 0] += 1
        }
        // The stories are not all the same.
        for ending in ["", "end", "gone", "refusedtooSlow", "refusedhostRepeated", "refusedbodyTooLarge"] {
            #expect(endings[ending, default: 0] > 0, "\(endings)")
        }
    }
}
