internal import COpenSSL
internal import CSQLite

/// What the program was made with and runs with.
package enum LinkedVersions {
    /// The Swift compiler, as far as a program can know it.
    package static var swift: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    /// The OpenSSL library that was loaded, e.g. `3.0.17`.
    package static var openSSL: String {
        guard let text = unsafe OpenSSL_version(OPENSSL_VERSION_STRING) else { return "unknown" }
        return unsafe String(cString: text)
    }

    /// The SQLite library that was loaded, e.g. `3.40.1`.
    package static var sqlite: String {
        guard let text = unsafe sqlite3_libversion() else { return "unknown" }
        return unsafe String(cString: text)
    }
}
