import Foundation
import Testing

/// Asks until it is so, at most 20 seconds: for what a gateway comes to by itself and tells nobody.
func eventually(_ isSo: () throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let deadline = Date().addingTimeInterval(20)
    while Date() < deadline {
        if try isSo() { return }
        usleep(5_000)
    }
    Issue.record("it did not come so", sourceLocation: sourceLocation)
}

/// Asks until the answer is the wanted one.
/// - Returns: the last answer.
func eventually<Answer>(
    _ ask: () throws -> Answer, is isWanted: (Answer) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Answer {
    var answer = try ask()
    try eventually(
        {
            if !isWanted(answer) { answer = try ask() }
            return isWanted(answer)
        }, sourceLocation: sourceLocation)
    return answer
}
