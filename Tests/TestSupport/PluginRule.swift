internal import Testing

/// What every plugin has to keep, whatever its API: one test each.
package enum PluginRule: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case schemaAppliesOnceAndThenNoMore
    case operationNamesAreDistinctAndLowerCamelCase
    case whatAnOperationNeedsIsDeclared
    case fieldsOfPathAndQueryAreKeysOfTheInput
    case errorCodesAreWellFormedAndItsOwn
    case unknownSettingsAreRefused
    case numbersOutOfRangeAreRefused
    case onlyKitIsImported
    case nothingIsPrinted
    case whatIsSecretShowsItselfNowhere
    case theTimeIsTheCalls
    case sqlStandsInOneFile
    case statementsArePreparedAndUseAnIndex
    case listsHaveABound
    case garbageGetsCatalogueErrors
    case garbageTokensAreInvalid
    case everyOperationStandsInTheAPI
    case everyStatementOfTheAPIHasATest

    package var testDescription: String { rawValue }
}
