internal import CLinux
internal import COpenSSL

/// One end of a TLS connection over a non-blocking socket: the server's, or the client's.
///
/// Lives on one thread. It uses the descriptor and does not own it: close it after the session is gone. The kernel
/// raises SIGPIPE for a write to a closed socket; the process must ignore that signal, and gets `EPIPE` instead.
@safe package final class TLSSession {
    private let context: TLSContext
    private let connection: OpaquePointer
    private let descriptor: Int32
    /// The peer's first byte was seen and begins a TLS record.
    private var hasBegun = false
    /// A call failed; OpenSSL allows no further one.
    private var isBroken = false

    /// - Parameters:
    ///   - context: certificates and settings, kept alive by the session.
    ///   - descriptor: a connected stream socket in non-blocking mode.
    package init(context: TLSContext, descriptor: Int32) {
        guard let connection = unsafe SSL_new(context.primary), unsafe SSL_set_fd(connection, descriptor) == 1 else {
            // As when a Swift object cannot be allocated.
            preconditionFailure("out of memory")
        }
        unsafe SSL_set_accept_state(connection)
        self.context = context
        unsafe self.connection = unsafe connection
        self.descriptor = descriptor
    }

    /// The client's end: it asks for that server, and refuses every other.
    /// - Parameters:
    ///   - context: of `TLSContext(trusting:)`.
    ///   - host: a DNS name in ASCII, or an IP address without brackets.
    package init(context: TLSContext, descriptor: Int32, asking host: String) {
        guard let connection = unsafe SSL_new(context.primary), unsafe SSL_set_fd(connection, descriptor) == 1 else {
            // As when a Swift object cannot be allocated.
            preconditionFailure("out of memory")
        }
        unsafe SSL_set_connect_state(connection)
        self.context = context
        unsafe self.connection = unsafe connection
        self.descriptor = descriptor
        hasBegun = true
        // An address is looked for among the certificate's addresses, and is no server name (RFC 6066 §3).
        let parameters = unsafe SSL_get0_param(connection)
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 { return }
        unsafe X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        let isNamed = unsafe X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1
        isBroken = unsafe !isNamed || openssl_ask_for_server(connection, host) != 1
    }

    /// Why the peer's certificate was refused, in OpenSSL's words; `nil` when it was not.
    package var certificateFlaw: String? {
        let result = unsafe SSL_get_verify_result(connection)
        guard result != X509_V_OK else { return nil }
        return unsafe X509_verify_cert_error_string(result).map { unsafe String(cString: $0) }
    }

    deinit { unsafe SSL_free(connection) }

    /// Goes on with the handshake. Call it until it is `done`.
    ///
    /// It fails with `plainHTTP` while the request still stands unread in the socket, so that it can be answered.
    package func handshake() -> TLSStep {
        if !hasBegun {
            let step = lookAtFirstByte()
            guard step == .done else { return step }
            hasBegun = true
        }
        guard !isBroken else { return .failed(.broken(code: 0)) }
        OpenSSL.clearErrors()
        return step(after: unsafe SSL_do_handshake(connection))
    }

    /// Reads decrypted bytes, at most one TLS record (16 KiB).
    ///
    /// While `hasPending`, read again before waiting for the socket.
    /// - Parameters:
    ///   - buffer: gets the bytes appended.
    ///   - limit: how many bytes at most; at least 1.
    /// - Returns: `endOfStream` when the peer said that it will send no more (`close_notify`).
    package func read(appendingTo buffer: inout [UInt8], atMost limit: Int) -> IOResult {
        precondition(limit > 0, "a read wants room")
        guard !isBroken else { return .failed(.tls(.broken(code: 0))) }
        OpenSSL.clearErrors()
        var count = 0
        var status: Int32 = 0
        buffer.append(addingCapacity: limit) { output in
            unsafe output.withUnsafeMutableBufferPointer { room, initializedCount in
                let start = unsafe room.baseAddress.map { unsafe $0 + initializedCount }
                status = unsafe SSL_read_ex(connection, start, min(limit, room.count - initializedCount), &count)
                initializedCount += count
            }
        }
        return result(of: status, moved: count)
    }

    /// Encrypts and sends bytes, as many as the socket takes, at most one TLS record (16 KiB).
    ///
    /// After `wouldBlock` the next write must begin with the same bytes and be no shorter: their record is made
    /// already. They may have moved in memory.
    /// - Parameter bytes: at least 1.
    package func write(_ bytes: Span<UInt8>) -> IOResult {
        precondition(!bytes.isEmpty, "an empty write means nothing in TLS")
        guard !isBroken else { return .failed(.tls(.broken(code: 0))) }
        OpenSSL.clearErrors()
        var count = 0
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe SSL_write_ex(connection, bytes.baseAddress, bytes.count, &count)
        }
        return result(of: status, moved: count)
    }

    /// Bytes were received that no read has given yet. Level-triggered epoll does not know of them.
    ///
    /// They may be a part of a record only; a read then says `wouldBlock`, which ends the loop.
    package var hasPending: Bool { unsafe SSL_has_pending(connection) == 1 }

    /// Says that nothing more will be sent (`close_notify`, RFC 8446 §6.1) and does not wait for the peer's word.
    ///
    /// The peer may go on sending until the socket is closed. After a failure, or before the handshake is complete,
    /// there is nothing to say.
    @discardableResult
    package func shutdown() -> TLSStep {
        guard !isBroken, unsafe SSL_is_init_finished(connection) == 1 else { return .done }
        OpenSSL.clearErrors()
        let status = unsafe SSL_shutdown(connection)
        return status >= 0 ? .done : step(after: status)
    }

    /// What the handshake agreed on; of meaning when it is complete.
    package var info: TLSInfo {
        let cipher = unsafe SSL_get_current_cipher(connection)
        return TLSInfo(
            version: unsafe String(cString: SSL_get_version(connection)),
            cipher: unsafe SSL_CIPHER_standard_name(cipher).map { unsafe String(cString: $0) } ?? "",
            isResumed: unsafe SSL_session_reused(connection) == 1,
            serverName: unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
                .map { unsafe String(cString: $0) },
            applicationProtocol: applicationProtocol)
    }

    private var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(connection, &name, &count)
        guard let name = unsafe name, count > 0 else { return nil }
        return unsafe String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// A TLS connection begins with a handshake record, type 22 (RFC 8446 §5.1); HTTP begins with a letter. Any other
    /// byte is left to OpenSSL to refuse, since it sends the alert. OpenSSL itself knows four HTTP methods only, and
    /// has read the request by then.
    private func lookAtFirstByte() -> TLSStep {
        var first: UInt8 = 0
        switch unsafe recv(descriptor, &first, 1, Int32(MSG_PEEK)) {
        case 0: return .closed
        case 1: return isLetter(first) ? .failed(.plainHTTP) : .done
        default:
            let number = clinux_errno()
            return number == EAGAIN || number == EINTR ? .wouldBlock(.readable) : .failed(.system(code: number))
        }
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    private func result(of status: Int32, moved count: Int) -> IOResult {
        if status == 1 { return .moved(count) }
        switch step(after: status) {
        // SSL_ERROR_NONE with a status of failure does not happen; nothing was moved then.
        case .done: return .wouldBlock(.readable)
        case .wouldBlock(let readiness): return .wouldBlock(readiness)
        case .closed: return .endOfStream
        case .failed(.system(let code)): return .failed(.system(code: code))
        case .failed(let error): return .failed(.tls(error))
        }
    }

    private func step(after status: Int32) -> TLSStep {
        switch unsafe SSL_get_error(connection, status) {
        case SSL_ERROR_NONE: return .done
        case SSL_ERROR_WANT_READ: return .wouldBlock(.readable)
        case SSL_ERROR_WANT_WRITE: return .wouldBlock(.writable)
        case SSL_ERROR_ZERO_RETURN: return .closed
        case SSL_ERROR_SYSCALL:
            let number = clinux_errno()
            isBroken = true
            OpenSSL.clearErrors()
            return .failed(number == 0 ? .truncated : .system(code: number))
        default:
            isBroken = true
            let code = OpenSSL.takeError()
            let isEnd = ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING
            return .failed(isEnd ? .truncated : .broken(code: code))
        }
    }
}

@available(*, unavailable)
extension TLSSession: Sendable {}
