extension GatewayLimits {
    /// What all bodies in memory share.
    static let bodyBudget: WrittenNumbers<GatewayLimits>.Property = \.bufferBytes

    /// No `limits` in the file.
    static let unwritten = WrittenNumbers(standard, at: ConfigPlace(0, ConfigPath().key("limits")))

    /// A limit that can never be reached for another one. What is left out follows what is written.
    static func findContradictions(_ limits: WrittenNumbers<GatewayLimits>, _ report: inout ConfigReport) {
        let (field, head) = (limits[\.fieldBytes], limits[\.headBytes])
        guard limits.isWritten(\.fieldBytes), field.value > head.value else { return }
        report.error(
            field.place, .limitContradiction,
            "is \(field.value), and \(head.place.path) is \(head.value): no field can be larger than all together")
    }
}
