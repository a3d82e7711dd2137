package import Kit
package import System

/// A request's life, stage by stage: read it from top to bottom.
///
/// Each event loop has one. The connection's protocol calls `headComplete` when the head is read, `requestComplete`
/// when the body is, and `sent` when the answer has been handed to the kernel.
package final class Pipeline {
    let limits: GatewayLimits
    private let routing: RoutingStage
    private let access: AccessStage
    private let operations: OperationRunner
    private let answers: AnswerWriter
    private let log: AccessLog

    /// What follows when the head of a request is read.
    enum HeadOutcome {
        /// Read the body, at most so many bytes.
        case readBody(limitBytes: Int)
        /// The answer is in the connection's output; the body is not wanted.
        case answered
    }

    /// What follows when the whole request is read.
    enum RequestOutcome {
        /// The answer is in the connection's output.
        case answered
        /// The operation runs elsewhere; `operationCompleted` comes later.
        case pending
    }

    /// 1. The head is there: which route is it, and may this caller use it?
    func headComplete(_ exchange: Exchange, on connection: Connection) -> HeadOutcome {
        do throws(APIError) {
            routing.identify(exchange)
            if connection.isRefused { throw APIError(.connectionLimit, retryAfterSeconds: 1) }
            let route = try routing.findRoute(exchange, methodsAnswered: answers)
            if !route.looksIntoBody { try access.check(exchange, route) }
            return .readBody(limitBytes: route.bodyLimitBytes)
        } catch {
            answer(exchange, .failure(error), on: connection)
            return .answered
        }
    }

    /// 2. The body is there too: run the operation.
    func requestComplete(_ exchange: Exchange, on connection: Connection) -> RequestOutcome {
        .answered
    }
}
