struct SingleValueDecoding: SingleValueDecodingContainer {
    let run: DecodingRun
    let place: DecodingPlace

    var codingPath: [any CodingKey] { [] }

    /// Where nothing is, too; but a probe wants to see what follows.
    func decodeNil() -> Bool {
        run.probe?.noteOptional(at: place)
        return place.source == .nothing || place.kind == .null
    }

    func decode(_ type: Bool.Type) -> Bool { run.bool(place) ?? false }
    func decode(_ type: String.Type) -> String { run.string(place) ?? "" }
    func decode(_ type: Double.Type) -> Double { run.double(place) ?? 0 }
    func decode(_ type: Float.Type) -> Float { Float(run.double(place) ?? 0) }
    func decode(_ type: Int.Type) -> Int { run.integer(place) ?? 0 }
    func decode(_ type: Int8.Type) -> Int8 { run.integer(place) ?? 0 }
    func decode(_ type: Int16.Type) -> Int16 { run.integer(place) ?? 0 }
    func decode(_ type: Int32.Type) -> Int32 { run.integer(place) ?? 0 }
    func decode(_ type: Int64.Type) -> Int64 { run.integer(place) ?? 0 }
    func decode(_ type: Int128.Type) -> Int128 { run.integer(place) ?? 0 }
    func decode(_ type: UInt.Type) -> UInt { run.integer(place) ?? 0 }
    func decode(_ type: UInt8.Type) -> UInt8 { run.integer(place) ?? 0 }
    func decode(_ type: UInt16.Type) -> UInt16 { run.integer(place) ?? 0 }
    func decode(_ type: UInt32.Type) -> UInt32 { run.integer(place) ?? 0 }
    func decode(_ type: UInt64.Type) -> UInt64 { run.integer(place) ?? 0 }
    func decode(_ type: UInt128.Type) -> UInt128 { run.integer(place) ?? 0 }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try run.decode(type, at: place) }
}
