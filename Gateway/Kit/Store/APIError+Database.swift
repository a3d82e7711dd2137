package import System

extension APIError {
    /// What the client learns of a database error: that the store is not available just now, or no more than that
    /// something is wrong inside.
    package init(_ error: DatabaseError) {
        switch error.kind {
        case .busy: self = .storeIsUnavailable(.storeBusy)
        case .diskFull: self = .storeIsUnavailable(.storeFull)
        case .inputOutput: self = .storeIsUnavailable(.storeInputOutput)
        case .outOfMemory: self = .storeIsUnavailable(.outOfMemory)
        case .cannotOpen: self = .storeIsUnavailable(.storeNotOpened)
        case .fileGone: self = .storeIsUnavailable(.storeGone)
        case .rolledBack: self = .storeIsUnavailable(.storeRolledBack)
        case .corrupt: self.init(.internalError, .storeDamaged)
        case .readOnly: self.init(.internalError, .storeReadOnly)
        case .constraint, .programming: self.init(.internalError, .program)
        }
    }

    /// 503 with a second's pause before the next try.
    package static func storeIsUnavailable(_ detail: ErrorDetail) -> APIError {
        APIError(.storeUnavailable, detail, retryAfterSeconds: 1)
    }
}
