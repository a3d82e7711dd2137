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
        }
    }

    var lines: [String] { ["\(operation.name) (\(kind))"] + input.lines.map { "  " + $0 } }

    var json: PrettyJSON {
        .object([("name", .string(operation.name)), ("kind", .string(kind)), ("input", input.json)])
    }
}
