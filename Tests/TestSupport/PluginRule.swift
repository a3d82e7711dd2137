internal import Testing

/// What every plugin has to keep, whatever its API: one test each.
package enum PluginRule: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case schemaAppliesOnceAndThenNoMore
    case operationNamesAreDistinctAndLowerCamelCase
    case whatAnOperationNeedsIsDeclared
    case errorCodesAreWellFormedAndItsOwn
    case unknownSettingsAreRefused
    case numbersOutOfRangeAreRefused
    case onlyKitIsImported
    case sqlStandsInOneFile
    case statementsArePreparedAndUseAnIndex
    case garbageGetsCatalogueErrors
    case garbageTokensAreInvalid
    case everyStatementOfTheAPIHasATest

    package var testDescription: String { rawValue }
}
