import System

extension RouteBinding {
    mutating func checkListeners() {
        for (index, listener) in config.listeners.enumerated() {
            let address = listener.address.value
            for rival in config.listeners[..<index] where address.socket.clashes(with: rival.address.value.socket) {
                reportClash(listener.address, with: rival.address)
                break
            }
            if listener.tls == nil, !address.socket.isLoopback, !hasRefusedTLS(listener) {
                report.warning(
                    listener.address.place, .listenerPlain,
                    "\(ConfigText.quoted(address.description)) can be reached from other machines and has no \"tls\": "
                        + "tokens and passwords cross the network in the clear")
            }
        }
    }

    /// What was refused reads as if it had been left out.
    private func hasRefusedTLS(_ listener: ListenerConfig) -> Bool {
        report.hasError(at: listener.place.path.key("tls"))
    }

    private mutating func reportClash(_ address: Located<ListenerAddress>, with rival: Located<ListenerAddress>) {
        let (shown, place) = (ConfigText.quoted(address.value.description), report.name(of: rival.place))
        guard address.value != rival.value else {
            return report.error(address.place, .listenerClash, "\(shown) is listened on already (\(place))")
        }
        let other = ConfigText.quoted(rival.value.description)
        report.error(
            address.place, .listenerClash,
            "\(shown) cannot be listened on beside \(other) (\(place)): one of them stands for all addresses of this "
                + "machine")
    }
}
