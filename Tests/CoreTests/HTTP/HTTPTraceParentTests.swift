@testable import Core
import Testing

@Suite struct HTTPTraceParentTests {
    static let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    static func traceID(_ text: String) -> Range<Int>? { TraceParent.traceID(from: Array(text.utf8).span) }

    @Test func traceIDOfAValidFieldIsFound() { #expect(Self.traceID(Self.valid) == 3..<35) }

    @Test(arguments: [
        "", "00", valid + "-", valid + "0", String(valid.dropLast()), valid.uppercased(),
        "01" + valid.dropFirst(2), "ff" + valid.dropFirst(2), valid.replacing("-", with: "_"),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b -01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
    ])
    func malformedFieldHasNone(_ text: String) { #expect(Self.traceID(text) == nil) }

    @Test func everyByteMatters() {
        for index in 0..<55 {
            var bytes = Array(Self.valid.utf8)
            bytes[index] = UInt8(ascii: "\"")
            #expect(TraceParent.traceID(from: bytes.span) == nil)
        }
    }
}
