import System

extension TLSContext {
    /// The context of one listener.
    static func make(_ config: TLSConfig) throws(StartError) -> TLSContext {
        do {
            let certificates = try config.keyPairs.map { pair in
                try Certificate(chainPath: pair.certificate.value.text, keyPath: pair.key.value.text)
            }
            return try TLSContext(
                serving: certificates, minimumVersion: config.minimumVersion == .tls13 ? .tls13 : .tls12)
        } catch {
            throw StartError("\(error)")
        }
    }
}
