import System

/// The `caFile` of a provider: certificates in PEM form, read once with the settings.
struct ProviderAuthorities: Decodable {
    /// `nil` where nothing stands, or where the API is disabled.
    let certificates: TrustedCertificates?

    init(from decoder: any Decoder) throws {
        let path = try decoder.singleValueContainer().decode(String.self)
        guard let json = decoder as? CollectingDecoder, json.node != nil else {
            certificates = nil
            return
        }
        guard let files = json.run.secrets else { throw BrokenRule("a file is named in settings only") }
        certificates = try files.content(ofFile: path).map { (file) throws(BrokenRule) in
            guard let certificates = TrustedCertificates(pem: file.bytes) else {
                throw BrokenRule("the file \(file.path) holds no certificates in PEM form, or a damaged one")
            }
            return certificates
        }
    }
}
