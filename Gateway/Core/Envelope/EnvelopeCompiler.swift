import Kit

/// Cuts one template into pieces, for one of the two answers to whether there is content.
struct EnvelopeCompiler {
    private static let placeholders: [EnvelopeTemplate.Kind: [String]] = [
        .success: ["data", "status", "requestId"],
        .failure: ["code", "message", "fields", "status", "requestId"],
    ]

    private let kind: EnvelopeTemplate.Kind
    private let hasContent: Bool
    /// Within the element of a list of messages, where a further list has the one message at hand.
    private let isRepeated: Bool
    private var pieces: [EnvelopeTemplate.Piece] = []
    private var literal: [UInt8] = []
    private var path: [String]

    init(kind: EnvelopeTemplate.Kind, hasContent: Bool, isRepeated: Bool = false, path: [String] = []) {
        self.kind = kind
        self.hasContent = hasContent
        self.isRepeated = isRepeated
        self.path = path
    }

    /// The pieces of all that was compiled.
    func finished() -> [EnvelopeTemplate.Piece] { literal.isEmpty ? pieces : pieces + [.literal(literal)] }

    /// Adds one value.
    mutating func compile(_ node: JSONNode) throws(EnvelopeTemplate.Problem) {
        switch node.kind {
        case .object: try compileObject(node)
        case .array: try compileArray(node)
        case .string: try compileString(node)
        default: literal.append(contentsOf: node.rawBytes)
        }
    }

    private mutating func add(_ piece: EnvelopeTemplate.Piece) {
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = []
        pieces.append(piece)
    }

    private mutating func compileObject(_ node: JSONNode) throws(EnvelopeTemplate.Problem) {
        literal.append(UInt8(ascii: "{"))
        var memberCount = 0
        var hasSpread = false
        for member in node.members {
            path.append(member.key)
            defer { path.removeLast() }
            if hasSpread { throw problem(member.keyNode, "nothing may follow \"...\" in its object") }
            if member.key == "..." {
                try spread(member.value, afterComma: memberCount > 0)
                hasSpread = true
                continue
            }
            if isDropped(member.value) { continue }
            if memberCount > 0 { literal.append(UInt8(ascii: ",")) }
            literal.append(contentsOf: member.keyNode.rawBytes)
            literal.append(UInt8(ascii: ":"))
            try compile(member.value)
            memberCount += 1
        }
        literal.append(UInt8(ascii: "}"))
    }

    /// An optional placeholder's key goes when there is nothing to put in: no data, no broken fields.
    private func isDropped(_ node: JSONNode) -> Bool {
        !hasContent && (node.string == "$data?" || node.string == "$fields?")
    }

    private mutating func spread(_ node: JSONNode, afterComma: Bool) throws(EnvelopeTemplate.Problem) {
        switch (kind, node.string) {
        case (.success, "$data"): add(.dataMembers(afterComma: afterComma))
        case (.failure, "$fields"): if hasContent { add(.fieldMembers(afterComma: afterComma)) }
        case (.success, _): throw problem(node, "\"...\" merges in \"$data\" and nothing else")
        case (.failure, _): throw problem(node, "\"...\" merges in \"$fields\" and nothing else")
        }
    }

    /// A list of one element that shows `$message` and not `$fields` is a list of messages.
    private mutating func compileArray(_ node: JSONNode) throws(EnvelopeTemplate.Problem) {
        let elements = Array(node.elements)
        literal.append(UInt8(ascii: "["))
        if let element = repeated(elements) {
            var compiler = EnvelopeCompiler(kind: kind, hasContent: hasContent, isRepeated: true, path: path + ["0"])
            try compiler.compile(element)
            add(.eachMessage(compiler.finished()))
        } else {
            for (index, element) in elements.enumerated() {
                if index > 0 { literal.append(UInt8(ascii: ",")) }
                path.append(String(index))
                defer { path.removeLast() }
                try compile(element)
            }
        }
        literal.append(UInt8(ascii: "]"))
    }

    private func repeated(_ elements: [JSONNode]) -> JSONNode? {
        guard kind == .failure, !isRepeated, elements.count == 1 else { return nil }
        return mentions(elements[0], "$message") && !mentions(elements[0], "$fields") ? elements[0] : nil
    }

    private func mentions(_ node: JSONNode, _ placeholder: String) -> Bool {
        switch node.kind {
        case .string: node.string == placeholder || node.string == placeholder + "?"
        case .object: node.members.contains { mentions($0.value, placeholder) }
        case .array: node.elements.contains { mentions($0, placeholder) }
        default: false
        }
    }

    private mutating func compileString(_ node: JSONNode) throws(EnvelopeTemplate.Problem) {
        guard let text = node.string, text.hasPrefix("$") else { return literal.append(contentsOf: node.rawBytes) }
        let name = String(text.dropFirst().prefix { $0 != "?" })
        let allowed = Self.placeholders[kind] ?? []
        guard allowed.contains(name), text == "$" + name || (text == "$" + name + "?" && Self.isOptional(name)) else {
            let list = allowed.map { "$" + $0 }.joined(separator: ", ")
            throw problem(node, "\(ConfigText.quoted(text)) is not a placeholder here; there are \(list)")
        }
        switch name {
        case "data": add(.data)
        case "code": add(.code)
        case "message": add(.message)
        case "fields": add(.fields)
        case "status": add(.status)
        default: add(.requestID)
        }
    }

    private static func isOptional(_ name: String) -> Bool { name == "data" || name == "fields" }

    private func problem(_ node: JSONNode, _ message: String) -> EnvelopeTemplate.Problem {
        EnvelopeTemplate.Problem(offset: node.offset, path: path, message: message)
    }
}
