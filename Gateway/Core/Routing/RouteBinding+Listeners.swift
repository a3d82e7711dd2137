extension RouteBinding {
    mutating func checkListeners() {
        var seen: [ListenerAddress: ConfigPlace] = [:]
        for listener in config.listeners {
            let address = listener.address.value
            // Port 0 is a free port each time.
            if address.socket.port != 0, let rival = seen.updateValue(listener.address.place, forKey: address) {
                let words = "is listened on already (\(findings.name(of: rival)))"
                findings.error(listener.address.place, "\(ConfigText.quoted(address.description)) \(words)")
            }
            if listener.tls == nil, !address.socket.isLoopback, !hasRefusedTLS(listener) {
                findings.warning(
                    listener.address.place,
                    "\(ConfigText.quoted(address.description)) can be reached from other machines and has no \"tls\": "
                        + "tokens and passwords cross the network in the clear")
            }
        }
    }

    /// What was refused reads as if it had been left out.
    private func hasRefusedTLS(_ listener: ListenerConfig) -> Bool {
        findings.hasError(at: listener.place.path.key("tls"))
    }
}
