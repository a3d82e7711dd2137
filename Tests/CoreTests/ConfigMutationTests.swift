import Core
import Testing

/// Whatever a config holds, it is reported on: nothing in it stops the program.
@Suite struct ConfigMutationTests {
    @Test func everyTextGetsAReport() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        let loader = ConfigLoader.make()
        let seeds = ConfigCaseTests.cases.map { Array($0.config.utf8) }.filter { !$0.isEmpty }
        let words = ["{", "}", "[", "]", ",", "null", "-1", "1e9", "\"\"", "\"/{a}\"", "\"apis\":", "\u{0}", "\u{FF}"]
        for _ in 0..<2000 {
            var bytes = seeds[Int.random(in: seeds.indices, using: &random)]
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...12, using: &random))
                let word = words[Int.random(in: words.indices, using: &random)]
                bytes.replaceSubrange(start..<end, with: Array(word.utf8))
            }
            let outcome = loader.check(bytes, name: "gateway.json", directory: "")
            #expect((outcome.gateway == nil) == outcome.report.hasErrors, "seed \(seed)")
        }
    }
}

/// A generator that can be started again from the seed that a failure prints.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
