import System

/// Has a host looked up without waiting for it: that may take half a minute.
enum HostResolver {
    typealias Answer = Result<[SocketAddress], HostLookup.Failure>

    /// Asks. The answer comes on a thread of its own, so that a name server that is slow for one host does not hold up
    /// another; a numeric address is answered at once. Nobody waits for the thread when the gateway stops.
    static func ask(_ host: String, port: UInt16, answer: @escaping @Sendable (Answer) -> Void) {
        if let address = SocketAddress(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)") {
            return answer(.success([address]))
        }
        do throws(SystemError) {
            try Thread(name: "host-names") { answer(look(up: host, port)) }.detach()
        } catch {
            answer(.failure(HostLookup.Failure(description: "\(error)")))
        }
    }

    private static func look(up host: String, _ port: UInt16) -> Answer {
        do throws(HostLookup.Failure) {
            return .success(try HostLookup.addresses(of: host, port: port))
        } catch {
            return .failure(error)
        }
    }
}
