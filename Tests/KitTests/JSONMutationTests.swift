import Testing

@testable import Kit

/// Valid texts with random damage: nothing may trap, and what is accepted must survive a round trip.
struct JSONMutationTests {
    private static let texts = [
        #"{"login":"a\u00e9b","age":-1.5e10,"tags":["x",[],{}],"n":null,"t":true,"f":false,"d":{"a":{"b":[0,1]}}}"#,
        #"[1,12345678901234567890,"\ud83c\udf89","\"\\\/\b\f\n\r\t",{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}]"#,
        "  {\n\t\"é\" : [ 0.10 , 1E+2 ] \r\n}  ",
    ]
    private static let tokens = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "\\u", "\\ud800", "0", "-", "e", "null", "\u{0}",
    ]

    @Test(arguments: [UInt64.random(in: 0 ... .max), 1, 2, 3])
    func damagedTextIsRefusedOrReadTheSameTwice(_ seed: UInt64) throws {
        print("JSON mutation seed: \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<5_000 {
            var bytes = Array(Self.texts.randomElement(using: &random, or: "1").utf8)
            for _ in 0...Int.random(in: 0..<3, using: &random) { Self.damage(&bytes, &random) }
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            let value = JSONValue(document.root)
            let again = try JSONDocument(parsing: JSON.encode(value))
            #expect(JSONValue(again.root) == value, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2: bytes.removeSubrange(place...)
        case 3:
            let piece = bytes[place..<min(bytes.count, place + 12)]
            bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
        default: bytes.insert(contentsOf: tokens.randomElement(using: &random, or: "").utf8, at: place)
        }
    }
}

/// SplitMix64: the same damage for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension Array {
    fileprivate func randomElement(using random: inout SplitMix, or fallback: Element) -> Element {
        randomElement(using: &random) ?? fallback
    }
}
