package import Kit
internal import Testing

/// The suite that all plugins pass. A plugin's tests run it like this:
///
///     @Test(arguments: PluginRule.allCases) func conforms(_ rule: PluginRule) throws {
///         try PluginConformance<Goncord>(bodies: [ … ]).check(rule)
///     }
package struct PluginConformance<P: Plugin> {
    /// Where its sources and its `API.md` are.
    let folder: String
    /// The `settings` object with what has no default; else `{}`.
    let settings: String
    let environment: [String: String]
    /// For each operation a body that it takes, from which the garbage is bred: JSON, a form, or parts with the
    /// boundary `b`.
    let bodies: [String: String]
    /// Statements whose rows are bounded by something else than LIMIT, such as a setting that inserts are held to.
    let boundedLists: Set<String>
    /// Makes the subject of calls that need one; called once on a new bench.
    let signIn: (PluginBench<P>) throws -> Subject?
    /// Tables that are small by their nature, and may be read from end to end.
    let scannedTables: Set<String>

    /// - Parameter folder: `nil` for the one in `Plugins` that has the type's name.
    package init(
        folder: String? = nil, settings: String = "{}", environment: [String: String] = [:],
        bodies: [String: String] = [:],
        scannedTables: Set<String> = [], boundedLists: Set<String> = [],
        signIn: @escaping (PluginBench<P>) throws -> Subject? = { _ in nil }
    ) {
        self.folder = folder ?? "Plugins/\(P.self)"
        self.settings = settings
        self.environment = environment
        self.bodies = bodies
        self.scannedTables = scannedTables
        self.boundedLists = boundedLists
        self.signIn = signIn
    }

    package func check(_ rule: PluginRule) throws {
        switch rule {
        case .schemaAppliesOnceAndThenNoMore: try checkSchema()
        case .operationNamesAreDistinctAndLowerCamelCase: checkOperationNames()
        case .whatAnOperationNeedsIsDeclared: try checkNeeds()
        case .fieldsOfPathAndQueryAreKeysOfTheInput: checkFields()
        case .errorCodesAreWellFormedAndItsOwn: checkErrorCodes()
        case .unknownSettingsAreRefused: try checkUnknownSettings()
        case .numbersOutOfRangeAreRefused: try checkNumbers()
        case .onlyKitIsImported: try checkImports()
        case .nothingIsPrinted: try checkPrinting()
        case .whatIsSecretShowsItselfNowhere: try checkSecrets()
        case .theTimeIsTheCalls: try checkClocks()
        case .sqlStandsInOneFile: try checkPlaceOfSQL()
        case .statementsArePreparedAndUseAnIndex: try checkStatements()
        case .listsHaveABound: try checkLists()
        case .garbageGetsCatalogueErrors: try checkGarbage()
        case .garbageTokensAreInvalid: try checkGarbageTokens()
        case .everyOperationStandsInTheAPI: try checkOperationsOfDocument()
        case .everyStatementOfTheAPIHasATest: try checkCitations()
        }
    }

    func makeBench(folder: ScratchDirectory? = nil) throws -> PluginBench<P> {
        try PluginBench(P.self, settings: settings, environment: environment, folder: folder)
    }
}
