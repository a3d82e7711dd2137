/// Why exactly something was refused, for operators: `detail` in the access log. The client reads code and message.
///
/// The list is closed, and its words are the program's own: whatever a client sends, nothing of it gets into the log
/// this way. README.md says of each word what it means.
public enum ErrorDetail: String, Sendable, Hashable, CaseIterable {
    /// The operation, or the API's own check, refused: the code says why.
    case operation

    // MARK: The head of a request
    case tooManyEmptyLines = "too_many_empty_lines"
    case requestLineMalformed = "request_line_malformed"
    case requestLineTooLong = "request_line_too_long"
    case methodRefused = "method_refused"
    case versionMalformed = "version_malformed"
    case versionUnsupported = "version_unsupported"
    case targetMalformed = "target_malformed"
    case targetHasFragment = "target_has_fragment"
    case pathEscapeMalformed = "path_escape_malformed"
    case pathNotText = "path_not_text"
    case bareCarriageReturn = "bare_cr"
    case bareLineFeed = "bare_lf"
    case controlCharacter = "control_character"
    case fieldNameMalformed = "field_name_malformed"
    case spaceBeforeColon = "space_before_colon"
    case fieldFolded = "field_folded"
    case fieldTooLong = "field_too_long"
    case fieldsTooLong = "fields_too_long"
    case tooManyFields = "too_many_fields"
    case hostMissing = "host_missing"
    case hostRepeated = "host_repeated"
    case hostMalformed = "host_malformed"
    case contentLengthMalformed = "content_length_malformed"
    case contentLengthRepeated = "content_length_repeated"
    case contentLengthWithTransferEncoding = "content_length_with_transfer_encoding"
    case transferEncodingMalformed = "transfer_encoding_malformed"
    case transferEncodingRepeated = "transfer_encoding_repeated"
    case transferEncodingInVersion10 = "transfer_encoding_in_1.0"
    case transferCodingUnknown = "transfer_coding_unknown"
    case expectationUnknown = "expectation_unknown"

    // MARK: The content
    case chunkSizeMalformed = "chunk_size_malformed"
    case chunkExtensionMalformed = "chunk_extension_malformed"
    case chunkExtensionsTooLong = "chunk_extensions_too_long"
    case chunkEndMalformed = "chunk_end_malformed"
    case trailerMalformed = "trailer_malformed"
    case trailersTooLong = "trailers_too_long"
    case contentTooLong = "content_too_long"
    case mediaType = "media_type"
    case charset
    case contentCoding = "content_coding"
    case jsonSyntax = "json_syntax"
    case jsonNotUTF8 = "json_not_utf8"
    case jsonTooDeep = "json_too_deep"
    case jsonDuplicateKey = "json_duplicate_key"
    case jsonNotObject = "json_not_object"
    case formMalformed = "form_malformed"
    case formTooManyFields = "form_too_many_fields"
    case formTooManyFiles = "form_too_many_files"
    case formFieldsTooLong = "form_fields_too_long"
    case rangeOutside = "range_outside"

    // MARK: The input
    case fieldMissing = "field_missing"
    case fieldInvalid = "field_invalid"

    // MARK: The route
    case noRoute = "no_route"
    case switchedOff = "switched_off"
    case otherMethods = "other_methods"
    case methodUnknown = "method_unknown"

    // MARK: The caller
    case tokenMissing = "token_missing"
    /// A field of another form than the route's source has, or several of them.
    case tokenUnusable = "token_unusable"
    case tokenMalformed = "token_malformed"
    case tokenExpired = "token_expired"
    /// Before the time from which on it counts.
    case tokenNotYet = "token_not_yet"
    case tokenRevoked = "token_revoked"
    /// Nobody is there any more whom the token names.
    case subjectUnknown = "subject_unknown"
    /// The operation needs a subject, and the route lets callers in without one.
    case routeWithoutToken = "route_without_token"
    case appMissing = "app_missing"
    case appRepeated = "app_repeated"
    case appUnknown = "app_unknown"
    case appBlocked = "app_blocked"
    case appExpired = "app_expired"
    case appOfOtherAPI = "app_of_other_api"
    case appNotSuper = "app_not_super"
    /// The operation needs an app, and the route lets callers in without one.
    case routeWithoutApp = "route_without_app"
    case routeRate = "route_rate"
    case operationRate = "operation_rate"

    // MARK: Sockets
    case upgradeMissing = "upgrade_missing"
    case upgradeVersion = "upgrade_version"
    case upgradeKey = "upgrade_key"
    case upgradeContent = "upgrade_content"
    /// A page of another origin, with a token that the browser sent by itself.
    case originForeign = "origin_foreign"
    case callersConnections = "callers_connections"
    case eventUnknown = "event_unknown"
    case frameMalformed = "frame_malformed"
    case messageTooLong = "message_too_long"
    case messageTooSlow = "message_too_slow"
    case textNotUTF8 = "text_not_utf8"
    case pongMissing = "pong_missing"
    /// More waited for the client than may wait.
    case unread

    // MARK: The connection
    case tooSlow = "too_slow"
    case clientLeft = "client_left"
    case connectionLimit = "connection_limit"
    case descriptorsExhausted = "descriptors_exhausted"
    case plainHTTP = "plain_http"
    case stopping

    // MARK: The gateway's own trouble
    case writerFull = "writer_full"
    case poolFull = "pool_full"
    case buffersFull = "buffers_full"
    case outOfMemory = "out_of_memory"
    case storeBusy = "store_busy"
    case storeFull = "store_full"
    case storeInputOutput = "store_io"
    case storeNotOpened = "store_not_opened"
    case storeGone = "store_gone"
    case storeRolledBack = "store_rolled_back"
    case storeDamaged = "store_damaged"
    case storeReadOnly = "store_read_only"
    case filesFull = "files_full"
    case filesInputOutput = "files_io"
    /// A mistake in the gateway or a plugin.
    case program
}
