internal import COpenSSL

/// What holds for every use of OpenSSL in the process.
enum OpenSSL {
    /// Loads the library's tables once. Read it before the first call into OpenSSL on any path.
    ///
    /// OpenSSL would else free its tables in an exit handler, while event loops still use them.
    static let isReady: Bool = {
        let settings = UInt64(OPENSSL_INIT_NO_ATEXIT)
        return OPENSSL_init_ssl(settings, nil) == 1
    }()

    /// Forgets errors that an earlier call left on this thread; every call that is judged by the queue starts so.
    /// Looking costs less than clearing, and the queue is nearly always empty.
    static func clearErrors() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Takes the first error of this thread's queue, which is the cause of the others, and empties the queue.
    /// - Returns: OpenSSL's packed code, 0 when there is none.
    static func takeError() -> UInt {
        let code = ERR_get_error()
        clearErrors()
        return code
    }

    /// The library's own short text for a packed code, e.g. `no shared cipher`.
    static func reason(of code: UInt) -> String {
        if let text = unsafe ERR_reason_error_string(code) { return unsafe String(cString: text) }
        return code == 0 ? "no reason given" : "error \(String(code, radix: 16))"
    }
}
