extension JSON {
    /// Why a text does not give a value.
    public enum DecodingFailure: Error, Sendable, Equatable {
        /// It is not JSON.
        case syntax(JSONSyntaxError)
        /// The JSON does not fit the type; every problem with its key path.
        case mismatch([ConfigError.Problem])
    }

    /// Reads a value from a JSON text. Keys that the type does not ask for are ignored.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: consuming [UInt8]
    ) throws(DecodingFailure) -> Value {
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw .syntax(error)
        }
        let run = DecodingRun(InputFields(document))
        let value = try? run.decode(type, at: DecodingPlace(row: 0, in: document))
        if let value, run.problems.isEmpty { return value }
        throw .mismatch(run.problems.map { ConfigError.Problem($0.path.map(\.text), $0.message) })
    }
}
