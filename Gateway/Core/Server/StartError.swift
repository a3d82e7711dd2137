import System

/// Why the gateway cannot start although its config is fine: the environment's fault, exit code 3.
package struct StartError: Error, Sendable, CustomStringConvertible {
    /// One sentence for the operator.
    package let description: String

    package init(_ description: String) { self.description = description }

    static func listener(_ address: SocketAddress, _ error: SystemError) -> StartError {
        StartError("\(address) \(error.whyNobodyListens)")
    }
}
