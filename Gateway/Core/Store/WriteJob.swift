package import Kit

/// One write that waits for its turn: what it does, and who hears of it.
package struct WriteJob: Sendable {
    /// Runs on the writer thread inside a savepoint of its own; what it returns is answered after the commit.
    package typealias Body = @Sendable (WriteStore) throws(APIError) -> [UInt8]
    /// Hears once, on the writer thread, after the commit or the failure. It must only pass the result on.
    package typealias Completion = @Sendable (Result<[UInt8], APIError>) -> Void

    let body: Body
    let completion: Completion

    package init(body: @escaping Body, completion: @escaping Completion) {
        self.body = body
        self.completion = completion
    }
}
