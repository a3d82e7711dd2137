/// The `limits` of an API or a route.
enum BodyLimit {
    static let rule = ConfigRule<Located<Int>?>.object(
        .optional("bodyBytes", ConfigRule<Int>.integer(0...1_073_741_824).located, "Largest body."),
        make: { $1 })
}
