/// The `limits` of an API or a route.
enum BodyLimit {
    static let rule = ConfigRule<Int?>.object(
        .optional("bodyBytes", .integer(0...1_073_741_824), "Largest body."),
        make: { $1 })
}
