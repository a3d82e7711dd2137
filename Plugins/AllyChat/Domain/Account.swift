import Kit

/// What somebody may do.
enum Role: Int, Sendable, SQLValue {
    /// Sees itself and its rooms.
    case client
    /// Supports clients: sees them and their rooms.
    case `operator`
    /// An operator who manages operators and tags.
    case admin

    /// Operators and admins.
    var isStaff: Bool { self != .client }

    /// As it stands in a subject's name.
    var name: String {
        switch self {
        case .client: "client"
        case .operator: "operator"
        case .admin: "admin"
        }
    }
}

/// Who is calling, by their token.
struct Account: Sendable, Hashable {
    let id: UserID
    let role: Role

    /// As the access log shows it: `client:5565a9be659d5530dab7f588`.
    var name: String { "\(role.name):\(id.text)" }
}

extension Account {
    /// - Returns: `nil` when the subject is the bank.
    init?(_ subject: Subject) {
        guard let id = subject.id.text else { return nil }
        // The first letters of the names differ.
        switch subject.name.utf8.first {
        case UInt8(ascii: "c"): self.init(id: UserID(id), role: .client)
        case UInt8(ascii: "o"): self.init(id: UserID(id), role: .operator)
        case UInt8(ascii: "a"): self.init(id: UserID(id), role: .admin)
        default: return nil
        }
    }
}

/// Roles that an operation is for. Who has another one hears that first (403), before anything of what is asked about.
enum Circle: Sendable {
    case everyone, clients, staff, admins

    func includes(_ role: Role) -> Bool {
        switch self {
        case .everyone: true
        case .clients: role == .client
        case .staff: role.isStaff
        case .admins: role == .admin
        }
    }
}

extension Caller {
    /// Whose token it is.
    /// - Throws: `token.missing` when the route let the call in without one; `role.denied` for other roles and for the
    ///   bank.
    func account(in circle: Circle = .everyone) throws(APIError) -> Account {
        guard let account = Account(try verifiedSubject()), circle.includes(account.role) else {
            throw APIError(.roleDenied)
        }
        return account
    }

    /// - Throws: `role.denied` unless it is the bank.
    func checkBank() throws(APIError) {
        guard try verifiedSubject().name == AllyChatTokens.bankName else { throw APIError(.roleDenied) }
    }
}
