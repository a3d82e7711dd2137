import Kit

/// JSON for people and programs to read: keys in the order given, two spaces a level.
package indirect enum PrettyJSON: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    /// JSON text as it stands.
    case raw(String)
    case array([PrettyJSON])
    case object([(key: String, value: PrettyJSON)])

    /// The text with a line end.
    package var rendered: String {
        var text = ""
        render(into: &text, margin: "")
        return text + "\n"
    }

    private func render(into text: inout String, margin: String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .string(let value): text += Self.quoted(value)
        case .raw(let value): text += value
        case .array(let elements):
            Self.renderList(elements.map { ("", $0) }, "[", "]", into: &text, margin)
        case .object(let members):
            Self.renderList(members.map { (Self.quoted($0.key) + ": ", $0.value) }, "{", "}", into: &text, margin)
        }
    }

    private static func renderList(
        _ items: [(label: String, value: PrettyJSON)], _ open: String, _ close: String, into text: inout String,
        _ margin: String
    ) {
        text += open
        let inner = margin + "  "
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + inner + item.label
            item.value.render(into: &text, margin: inner)
        }
        text += (items.isEmpty ? "" : "\n" + margin) + close
    }

    private static func quoted(_ value: String) -> String {
        var bytes: [UInt8] = []
        JSON.appendString(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
