internal import CLinux

/// The signals that the gateway answers, taken one by one by the main thread.
package enum ProcessSignals {
    /// What an operator asks for.
    package enum Signal: Sendable {
        /// SIGTERM or SIGINT: stop gracefully; the second time, at once.
        case stop
        /// SIGUSR1: open the log files anew.
        case reopenLogs
    }

    /// A write to a closed pipe is an error from now on, and not the end of the process.
    package static func ignoreBrokenPipes() { clinux_ignore_sigpipe() }

    /// Blocks the signals in the calling thread and all that it starts later; to be called before any thread is made.
    /// A write to a closed connection is then an error and not a signal.
    package static func take() {
        clinux_ignore_sigpipe()
        var set = wanted()
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the next one. On the main thread.
    package static func next() -> Signal {
        var set = wanted()
        while true {
            var number: Int32 = 0
            guard unsafe sigwait(&set, &number) == 0 else { continue }
            return number == SIGUSR1 ? .reopenLogs : .stop
        }
    }

    /// The next one if it has come already.
    package static func poll() -> Signal? {
        var set = wanted()
        var none = timespec()
        let number = unsafe sigtimedwait(&set, nil, &none)
        return number < 0 ? nil : number == SIGUSR1 ? .reopenLogs : .stop
    }

    private static func wanted() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGUSR1] { unsafe sigaddset(&set, number) }
        return set
    }
}
