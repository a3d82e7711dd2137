import System

/// What operators ask the process for. A thread takes the signals from the first moment on, so that a start that hangs
/// can be stopped too.
final class OperatorSignals: Sendable {
    private struct State {
        var waiting: [ProcessSignals.Signal] = []
        var isServing = false
    }

    private let state = Lock(State())
    private let hasCome = Signal()
    private let stopsStart: @Sendable () -> Void

    /// - Parameter stopsStart: ends the process, on the thread: it was told to stop before anybody called `next`.
    init(stopsStart: @escaping @Sendable () -> Void) throws(SystemError) {
        self.stopsStart = stopsStart
        try Thread(name: "signals") { [self] in
            while true { take(ProcessSignals.next()) }
        }.detach()
    }

    private func take(_ signal: ProcessSignals.Signal) {
        let isServing = state.withLock { state in
            state.waiting.append(signal)
            return state.isServing
        }
        if !isServing, signal == .stop { stopsStart() }
        hasCome.notify()
    }

    /// Waits for the next one. The process serves from now on.
    func next() -> ProcessSignals.Signal {
        while true {
            let first: ProcessSignals.Signal? = state.withLock { state in
                state.isServing = true
                return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            }
            if let first { return first }
            hasCome.wait()
        }
    }

    /// Whether it was asked to stop once more; all else that has come is dropped.
    func hasStop() -> Bool {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting.contains(.stop)
        }
    }
}
