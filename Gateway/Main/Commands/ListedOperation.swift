import Core
import Kit

/// An operation as `gateway plugins` shows it.
struct ListedOperation {
    private let operation: OperationSignature
    private let input: InputDescription

    init(_ operation: OperationSignature) {
        self.operation = operation
        input = InputDescription(operation)
    }

    private var kind: String {
        switch operation.kind {
        case .reading: "reading"
        case .readingOnPool: "slow reading"
        case .writing: "writing"
        case .preparing: "writing after slow work"
        case .socket: "socket"
        }
    }

    /// What a route has to say.
    private var needs: [String] {
        (operation.needs.contains(.token) ? ["token"] : []) + (operation.needs.contains(.app) ? ["app"] : [])
    }

    var lines: [String] {
        let needs = needs.isEmpty ? [] : ["  needs: " + needs.joined(separator: ", ")]
        let events = operation.events.map(ListedOperation.init).flatMap { event in
            ["  event " + event.lines[0]] + event.lines.dropFirst().map { "  " + $0 }
        }
        return ["\(operation.name) (\(kind))"] + needs + input.lines.map { "  " + $0 } + events
    }

    var json: PrettyJSON {
        .object([
            ("name", .string(operation.name)), ("kind", .string(kind)), ("needs", .array(needs.map(PrettyJSON.string))),
            ("input", input.json), ("events", .array(operation.events.map { ListedOperation($0).json })),
        ])
    }
}
