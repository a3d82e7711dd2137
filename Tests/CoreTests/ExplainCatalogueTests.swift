import Core
import Foundation
import Kit
import TestSupport
import Testing

struct ExplainCatalogueTests {
    @Test func everyCodeIsThereOnce() {
        let names = ErrorCode.gatewayCatalogue.map(\.name)
        #expect(Set(names).count == names.count)
    }

    /// Reads the sources, so that a new code cannot be forgotten.
    @Test(arguments: ["Gateway/Core", "Gateway/Kit"]) func everyCodeOfTheSourcesIsInTheCatalogue(folder: String) throws
    {
        let known = Set(ErrorCode.gatewayCatalogue.map(\.name))
        var found: Set<String> = []
        for file in try SourceTree.swiftFiles(in: folder) {
            for match in file.text.matches(of: /ErrorCode\(\s*"([a-z0-9_.]+)"/) {
                found.insert(String(match.output.1))
                #expect(known.contains(String(match.output.1)), "\(file.path)")
            }
        }
        #expect(found.count >= 10)
    }

    @Test func codesAreLowerCaseWordsWithADot() {
        for code in ErrorCode.gatewayCatalogue {
            #expect(code.name.wholeMatch(of: /[a-z]+(\.[a-z_]+)+/) != nil, "\(code)")
            #expect(code.meaning.hasSuffix(".") && !code.message.hasSuffix("."), "\(code)")
        }
    }
}
