/// One address to listen on.
package struct ListenerConfig: Sendable {
    /// Where its object begins.
    package let place: ConfigPlace
    package let address: Located<ListenerAddress>
    /// `nil`: plain HTTP.
    package let tls: TLSConfig?
}
