import Foundation
import System
import Testing

struct ProcessSignalsTests {
    /// All of signal(7): those of 1 to 31, and the real-time ones that the C library leaves to programs.
    @Test func everySignalHasADecision() {
        let stops: Set = [SIGTERM, SIGINT, SIGQUIT, SIGXCPU, SIGPWR]
        let crashes: Set = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS]
        // What ends no process by itself, stops and goes on by a terminal's word, or cannot be caught.
        let kernels: Set = [SIGKILL, SIGSTOP, SIGCONT, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH]
        for number in 1...31 as ClosedRange<Int32> {
            let decision = ProcessSignals.decision(for: number)
            let expected: ProcessSignals.Decision =
                switch number {
                case _ where stops.contains(number): .taken(.stop)
                case SIGUSR1: .taken(.reopenLogs)
                case SIGHUP: .taken(.hangUp)
                case _ where crashes.contains(number): .crash
                case _ where kernels.contains(number): .kernels
                default: .ignored
                }
            #expect(decision == expected, "signal \(number)")
        }
        for number in 34...64 as ClosedRange<Int32> {
            #expect(ProcessSignals.decision(for: number) == .ignored, "signal \(number)")
        }
    }
}
