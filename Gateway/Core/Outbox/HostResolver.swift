import Kit
import System

/// Has a provider's host looked up without waiting for it: that may take half a minute.
enum HostResolver {
    typealias Answer = Result<[SocketAddress], HostLookup.Failure>

    /// Asks. The answer comes on a thread of its own, so that a name server that is slow for one provider does not hold
    /// up another; a numeric address is answered at once. Nobody waits for the thread when the gateway stops.
    static func ask(_ url: ProviderURL, answer: @escaping @Sendable (Answer) -> Void) {
        let (host, port) = (url.host, url.port)
        if let address = SocketAddress(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)") {
            return answer(.success([address]))
        }
        do throws(SystemError) {
            try Thread(name: "outbox-names") { answer(look(up: host, port)) }.detach()
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
