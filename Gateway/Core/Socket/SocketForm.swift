import Kit

/// How the messages of a socket are written, as a route's `socket` names it.
package enum SocketForm: String, Sendable, CaseIterable {
    /// `{"type":…,"content":…}`, each in a text.
    case json

    /// Its place in lists that have an entry for each form.
    var number: Int {
        switch self {
        case .json: 0
        }
    }

    var codec: any SocketCodec {
        switch self {
        case .json: JSONSocketCodec()
        }
    }
}

/// What the messages of a form look like. It knows nothing of what carries them, and events know nothing of it.
protocol SocketCodec: Sendable {
    /// Reads what a client has sent.
    /// - Throws: `body.malformed`, `input.invalid`.
    func read(_ message: consuming [UInt8], depthLimit: Int) throws(APIError) -> SocketRequest

    /// Writes an event to a client.
    func append(_ message: SocketMessage, to payload: inout [UInt8])

    /// Writes that an event is done, to a client that wants to know.
    /// - Parameters:
    ///   - value: JSON; `nil` when the operation gave none.
    ///   - number: what the client calls the event.
    func append(acknowledgement value: [UInt8]?, of number: UInt64, to payload: inout [UInt8])

    /// Writes why an event is refused.
    /// - Parameter number: what the client calls the event, if it calls it something.
    func append(_ error: APIError, of number: UInt64?, to payload: inout [UInt8])
}

/// An event as a client sent it.
struct SocketRequest {
    let event: String
    /// An object; `nil` when it has no fields.
    let content: JSONNode?
    /// What the client calls it, when it wants to be told that it is done.
    var number: UInt64?
}
