/// One address to listen on.
package struct ListenerConfig: Sendable {
    package let address: Located<ListenerAddress>
    /// `nil`: plain HTTP.
    package let tls: TLSConfig?
}
