import Kit

/// The tables, and every statement there is.
enum CallUpStore {
    /// An order's phone is not here: only its call needs it. Times are milliseconds.
    static let schema = [
        Migration(
            "orders",
            """
            CREATE TABLE orders (
                id TEXT NOT NULL PRIMARY KEY,
                app TEXT NOT NULL,
                code TEXT NOT NULL,
                wrong_codes INTEGER NOT NULL,
                is_used INTEGER NOT NULL,
                expires_at BIGINT NOT NULL
            );
            CREATE INDEX orders_by_end ON orders (expires_at);
            """),
        DurableLimit.migration,
    ]

    /// How long an order is kept after its end, so that a late code is told that it is late.
    fileprivate static let keptSeconds: Int64 = 86_400

    fileprivate static let insert = SQL(
        "INSERT INTO orders (id, app, code, wrong_codes, is_used, expires_at) VALUES ($1, $2, $3, 0, 0, $4)")
    fileprivate static let find = SQL(
        "SELECT code, expires_at, wrong_codes, is_used FROM orders WHERE id = $1 AND app = $2")
    fileprivate static let countWrongCode = SQL("UPDATE orders SET wrong_codes = wrong_codes + 1 WHERE id = $1")
    fileprivate static let markUsed = SQL("UPDATE orders SET is_used = 1 WHERE id = $1")
    /// More than the one order that is added for it, so that the table shrinks.
    fileprivate static let forget = SQL(
        """
        DELETE FROM orders WHERE id IN (
            SELECT id FROM orders WHERE expires_at <= $1 ORDER BY expires_at LIMIT 20)
        """)
}

extension ReadStore {
    /// - Returns: `nil` also for another app's order.
    func order(_ id: OrderID, of app: App) throws(APIError) -> Order? {
        try first(CallUpStore.find, id, app.name) { row in Order(id, row) }
    }
}

extension WriteStore {
    /// Keeps a new order, and removes some that ended long ago.
    func insert(_ order: Order, of app: App, at now: Timestamp) throws(APIError) {
        try execute(CallUpStore.forget, now.adding(seconds: -CallUpStore.keptSeconds))
        try execute(CallUpStore.insert, order.id, app.name, order.code.text, order.expiresAt)
    }

    func countWrongCode(_ id: OrderID) throws(APIError) { try execute(CallUpStore.countWrongCode, id) }

    func markUsed(_ id: OrderID) throws(APIError) { try execute(CallUpStore.markUsed, id) }
}

extension Order {
    fileprivate init(_ id: OrderID, _ row: borrowing Row) {
        self.id = id
        code = OneTimeCode(stored: row.text(0))
        expiresAt = row.timestamp(1)
        wrongCodeCount = row.int(2)
        isUsed = row.bool(3)
    }
}
