struct UnkeyedDecoding: UnkeyedDecodingContainer {
    private let run: DecodingRun
    private let list: DecodingPlace
    /// The next element: its row in the document, or its number among a field's texts.
    private var next = 0
    private var end = 0
    private(set) var currentIndex = 0

    init(_ run: DecodingRun, _ place: DecodingPlace) {
        self.run = run
        list = place
        run.probe?.note(.array, at: place)
        switch place.source {
        case .probe: end = 1
        case .field: end = run.fields.field(place).count
        case .json where place.kind == .array:
            next = Int(place.row) + 1
            end = run.fields.document.map { Int($0.entries[Int(place.row)].next) } ?? 0
        case .item:
            next = Int(place.item)
            end = next + 1
        case .nothing, .input, .json, .file: run.report("must be a list", at: place)
        }
    }

    var codingPath: [any CodingKey] { [] }
    /// Unknown: counting costs a walk, and nothing needs it.
    var count: Int? { nil }
    var isAtEnd: Bool { next >= end }

    /// The element here, after a step to the one that follows it.
    private mutating func step() -> DecodingPlace {
        guard !isAtEnd else {
            run.report("has too few items", at: list)
            return .nothing
        }
        currentIndex += 1
        guard list.source == .json, let document = run.fields.document else {
            next += 1
            let isText = run.isText(list)
            return isText ? DecodingPlace(field: list.row, item: next - 1) : run.find("[]", in: list) ?? .nothing
        }
        let element = DecodingPlace(row: next, in: document)
        next = Int(document.entries[next].next)
        return element
    }

    mutating func decodeNil() -> Bool {
        guard !isAtEnd, list.source == .json, run.fields.document?.entries[next].kind == .null else { return false }
        _ = step()
        return true
    }

    mutating func decode(_ type: Bool.Type) -> Bool { run.bool(step()) ?? false }
    mutating func decode(_ type: String.Type) -> String { run.string(step()) ?? "" }
    mutating func decode(_ type: Double.Type) -> Double { run.double(step()) ?? 0 }
    mutating func decode(_ type: Float.Type) -> Float { Float(run.double(step()) ?? 0) }
    mutating func decode(_ type: Int.Type) -> Int { run.integer(step()) ?? 0 }
    mutating func decode(_ type: Int8.Type) -> Int8 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: Int16.Type) -> Int16 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: Int32.Type) -> Int32 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: Int64.Type) -> Int64 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: Int128.Type) -> Int128 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: UInt.Type) -> UInt { run.integer(step()) ?? 0 }
    mutating func decode(_ type: UInt8.Type) -> UInt8 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: UInt16.Type) -> UInt16 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: UInt32.Type) -> UInt32 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: UInt64.Type) -> UInt64 { run.integer(step()) ?? 0 }
    mutating func decode(_ type: UInt128.Type) -> UInt128 { run.integer(step()) ?? 0 }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try run.decode(type, at: step()) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
        CollectingDecoder(run: run, place: step()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { UnkeyedDecoding(run, step()) }

    mutating func superDecoder() -> any Decoder { CollectingDecoder(run: run, place: step()) }
}
