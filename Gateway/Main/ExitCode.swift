/// What the process ends with.
enum ExitCode: Int32 {
    case success = 0
    /// The config or the request is wrong.
    case refused = 1
    /// The command line is wrong.
    case usage = 2
    /// The environment is: a port taken, a disk full.
    case environment = 3
}
