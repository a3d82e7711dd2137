internal import COpenSSL

// OpenSSL calls these on the thread that runs the handshake. Each recovers the context and passes on.

/// Chooses the certificate by the name asked for (RFC 6066 §3). No match is no error: the first certificate stays.
func tlsServerNameCallback(
    _ connection: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ reference: UnsafeMutableRawPointer?
) -> Int32 {
    guard let connection = unsafe connection, let context = unsafe tlsContext(from: reference),
        let name = unsafe SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)
    else { return SSL_TLSEXT_ERR_NOACK }
    guard let chosen = unsafe context.context(for: String(cString: name)) else { return SSL_TLSEXT_ERR_OK }
    unsafe SSL_set_SSL_CTX(connection, chosen)
    return SSL_TLSEXT_ERR_OK
}

/// Chooses the application protocol. Nothing in common ends the handshake with an alert (RFC 7301 §3.2).
func tlsSelectProtocolCallback(
    _ connection: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredCount: UInt32,
    _ reference: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe tlsContext(from: reference), let chosen = unsafe chosen else {
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
    var match: UnsafeMutablePointer<UInt8>?
    let result = unsafe SSL_select_next_proto(
        &match, chosenCount, context.protocols.baseAddress, UInt32(context.protocols.count), offered, offeredCount)
    guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    unsafe chosen.pointee = UnsafePointer(match)
    return SSL_TLSEXT_ERR_OK
}

/// Prepares the sealing (`isSealing` 1) or opening (0) of a session ticket.
/// - Returns: -1 failure, 0 unknown key (a full handshake follows), 1 go on, 2 go on and give a new ticket.
func tlsTicketKeyCallback(
    _ connection: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?, _ vector: UnsafeMutablePointer<UInt8>?,
    _ cipher: OpaquePointer?, _ authentication: OpaquePointer?, _ isSealing: Int32
) -> Int32 {
    guard let name = unsafe name, let vector = unsafe vector,
        let context = unsafe tlsContext(from: SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), 0))
    else { return -1 }
    if isSealing == 1 {
        let key = context.ticketKeys.current()
        unsafe name.update(from: key.name, count: key.name.count)
        let random = unsafe Random.bytes(Int(EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())))
        unsafe vector.update(from: random, count: random.count)
        let isSet = unsafe EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipherKey, vector) == 1
        return unsafe isSet && use(key, authentication) ? 1 : -1
    }
    guard let (key, isRetired) = unsafe context.ticketKeys.key(named: UnsafeBufferPointer(start: name, count: 16))
    else { return 0 }
    let isSet = unsafe EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nil, key.cipherKey, vector) == 1
    guard unsafe isSet && use(key, authentication) else { return -1 }
    // Clients of TLS 1.3 use a ticket once (RFC 8446 §C.4): each return gets them the next.
    let isSpent = unsafe SSL_version(connection) == TLS1_3_VERSION
    return isRetired || isSpent ? 2 : 1
}

private func use(_ key: TLSTicketKeys.Key, _ authentication: OpaquePointer?) -> Bool {
    unsafe openssl_use_digest(authentication, "SHA256", key.authenticationKey, key.authenticationKey.count) == 1
}

private func tlsContext(from reference: UnsafeMutableRawPointer?) -> TLSContext? {
    guard let reference = unsafe reference else { return nil }
    return unsafe Unmanaged<TLSContext>.fromOpaque(reference).takeUnretainedValue()
}
