/// Why a command on the apps could not be done.
package enum AppError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not 1 to 64 letters, digits, `.`, `_` and `-`.
    case badName(String)
    /// Not the name of an API, nor `*`.
    case badAPI(String)
    /// An app that may call nothing would be of no use.
    case noAPI
    /// Not 8 to 256 printable characters.
    case badToken
    /// There is an app of that name.
    case nameTaken(AppName)
    /// Another token with the same text is in the store.
    case tokenTaken
    /// There is no app of that name.
    case unknown(AppName)
    /// It has two live tokens already.
    case twoTokens(AppName)
    /// The store, or the kernel, refuses: the environment's fault.
    case storeFailed(String)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .badName(let text):
            "\"\(text)\" is not an app's name: 1 to 64 letters, digits, \".\", \"_\" and \"-\""
        case .badAPI(let text): "\"\(text)\" is not an API's name; \"*\" stands for all"
        case .noAPI: "name at least one API, or \"*\" for all"
        case .badToken: "a token is 8 to 256 printable characters without spaces"
        case .nameTaken(let name): "there is an app named \(name) already"
        case .tokenTaken: "another app has this token"
        case .unknown(let name): "there is no app named \(name)"
        case .twoTokens(let name): "\(name) has two live tokens: drop the old one with --drop-old"
        case .storeFailed(let reason): "the apps cannot be read or changed: \(reason)"
        }
    }

    /// The environment is at fault, not the command.
    package var isEnvironment: Bool {
        if case .storeFailed = self { true } else { false }
    }
}
