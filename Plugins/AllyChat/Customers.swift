import Kit

/// Who a client is to the bank.
struct Customer: Encodable, Sendable {
    /// 10 to 15 digits.
    let phone: String
    /// As it was put, blanks and all.
    let fio: String
}

/// A phone in the path, in any form.
struct PhonePath: OperationInput {
    let phone: String

    static let pathFields = ["phone"]
    static let secretPathFields = ["phone"]
    static let bodyFormats: [BodyFormat] = []
}

/// An alias in the path, which is a client's only proof of who it is.
struct AliasPath: OperationInput {
    let alias: String

    static let pathFields = ["alias"]
    static let secretPathFields = ["alias"]
    static let bodyFormats: [BodyFormat] = []
}

/// Who the client with an alias is.
struct PutCustomer: OperationInput {
    let alias: String
    let phone: Phone
    let fio: BoundedText<1, 256>

    static let pathFields = ["alias"]
    static let secretPathFields = ["alias"]
    static let bodyFormats: [BodyFormat] = [.form, .json]
}

/// A phone number: 10 to 15 digits, whatever else is written between them.
struct Phone: CheckedText {
    static let placeholder = Phone(unchecked: "0000000000")
    private static let comparedDigits = 10

    /// The digits.
    let text: String

    private init(unchecked text: String) { self.text = text }

    init(checking text: String) throws(BrokenRule) {
        try text.checkCharacterCount(0...100)
        let digits = text.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (Self.comparedDigits...15).contains(digits.count) else { throw BrokenRule("must have 10 to 15 digits") }
        self.text = String(decoding: digits, as: UTF8.self)
    }

    /// By what two numbers are the same: the last ten digits, for the rest is a country's way to begin.
    var key: String { String(text.suffix(Self.comparedDigits)) }
}

/// `{"alias": "AFAMJ7"}`
struct FoundAlias: Encodable, Sendable {
    let alias: String
}

extension AllyChat {
    /// Of several clients with the phone the one who was put last.
    func aliasByPhone(_ input: PhonePath, _ call: borrowing ReadCall) throws(APIError) -> FoundAlias {
        try call.caller.checkBank()
        guard let phone = try? Phone(checking: input.phone), let alias = try call.store.alias(byPhone: phone.key)
        else { throw APIError(.customerUnknown) }
        return FoundAlias(alias: alias)
    }

    func customerByAlias(_ input: AliasPath, _ call: borrowing ReadCall) throws(APIError) -> Customer {
        try call.caller.checkBank()
        guard let customer = try call.store.customer(client(input.alias, call.store)) else {
            throw APIError(.customerUnknown)
        }
        return customer
    }

    func putCustomer(_ input: PutCustomer, _ call: borrowing WriteCall) throws(APIError) -> Customer {
        try call.caller.checkBank()
        let customer = Customer(phone: input.phone.text, fio: input.fio.text)
        let client = try client(input.alias, call.store.reading)
        try call.store.putCustomer(customer, key: input.phone.key, for: client)
        return customer
    }

    /// - Throws: `customer.unknown` when no client has the alias.
    private func client(_ alias: String, _ store: ReadStore) throws(APIError) -> UserID {
        guard let alias = try? Alias(checking: alias), let user = try store.user(alias), user.role == .client else {
            throw APIError(.customerUnknown)
        }
        return user.id
    }
}
