/// A value and where the config file says it.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let place: ConfigPlace

    package init(_ value: Value, at place: ConfigPlace) {
        self.value = value
        self.place = place
    }
}

extension Located: Equatable where Value: Equatable {}
