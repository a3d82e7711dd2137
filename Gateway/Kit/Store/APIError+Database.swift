package import System

extension APIError {
    /// What the client learns of a database error: that the store is not available just now, or no more than that
    /// something is wrong inside.
    package init(_ error: DatabaseError) {
        switch error.kind {
        case .busy, .diskFull, .inputOutput, .outOfMemory, .cannotOpen, .rolledBack: self = .storeIsUnavailable
        case .corrupt, .constraint, .readOnly, .programming: self.init(.internalError)
        }
    }

    /// 503 with a second's pause before the next try.
    package static let storeIsUnavailable = APIError(.storeUnavailable, retryAfterSeconds: 1)
}
