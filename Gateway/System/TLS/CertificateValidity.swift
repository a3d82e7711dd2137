/// How a certificate stands to a moment.
package enum CertificateValidity: Sendable, Equatable {
    /// For more than 30 days to come.
    case valid
    /// Valid now, but only for so many whole days more: 0 to 30. A warning.
    case endsInDays(Int)
    /// Clients refuse it: its time has not come.
    case notYet
    /// Clients refuse it: its time is over.
    case expired
}

extension Certificate {
    /// - Parameter nowSeconds: since 1970.
    package func validity(atSeconds nowSeconds: Int64) -> CertificateValidity {
        if nowSeconds < notBeforeSeconds { return .notYet }
        if nowSeconds > notAfterSeconds { return .expired }
        let days = (notAfterSeconds - nowSeconds) / 86_400
        return days > 30 ? .valid : .endsInDays(Int(days))
    }
}

/// What is to be known of a certificate without serving it.
package struct CertificateFacts: Sendable {
    package let validity: CertificateValidity
    package let dnsNames: [String]
    package let keyKind: Certificate.KeyKind

    package init(
        _ validity: CertificateValidity, dnsNames: [String] = [],
        keyKind: Certificate.KeyKind = Certificate.KeyKind(number: 0)
    ) {
        self.validity = validity
        self.dnsNames = dnsNames
        self.keyKind = keyKind
    }
}

extension Certificate {
    /// - Parameter nowSeconds: since 1970.
    package func facts(atSeconds nowSeconds: Int64) -> CertificateFacts {
        CertificateFacts(validity(atSeconds: nowSeconds), dnsNames: dnsNames, keyKind: keyKind)
    }
}
