import System

extension RouteBinding {
    /// Tries what `gateway serve` opens, which opens nothing that was not tried here. What is wrong is the machine's
    /// fault, unless a certificate and its key do not fit.
    /// - Returns: how the data directory was found; `nil` when it cannot be used.
    mutating func tryOut(_ trial: StartTrial) -> DataDirectory.State? {
        for tls in config.listeners.compactMap(\.tls) { tryOut(tls, trial) }
        let state = tryOutDataDirectory(trial)
        tryToListen(trial, beside: state)
        guard case .file(let path) = config.accessLog else { return state }
        // The data directory is made first, and the log in it then.
        if case .missing = state, path.isIn(config.dataDirectory) { return state }
        do throws(SystemError) { try trial.append(path.text) } catch {
            let place = config.writtenAccessLog.place
            report.environmentError(
                ConfigPlace(place.offset, place.path.key("path")), .accessLogRefused,
                "the file \(path) cannot be opened: \(error.reason)")
        }
        return state
    }

    // MARK: Addresses

    private mutating func tryToListen(_ trial: StartTrial, beside state: DataDirectory.State?) {
        for listener in config.listeners where !report.hasError(at: listener.address.place.path) {
            let address = listener.address.value.socket
            do throws(SystemError) { try trial.listen(address) } catch {
                let words = "\(ConfigText.quoted(address.description)) \(error.whyNobodyListens)"
                guard error.isAddressInUse, case .inUse(let gateway) = state else {
                    report.environmentError(
                        listener.address.place, error.isAddressInUse ? .listenerTaken : .listenerRefused, words)
                    continue
                }
                // The gateway that runs on the same directory is the one to be restarted.
                switch gateway.processID.flatMap({ trial.listens($0, address.port) }) {
                case true?: break
                case false?: report.environmentError(listener.address.place, .listenerTaken, words)
                case nil:
                    report.warning(
                        listener.address.place, .listenerUnclear,
                        "\(ConfigText.quoted(address.description)) is taken, by the gateway that runs or by another "
                            + "process: this user may not see which")
                }
            }
        }
    }

    // MARK: Data directory

    /// - Returns: `nil` when it cannot be used.
    private mutating func tryOutDataDirectory(_ trial: StartTrial) -> DataDirectory.State? {
        let (path, place) = (config.dataDirectory.text, config.writtenDataDirectory.place)
        let state: DataDirectory.State
        do throws(DataDirectoryError) { state = try trial.dataDirectory(path) } catch {
            report.environmentError(place, .dataRefused, "\(error)")
            return nil
        }
        if case .missing = state { return state }
        warn(ofOpen: path, mode: "700", place, trial)
        let plugins = Set(config.apis.map(\.plugin.value)).sorted()
        for name in ["gateway"] + plugins {
            let database = DataDirectory.databasePath(name, in: path)
            for file in [database, database + "-wal", database + "-shm"] {
                warn(ofOpen: file, mode: "600", place, trial)
            }
            warn(ofOpen: DataDirectory.filesPath(name, in: path), mode: "700", place, trial)
        }
        return state
    }

    /// The schema of a plugin is known from its instance only. What a gateway is at work with is not looked at.
    mutating func tryOutDatabases(_ trial: StartTrial) {
        var files = [("gateway", [Schema(AppStore.schema)])]
        files += apis.map { ($0.plugin.id.description, [Schema($0.plugin.schema)] + $0.plugin.addedSchemas) }
        for (name, schemas) in files {
            let path = DataDirectory.databasePath(name, in: config.dataDirectory.text)
            do throws(StoreError) { try trial.database(path, schemas) } catch {
                report.environmentError(config.writtenDataDirectory.place, .dataRefused, "\(error)")
            }
        }
    }

    private mutating func warn(ofOpen path: String, mode: String, _ place: ConfigPlace, _ trial: StartTrial) {
        guard let access = trial.access(path), access.isOpenToOthers else { return }
        report.warning(
            place, .dataExposed,
            "\(path) is open to other users of this machine (mode \(access.octal)): chmod \(mode) \(path)")
    }

    // MARK: Certificates

    private mutating func tryOut(_ tls: TLSConfig, _ trial: StartTrial) {
        var served: [(pair: TLSConfig.KeyPair, facts: CertificateFacts)] = []
        for pair in tls.keyPairs {
            if let access = trial.access(pair.key.value.text), access.exposesKey {
                let readers = access.isWorldReadable ? "every user of this machine" : "others than its owner"
                let words = "the file \(pair.key.value) may be read by \(readers): chmod 600 \(pair.key.value)"
                report.error(pair.key.place, .keyExposed, words)
            }
            do throws(CertificateError) {
                let facts = try trial.certificate(pair.certificate.value.text, pair.key.value.text)
                warn(of: facts.validity, pair.certificate)
                served.append((pair, facts))
            } catch {
                let place = error.isAboutKey(pair.key.value.text) ? pair.key.place : pair.certificate.place
                if case .unreadable = error {
                    report.environmentError(place, .certificateRefused, "\(error)")
                } else {
                    report.error(place, .certificateRefused, "\(error)")
                }
            }
        }
        for index in TLSContext.neverShown(served.map(\.facts)) {
            let file = served[index].pair.certificate
            report.warning(
                file.place, .certificateUnused,
                "the certificate in \(file.value) is never shown: an earlier one has its names and its kind of key")
        }
    }

    private mutating func warn(of validity: CertificateValidity, _ file: Located<FilePath>) {
        switch validity {
        case .valid: break
        case .endsInDays(0):
            report.warning(file.place, .certificateDate, "the certificate in \(file.value) ends within a day")
        case .endsInDays(let days):
            report.warning(
                file.place, .certificateDate,
                "the certificate in \(file.value) ends in \(days) day\(days == 1 ? "" : "s")")
        case .notYet:
            report.warning(
                file.place, .certificateDate, "the certificate in \(file.value) is not valid yet: clients refuse it")
        case .expired:
            report.warning(
                file.place, .certificateDate, "the certificate in \(file.value) has expired: clients refuse it")
        }
    }
}

extension CertificateError {
    /// What an operator has to mend is the key, not the certificate.
    fileprivate func isAboutKey(_ keyPath: String) -> Bool {
        switch self {
        case .unreadable(let path, _), .notAFile(let path): path == keyPath
        case .noKey, .encryptedKey, .keyMismatch: true
        case .noCertificate, .damagedCertificate, .chainTooLong, .unfit: false
        }
    }
}
