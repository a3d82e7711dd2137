import Kit
import System

/// HTTP/1.1 on one connection: requests in order, one at a time, each answered before the next is looked at.
final class HTTP1Connection: WireProtocol {
    private unowned let connection: Connection
    private var parser = RequestParser()
    private var exchange = Exchange()
    private var state = State.idle

    private enum State {
        /// Nothing of a request has come.
        case idle
        /// Part of a head has come.
        case readingHead
        /// The head was accepted, the body is coming.
        case readingBody
        /// The operation runs elsewhere.
        case waiting
        /// The answer is on its way to the kernel.
        case sending
        /// No more requests are served.
        case ended
    }

    init(_ connection: Connection) {
        self.connection = connection
        connection.setDeadline(inMilliseconds: pipeline.limits.headerReadMilliseconds)
    }

    private var pipeline: Pipeline { connection.loop.pipeline }
    private var limits: GatewayLimits { pipeline.limits }

    func received() { serve() }

    func inputEnded() {
        // A client that ends its side between two requests is done; in the midst of one there is nobody to answer.
        state = .ended
        connection.close()
    }
}
