import Kit

/// Every statement about the bank's customers.
enum CustomerStore {
    fileprivate static let customer = SQL("SELECT phone, fio FROM customers WHERE client = $1")
    fileprivate static let aliasByPhone = SQL(
        """
        SELECT users.alias FROM customers JOIN users ON users.id = customers.client
        WHERE customers.phone_key = $1 ORDER BY customers.number DESC LIMIT 1
        """)
    fileprivate static let deleteCustomer = SQL("DELETE FROM customers WHERE client = $1")
    fileprivate static let insertCustomer = SQL(
        "INSERT INTO customers (client, phone, phone_key, fio) VALUES ($1, $2, $3, $4)")
}

extension ReadStore {
    func customer(_ client: UserID) throws(APIError) -> Customer? {
        try first(CustomerStore.customer, client) { Customer(phone: $0.text(0), fio: $0.text(1)) }
    }

    /// Of the customer who was put last.
    func alias(byPhone key: String) throws(APIError) -> String? {
        try first(CustomerStore.aliasByPhone, key) { $0.optionalText(0) } ?? nil
    }
}

extension WriteStore {
    func putCustomer(_ customer: Customer, key: String, for client: UserID) throws(APIError) {
        try execute(CustomerStore.deleteCustomer, client)
        try execute(CustomerStore.insertCustomer, client, customer.phone, key, customer.fio)
    }
}
