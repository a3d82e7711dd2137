/// Which applications may use a route.
package enum AppRule: String, Sendable, CaseIterable {
    /// Every caller.
    case none
    /// An active app that may call the API.
    case known
    /// The same, with the status super.
    case `super`
}
