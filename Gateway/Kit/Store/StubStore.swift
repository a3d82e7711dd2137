import System
/// Stub, replaced by the store work.
public protocol SQLValue {}
/// Stub.
public struct Row: ~Copyable {}
extension Database {
    func first<Result, each Value: SQLValue>(_ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result) throws(APIError) -> Result? { fatalError() }
    func all<Result, each Value: SQLValue>(_ sql: SQL, _ values: repeat each Value, map: (borrowing Row) throws(APIError) -> Result) throws(APIError) -> [Result] { fatalError() }
    func execute<each Value: SQLValue>(_ sql: SQL, _ values: repeat each Value) throws(APIError) -> Int { fatalError() }
}
