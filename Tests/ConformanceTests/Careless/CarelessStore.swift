import Kit

enum CarelessStore {
    static let schema = [Migration("names", "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")]

    /// However many there are.
    fileprivate static let names = SQL("SELECT name FROM names ORDER BY id")
}

extension ReadStore {
    func names() throws(APIError) -> [String] { try all(CarelessStore.names) { $0.text(0) } }
}
