/// How a route looks for an app.
package struct AppCheck: Sendable {
    /// The field with the app's token.
    package let header: FieldName
    /// The app's status must be super.
    package let requiresSuper: Bool
}
