import Kit
import System
import TestSupport
import Testing

/// The suite that all plugins pass finds what is wrong with one that should not.
struct ConformanceTests {
    private let conformance = PluginConformance<Careless>(
        folder: "Tests/ConformanceTests/Careless",
        bodies: ["logIn": #"{"login":"ann","password":"open sesame"}"#])

    @Test(arguments: [
        (PluginRule.fieldsOfPathAndQueryAreKeysOfTheInput, ["owner_id", "from"]),
        (.nothingIsPrinted, ["Careless.swift prints"]),
        (.whatIsSecretShowsItselfNowhere, ["logIn shows open sesame"]),
        (.theTimeIsTheCalls, ["Careless.swift asks a clock"]),
        (.listsHaveABound, ["names is a list without a bound"]),
        (.everyOperationStandsInTheAPI, ["no row for unlisted"]),
        (.statementsArePreparedAndUseAnIndex, ["SCAN names"]),
    ])
    func aMistakeIsFound(_ rule: PluginRule, _ words: [String]) throws {
        let noted = Lock<[String]>([])
        try withKnownIssue {
            try conformance.check(rule)
        } matching: { issue in
            noted.withLock { $0.append(issue.comments.map(\.rawValue).joined(separator: " ")) }
            return true
        }
        let found = noted.withLock { $0 }
        #expect(found.count == words.count)
        for words in words { #expect(found.contains { $0.contains(words) }, "\(found)") }
    }

    @Test(arguments: [
        PluginRule.operationNamesAreDistinctAndLowerCamelCase, .onlyKitIsImported, .unknownSettingsAreRefused,
    ])
    func whatIsRightIsLeftAlone(_ rule: PluginRule) throws { try conformance.check(rule) }
}
