internal import CLinux

/// What becomes of every signal that the process can get. The main thread takes those that an operator sends.
package enum ProcessSignals {
    /// What an operator asks for.
    package enum Signal: Sendable, Equatable {
        /// Stop gracefully; the second time, at once.
        case stop
        /// Open the log files anew.
        case reopenLogs
        /// A terminal was lost, or the config is to be read anew, which is not possible yet.
        case hangUp
    }

    /// What is done about one signal.
    package enum Decision: Sendable, Equatable {
        case taken(Signal)
        /// It would end the process, and nobody who sends it means that.
        case ignored
        /// The process is broken: `CrashPolicy`.
        case crash
        /// Job control, what is ignored by itself, and what cannot be caught.
        case kernels
    }

    /// - Parameter number: as in signal(7); `kernels` for what is none.
    package static func decision(for number: Int32) -> Decision {
        switch number {
        // A CPU limit that is reached (XCPU) and a failing power supply leave some time to end in order.
        case SIGTERM, SIGINT, SIGQUIT, SIGXCPU, SIGPWR: .taken(.stop)
        case SIGUSR1: .taken(.reopenLogs)
        case SIGHUP: .taken(.hangUp)
        // A closed pipe and a file at its limit (XFSZ) are errors of the write.
        case SIGPIPE, SIGXFSZ, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGSTKFLT, SIGIO: .ignored
        case clinux_first_realtime_signal()...clinux_last_realtime_signal(): .ignored
        case SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS: .crash
        default: .kernels
        }
    }

    private static var all: ClosedRange<Int32> { 1...clinux_last_realtime_signal() }

    /// A write to a closed pipe is an error from now on, and not the end of the process.
    package static func ignoreBrokenPipes() { clinux_ignore(SIGPIPE) }

    /// Carries the decisions out: those that are taken, and no others, are blocked in the calling thread and all that
    /// it starts later. To be called before any thread is made.
    package static func take() {
        for number in all where decision(for: number) == .ignored { clinux_ignore(number) }
        CrashPolicy.take()
        var set = taken()
        // Whoever started the process may have blocked others, which it would then have for ever.
        unsafe pthread_sigmask(SIG_SETMASK, &set, nil)
    }

    /// Waits for the next one that is taken. On one thread.
    package static func next() -> Signal {
        var set = taken()
        while true {
            var number: Int32 = 0
            guard unsafe sigwait(&set, &number) == 0, case .taken(let signal) = decision(for: number) else { continue }
            return signal
        }
    }

    private static func taken() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in all {
            if case .taken = decision(for: number) { unsafe sigaddset(&set, number) }
        }
        return set
    }
}
