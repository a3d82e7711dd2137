internal import CLinux

/// What the process does when it has to die: it says so in one line of the error log, with nothing of its memory, and
/// is gone at once, so that the port is free for the next.
///
/// Swift's runtime would run its backtracer instead, for half a minute in which connections are accepted and nobody
/// answers, and would write what it finds in memory.
package enum CrashPolicy {
    /// Takes the signals of a crash from Swift's runtime, for all threads.
    ///
    /// A file that was cut while it is mapped (SQLite's `-shm`) ends the process with 3, the environment's exit code:
    /// all that was acknowledged is on disk. Everything else ends it by the signal itself.
    package static func take() { clinux_take_crashes() }
}
