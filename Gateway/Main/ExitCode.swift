/// What the process ends with.
enum ExitCode: Int32, CaseIterable {
    case success = 0
    /// The config or the request is wrong.
    case refused = 1
    /// The command line is wrong.
    case usage = 2
    /// The environment is: a port taken, a disk full.
    case environment = 3

    /// For help texts.
    var meaning: String {
        switch self {
        case .success: "it is done"
        case .refused: "the config is wrong, or what was asked for cannot be"
        case .usage: "the command line is wrong"
        case .environment: "the machine is at fault: a file, a port, a disk"
        }
    }
}
