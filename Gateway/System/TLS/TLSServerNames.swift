/// Finds the certificate for the name that a client asks for.
struct TLSServerNames: Sendable {
    private var exact: [String: Int] = [:]
    /// Without `*.`; such a name stands for one further label (RFC 9525 §6.3).
    private var wildcards: [String: Int] = [:]

    /// - Parameter names: each certificate's DNS names; the first certificate that has a name gets it.
    init(_ names: [[String]]) {
        for (index, names) in names.enumerated() {
            for name in names.map({ $0.lowercased() }) {
                if name.hasPrefix("*.") {
                    let parent = String(name.dropFirst(2))
                    wildcards[parent] = wildcards[parent] ?? index
                } else {
                    exact[name] = exact[name] ?? index
                }
            }
        }
    }

    /// The place of the certificate for a name; `nil` when none has it.
    func index(of name: String) -> Int? {
        let name = name.lowercased()
        if let index = exact[name] { return index }
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return nil }
        return wildcards[String(name[name.index(after: dot)...])]
    }
}
