package import System

/// A port that one event loop accepts from.
package struct Listener: Sendable {
    /// The loop's own socket for it.
    package let socket: ListeningSocket
    /// As in `gateway.json`, and in the access log.
    package let name: String
    /// Ends TLS with it; `nil`: plain HTTP.
    package let tls: TLSContext?

    package init(socket: ListeningSocket, name: String, tls: TLSContext?) {
        self.socket = socket
        self.name = name
        self.tls = tls
    }
}
