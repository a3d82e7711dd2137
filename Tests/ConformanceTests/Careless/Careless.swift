import FoundationEssentials
import Kit

/// A plugin with the mistakes that are easily made; each must be found.
struct Careless: Plugin {
    struct Settings: Decodable, Sendable {}

    static let id: PluginID = "careless"
    static let errorCodes: [ErrorCode] = []

    init(settings: Settings, host: PluginHost) throws(ConfigError) {}

    var schema: [Migration] { CarelessStore.schema }

    static var operations: [Operation<Careless>] {
        [.reading("logIn", logIn), .reading("listNames", listNames), .reading("unlisted", unlisted)]
    }

    func logIn(_ input: LogIn, _ call: borrowing ReadCall) throws(APIError) -> Nothing {
        print(input)
        _ = Date()
        return Nothing()
    }

    func listNames(_ input: NamesOf, _ call: borrowing ReadCall) throws(APIError) -> [String] {
        try call.store.names()
    }

    func unlisted(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> Nothing { Nothing() }
}

struct Nothing: Encodable, Sendable {}

/// Shows the password to whoever prints it.
struct LogIn: OperationInput {
    let login: String
    let password: String
}

/// Neither name is one of its keys.
struct NamesOf: OperationInput {
    let ownerID: String?
    let first: Int?

    static let pathFields = ["owner_id"]
    static let queryFields = ["from"]
}
