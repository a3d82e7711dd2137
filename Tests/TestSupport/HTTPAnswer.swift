import Foundation

/// An answer as a client sees it.
package struct HTTPAnswer {
    package struct Malformed: Error {
        package let text: String
    }

    package let status: Int
    /// The status line.
    package let line: String
    package let fields: [(name: String, value: String)]
    package let content: String

    /// The value of a field that may be there once; names are compared without case.
    package subscript(name: String) -> String? {
        let found = fields.filter { $0.name.lowercased() == name.lowercased() }
        return found.count == 1 ? found[0].value : nil
    }

    /// The content as JSON; an empty object when it is none.
    package var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(content.utf8))) as? [String: Any] ?? [:]
    }

    /// `error.code` of the envelope `plain`.
    package var errorCode: String? { (json["error"] as? [String: Any])?["code"] as? String }

    /// `error.message` of the envelope `plain`.
    package var errorMessage: String? { (json["error"] as? [String: Any])?["message"] as? String }

    /// The first answer in the bytes, and how many of them it takes; `nil` while it is not complete.
    package static func first(in bytes: [UInt8], toHead: Bool = false) throws -> (HTTPAnswer, length: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0] == "HTTP/1.1", let status = Int(words[1]) else { throw Malformed(text: head) }
        let fields = try lines.dropFirst().map { line in
            guard let colon = line.range(of: ": ") else { throw Malformed(text: head) }
            return (name: String(line[..<colon.lowerBound]), value: String(line[colon.upperBound...]))
        }
        let length = fields.first { $0.name == "Content-Length" }.flatMap { Int($0.value) } ?? 0
        let contentEnd = end.upperBound + (toHead ? 0 : length)
        guard bytes.count >= contentEnd else { return nil }
        let content = String(decoding: bytes[end.upperBound..<contentEnd], as: UTF8.self)
        return (HTTPAnswer(status: status, line: lines[0], fields: fields, content: content), contentEnd)
    }
}
