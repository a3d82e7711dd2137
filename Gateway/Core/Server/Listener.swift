package import System

/// A port that one event loop accepts from.
package struct Listener: Sendable {
    /// The loop's own socket for it, or one of all loops.
    package let socket: ListeningSocket
    /// Other loops accept from the same socket.
    package let isShared: Bool
    /// As in `gateway.json`, and in the access log.
    package let name: String
    /// Ends TLS with it; `nil`: plain HTTP.
    package let tls: TLSContext?

    package init(socket: ListeningSocket, isShared: Bool = false, name: String, tls: TLSContext?) {
        self.socket = socket
        self.isShared = isShared
        self.name = name
        self.tls = tls
    }
}

/// How the event loops take the clients of one port.
package enum PortSharing: Sendable, CaseIterable {
    /// All watch one socket (EPOLLEXCLUSIVE): a client goes to an idle loop, to each in its turn, and waits for no busy
    /// one; no other process can join the port. Unix sockets and inherited ones can be had in no other way.
    case oneSocket
    /// Each has a socket of its own (SO_REUSEPORT): the kernel spreads clients by their addresses, also to a loop that
    /// is busy, and the loops never meet at one queue.
    case socketEach

    /// With many busy loops the kernel goes along a long list of them for every client that comes; so there each has a
    /// socket of its own.
    init(loopCount: Int) { self = loopCount <= 16 ? .oneSocket : .socketEach }

    /// Descriptors for one port.
    func socketCount(loopCount: Int) -> Int { self == .oneSocket ? 1 : loopCount }
}

extension Listener {
    /// Listens on all ports of a config.
    /// - Returns: one set of listeners for each loop.
    static func open(
        _ snapshot: Snapshot, loopCount: Int, _ sharing: PortSharing
    ) throws(StartError) -> [[Listener]] {
        var loops: [[Listener]] = Array(repeating: [], count: loopCount)
        for (config, tls) in zip(snapshot.config.listeners, snapshot.tls) {
            let name = config.address.value.description
            guard let address = SocketAddress(name) else { preconditionFailure("the config has checked the address") }
            for (loop, socket) in try sockets(on: address, loopCount: loopCount, sharing).enumerated() {
                let isShared = sharing == .oneSocket && loopCount > 1
                loops[loop].append(Listener(socket: socket, isShared: isShared, name: name, tls: tls))
            }
        }
        return loops
    }

    /// A socket for each loop, or the same for each.
    private static func sockets(
        on address: SocketAddress, loopCount: Int, _ sharing: PortSharing
    ) throws(StartError) -> [ListeningSocket] {
        do throws(SystemError) {
            guard sharing == .socketEach else {
                return Array(repeating: try ListeningSocket(on: address), count: loopCount)
            }
            let first = try ListeningSocket(on: address, company: .mayJoin)
            var sockets = [first]
            // A port chosen by the kernel for the first loop is the others' too.
            while sockets.count < loopCount { sockets.append(try ListeningSocket(on: first.address, company: .joins)) }
            return sockets
        } catch { throw StartError.listener(address, error) }
    }
}
