package import Kit

/// What a route runs, and what it asks for first.
package struct BoundOperation: Sendable {
    package let operation: OperationSignature
    package let handler: OperationHandler
    /// `nil`: no token is looked for.
    package let token: TokenCheck?
    /// `nil`: no app is looked for.
    package let app: AppCheck?
    package let bodyLimitBytes: Int
    /// `nil`: callers are not counted.
    package let limit: BoundLimit?
}
