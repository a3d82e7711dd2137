/// Stub, replaced by the JSON work.
public enum JSON {
    package static func encode<T: Encodable>(_ value: T, into bytes: inout [UInt8]) { fatalError() }
    package static func encode<T: Encodable>(_ value: T) -> [UInt8] { fatalError() }
}
/// Stub.
package struct InputSource: ~Copyable {
    package func decode<T: OperationInput>(_ type: T.Type) throws(APIError) -> T { fatalError() }
}
