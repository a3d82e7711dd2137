import System

extension RouteBinding {
    mutating func checkListeners() {
        var seen: [ListenerAddress: ConfigPlace] = [:]
        for listener in config.listeners {
            let address = listener.address.value
            // Port 0 is a free port each time.
            if address.socket.port != 0, let rival = seen.updateValue(listener.address.place, forKey: address) {
                let words = "is listened on already (\(report.name(of: rival)))"
                report.error(listener.address.place, "\(ConfigText.quoted(address.description)) \(words)")
            }
            if let tls = listener.tls { check(tls) }
            if listener.tls == nil, !address.socket.isLoopback, !hasRefusedTLS(listener) {
                report.warning(
                    listener.address.place,
                    "\(ConfigText.quoted(address.description)) can be reached from other machines and has no \"tls\": "
                        + "tokens and passwords cross the network in the clear")
            }
        }
    }

    /// What was refused reads as if it had been left out.
    private func hasRefusedTLS(_ listener: ListenerConfig) -> Bool {
        report.hasError(at: listener.place.path.key("tls"))
    }

    // MARK: Certificates

    private mutating func check(_ tls: TLSConfig) {
        for pair in tls.keyPairs {
            do throws(CertificateError) {
                let validity = try loader.environment.certificate(pair.certificate.value.text, pair.key.value.text)
                warn(of: validity, pair.certificate)
            } catch {
                let place = error.isAboutKey(pair.key.value.text) ? pair.key.place : pair.certificate.place
                if case .unreadable = error {
                    report.environmentError(place, "\(error)")
                } else {
                    report.error(place, "\(error)")
                }
            }
            if loader.environment.isWorldReadable(pair.key.value.text) {
                report.warning(pair.key.place, "the file \(pair.key.value) may be read by every user of this machine")
            }
        }
    }

    private mutating func warn(of validity: CertificateValidity, _ file: Located<FilePath>) {
        switch validity {
        case .valid: break
        case .endsInDays(0): report.warning(file.place, "the certificate in \(file.value) ends within a day")
        case .endsInDays(let days):
            report.warning(file.place, "the certificate in \(file.value) ends in \(days) day\(days == 1 ? "" : "s")")
        case .notYet:
            report.warning(file.place, "the certificate in \(file.value) is not valid yet: clients refuse it")
        case .expired: report.warning(file.place, "the certificate in \(file.value) has expired: clients refuse it")
        }
    }
}

extension CertificateError {
    /// What an operator has to mend is the key, not the certificate.
    fileprivate func isAboutKey(_ keyPath: String) -> Bool {
        switch self {
        case .unreadable(let path, _), .notAFile(let path): path == keyPath
        case .noKey, .encryptedKey, .keyMismatch: true
        case .noCertificate, .damagedCertificate, .chainTooLong: false
        }
    }
}
