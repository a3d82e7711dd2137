import Kit

extension ListenerConfig {
    static let rule = ConfigRule<ListenerConfig>.object(
        .required("address", ListenerAddress.rule.located, "IP address and port: 127.0.0.1:8080 or [::1]:8080."),
        .optional("tls", TLSConfig.rule, "Certificates; left out, the listener speaks plain HTTP."),
        make: { ListenerConfig(place: $0, address: $1, tls: $2) })
}

extension ListenerAddress {
    static let rule = ConfigRule<ListenerAddress>.text(
        wanted: "an address (a string)", pattern: "^([0-9.]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$"
    ) { (text) throws(BrokenRule) in try ListenerAddress(text) }
}

extension TLSConfig {
    static let rule = ConfigRule<TLSConfig>.object(
        .required("certificate", ConfigRule.path.located, "PEM file: the certificate, then its issuers."),
        .required("key", ConfigRule.path.located, "PEM file: the certificate's private key, without a password."),
        .defaulted(
            "certificates", .array(of: KeyPair.rule), to: [], written: .array([]),
            "More certificates, for other server names."),
        .defaulted(
            "minimumVersion", .choice("a TLS version"), to: Version.tls12, written: .string("1.2"),
            "Oldest TLS version spoken."),
        make: { TLSConfig(keyPairs: [KeyPair(certificate: $1, key: $2)] + $3, minimumVersion: $4) })
}

extension TLSConfig.KeyPair {
    static let rule = ConfigRule<TLSConfig.KeyPair>.object(
        .required("certificate", ConfigRule.path.located, "PEM file: the certificate, then its issuers."),
        .required("key", ConfigRule.path.located, "PEM file: the certificate's private key, without a password."),
        make: { TLSConfig.KeyPair(certificate: $1, key: $2) })
}
