import Kit

/// What the head of a part of `multipart/form-data` says (RFC 7578 §4).
package struct MultipartPart: Sendable, Equatable {
    static let nameLimitBytes = 256
    static let fileNameLimitBytes = 1024

    /// Of the field.
    package let name: String
    /// As the client has it; `nil` for a field that is no file.
    package let fileName: String?
    /// The value of `Content-Type`.
    package let type: String?

    /// - Parameter head: lines that end in CRLF.
    init(head: [UInt8]) throws(MultipartFlaw) {
        var (disposition, type): ([UInt8]?, [UInt8]?)
        for line in try Self.lines(head) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(\.isTokenByte)
            else { throw .headMalformed }
            let value = Array(line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 })
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition":
                guard disposition == nil else { throw .dispositionMalformed }
                disposition = value
            case "content-type": type = value
            case "content-transfer-encoding": try Self.checkCoding(value)
            // All others mean nothing here (RFC 7578 §4.8).
            default: break
            }
        }
        guard let disposition else { throw .dispositionMissing }
        guard let parameters = FieldParameters(disposition), parameters.value == "form-data",
            let name = parameters["name"]
        else { throw .dispositionMalformed }
        guard name.count <= Self.nameLimitBytes else { throw .nameTooLong }
        self.name = try Self.text(name)
        // `filename*` is not to be used (RFC 7578 §4.2).
        let fileName = parameters["filename"]
        guard fileName?.count ?? 0 <= Self.fileNameLimitBytes else { throw .nameTooLong }
        self.fileName = try fileName.map(Self.text)
        self.type = type.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Without control characters other than tabs: a line feed of its own would be read as a line end by others.
    private static func lines(_ head: [UInt8]) throws(MultipartFlaw) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < head.count {
            let end = head.span.firstControl(from: start, to: head.count)
            guard end + 1 < head.count, head[end] == 0x0D, head[end + 1] == 0x0A else { throw .headMalformed }
            lines.append(head[start..<end])
            start = end + 2
        }
        return lines
    }

    /// Codings are deprecated (RFC 7578 §4.7); these three change nothing.
    private static func checkCoding(_ value: [UInt8]) throws(MultipartFlaw) {
        let coding = String(decoding: value, as: UTF8.self).lowercased()
        guard ["7bit", "8bit", "binary"].contains(coding) else { throw .coded }
    }

    private static func text(_ bytes: [UInt8]) throws(MultipartFlaw) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .nameNotUTF8 }
        return text
    }
}

/// Why a body is no form.
package enum MultipartFlaw: Error, Sendable, Equatable {
    case boundaryMissing
    /// Something follows a boundary on its line.
    case boundaryMalformed
    case headMalformed
    case headTooLong
    case dispositionMissing
    case dispositionMalformed
    case nameTooLong
    case nameNotUTF8
    case coded
    case tooManyParts
    case unfinished

    /// Words that follow "the form is malformed: ".
    var words: String {
        switch self {
        case .boundaryMissing: "the Content-Type has no boundary of 1 to 70 characters"
        case .boundaryMalformed: "a boundary does not end its line"
        case .headMalformed: "the head of a part is malformed"
        case .headTooLong: "the head of a part exceeds \(MultipartParser.headLimitBytes) bytes"
        case .dispositionMissing: "a part has no Content-Disposition"
        case .dispositionMalformed: "a part's Content-Disposition is not form-data with a name"
        case .nameTooLong:
            "a name exceeds \(MultipartPart.nameLimitBytes) bytes, or a file's \(MultipartPart.fileNameLimitBytes)"
        case .nameNotUTF8: "a name is not UTF-8"
        case .coded: "a part has a Content-Transfer-Encoding"
        case .tooManyParts: "there are more than \(MultipartParser.partLimit) parts"
        case .unfinished: "the closing boundary is missing"
        }
    }
}
