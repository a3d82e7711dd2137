@testable import Core
import Foundation
import Glibc
import Kit
import System
import Testing

/// A pipe that does not wait stands for a disk: it is full after 64 KiB, and has room again when it has been read.
struct LogStreamTests {
    private static let room = 65_536
    private let pipe = Pipe()

    private func makeStream() throws -> LogStream {
        let number = pipe.fileHandleForWriting.fileDescriptor
        try #require(fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) == 0)
        return LogStream(try AppendingFile(duplicating: number))
    }

    /// All that is in the pipe.
    private func read() -> String {
        let number = pipe.fileHandleForReading.fileDescriptor
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.room)
        while true {
            let count = Glibc.read(number, &buffer, buffer.count)
            guard count > 0 else { return text(bytes) }
            bytes += buffer[..<count]
        }
    }

    /// Numbered lines of 1000 bytes.
    private func lines(_ numbers: Range<Int>) -> [UInt8] {
        Array(numbers.map { "\($0) ".padding(toLength: 999, withPad: "x", startingAt: 0) + "\n" }.joined().utf8)
    }

    private func numbers(_ text: String) throws -> [String] {
        try #require(text.hasSuffix("\n"), "a line is torn")
        return text.split(separator: "\n").map { line in
            if line.hasPrefix("{\"ts\":\"") {
                return String(line.suffix(from: line.firstIndex(of: ",") ?? line.endIndex))
            }
            #expect(line.utf8.count == 999, "a line is torn")
            return String(line.prefix { $0 != " " })
        }
    }

    @Test func aTornLineIsFinishedBeforeTheNextBegins() throws {
        var stream = try makeStream()
        stream.append(lines(0..<100))
        let first = read()
        #expect(first.utf8.count == Self.room)
        stream.append(lines(100..<101))
        let expected = (0..<66).map(String.init) + [",\"event\":\"log.dropped\",\"lines\":34}", "100"]
        #expect(try numbers(first + read()) == expected)
    }

    @Test func whatWasTakenIsNotCountedAsLost() throws {
        var stream = try makeStream()
        for number in 0..<100 { stream.append(lines(number..<number + 1)) }
        let first = read()
        stream.noteLost(6)
        let all = try numbers(first + read())
        let records = all.filter { $0.hasPrefix(",") }
        let lost = records.compactMap { Int($0.dropLast().split(separator: ":").last ?? "") }
        // A record may fit where a line does not.
        #expect(lost.count == records.count && lost.reduce(0, +) + all.count - records.count == 106)
        #expect((40..<70).contains(all.count - records.count))
    }

    @Test func aFullFileIsLeftForAnother() throws {
        var stream = try makeStream()
        stream.append(lines(0..<70))
        let other = Pipe()
        stream.goOn(in: try AppendingFile(duplicating: other.fileHandleForWriting.fileDescriptor))
        stream.append(lines(70..<71))
        let text = String(decoding: other.fileHandleForReading.availableData, as: UTF8.self)
        // The 65th was torn, four more never begun.
        #expect(try numbers(text) == [",\"event\":\"log.dropped\",\"lines\":5}", "70"])
    }
}
