import Core
import System

/// The token of a new or rotated app: made here, or given.
struct GivenToken {
    /// What the store gets.
    let token: AppToken
    /// The program has made it.
    private let isNew: Bool

    /// - Parameter text: of `--token`; `nil` asks for a new one, `-` for standard input.
    init(_ text: String?) throws(CommandFailure) {
        isNew = text == nil
        guard let text else {
            token = AppToken.random()
            return
        }
        guard let given = AppToken(given: text == "-" ? try Self.readFromInput() : text) else {
            throw .usage("\(AppError.badToken)")
        }
        token = given
    }

    /// The first line of standard input.
    private static func readFromInput() throws(CommandFailure) -> String {
        do throws(SystemError) {
            let bytes = try StandardInput.read(limitBytes: 4096)
            return String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        } catch {
            throw .environment("standard input cannot be read: \(error.reason)")
        }
    }

    /// Writes a new token to standard output; one that was given is known already.
    func show() throws(CommandFailure) -> ExitCode {
        guard isNew else { return .success }
        StandardError.write("this is its token; it is not shown again:\n")
        return try Program.print(token.reveal() + "\n")
    }
}
