struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
    private let run: JSONDecoding
    private let list: JSONPlace
    private var row: Int
    private var end: Int
    private(set) var currentIndex = 0

    init(_ run: JSONDecoding, _ place: JSONPlace) {
        self.run = run
        list = place
        run.probe?.note(.array, at: place)
        row = 0
        end = place.source == .probe ? 1 : 0
        guard let document = run.document(place) else { return }
        if place.kind == .array {
            row = place.row + 1
            end = Int(document.entries[place.row].next)
        } else if run.isText(place) {
            row = place.row
            end = row + 1
        } else {
            run.report("must be a list", at: place)
        }
    }

    var codingPath: [any CodingKey] { [] }
    /// Unknown: counting costs a walk, and nothing needs it.
    var count: Int? { nil }
    var isAtEnd: Bool { row >= end }

    /// The element here, after a step to the one that follows it.
    private mutating func next() -> JSONPlace {
        guard row < end else {
            run.report("has too few items", at: list)
            return .nothing
        }
        currentIndex += 1
        guard let document = run.document(list) else {
            row += 1
            return run.find("[]", in: list) ?? .nothing
        }
        let element = JSONPlace(list.source, row, in: document)
        row = Int(document.entries[row].next)
        return element
    }

    mutating func decodeNil() -> Bool {
        guard row < end, run.document(list)?.entries[row].kind == .null else { return false }
        _ = next()
        return true
    }

    mutating func decode(_ type: Bool.Type) -> Bool { run.bool(next()) ?? false }
    mutating func decode(_ type: String.Type) -> String { run.string(next()) ?? "" }
    mutating func decode(_ type: Double.Type) -> Double { run.double(next()) ?? 0 }
    mutating func decode(_ type: Float.Type) -> Float { Float(run.double(next()) ?? 0) }
    mutating func decode(_ type: Int.Type) -> Int { run.integer(next()) ?? 0 }
    mutating func decode(_ type: Int8.Type) -> Int8 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: Int16.Type) -> Int16 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: Int32.Type) -> Int32 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: Int64.Type) -> Int64 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: Int128.Type) -> Int128 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: UInt.Type) -> UInt { run.integer(next()) ?? 0 }
    mutating func decode(_ type: UInt8.Type) -> UInt8 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: UInt16.Type) -> UInt16 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: UInt32.Type) -> UInt32 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: UInt64.Type) -> UInt64 { run.integer(next()) ?? 0 }
    mutating func decode(_ type: UInt128.Type) -> UInt128 { run.integer(next()) ?? 0 }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try run.decode(type, at: next()) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
        JSONNodeDecoder(run: run, place: next()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { JSONUnkeyedDecoding(run, next()) }

    mutating func superDecoder() -> any Decoder { JSONNodeDecoder(run: run, place: next()) }
}
