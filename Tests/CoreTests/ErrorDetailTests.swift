@testable import Core
import Kit
import TestSupport
import Testing

struct ErrorDetailTests {
    @Test func everyWordIsInTheReadme() throws {
        let readme = try SourceTree.text(of: "README.md")
        for detail in ErrorDetail.allCases { #expect(readme.contains("`\(detail.rawValue)`"), "\(detail.rawValue)") }
    }

    @Test func wordsAreLowerCaseWithoutSpaces() {
        for detail in ErrorDetail.allCases {
            #expect(detail.rawValue.utf8.allSatisfy { $0.isDigit || "abcdefghijklmnopqrstuvwxyz_.".utf8.contains($0) })
        }
    }

    @Test func everyRuleOfTheWireHasAWordOfItsOwn() {
        let words = ParseFailure.allCases.map(\.detail)
        #expect(Set(words).count == words.count && !words.contains(.operation))
        for failure in ParseFailure.allCases { #expect(failure.error.detail == failure.detail) }
    }

    @Test func anOperationsOwnCodeSaysAllThatThereIsToSay() {
        #expect(APIError(.inputInvalid).detail == .operation)
        #expect(APIError(.inputInvalid) == APIError(.inputInvalid, .fieldMissing), "the client gets the same")
    }
}
