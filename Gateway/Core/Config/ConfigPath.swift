import Kit

/// The keys from the top of the config file down to a value, shown as `apis.callup.routes[3].app`.
package struct ConfigPath: Sendable, Hashable, CustomStringConvertible {
    /// One step down.
    private enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    private var steps: [Step] = []

    /// The whole file.
    package init() {}

    /// The value of an object's key.
    package func key(_ name: String) -> ConfigPath { adding(.key(name)) }

    /// An array's element, counted from 0.
    package func index(_ index: Int) -> ConfigPath { adding(.index(index)) }

    /// Further steps as plugins and templates name them: a decimal number is an array's element.
    func appending(_ steps: [String]) -> ConfigPath {
        steps.reduce(self) { path, step in
            let isIndex = !step.isEmpty && step.utf8.allSatisfy(\.isDigit)
            return isIndex ? Int(step).map(path.index) ?? path.key(step) : path.key(step)
        }
    }

    /// It is that path, or lies below it.
    func isWithin(_ other: ConfigPath) -> Bool { steps.starts(with: other.steps) }

    private func adding(_ step: Step) -> ConfigPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// Empty for the whole file. A key that is no plain word is quoted: `apis["a b"]`.
    package var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let name) where Self.isPlain(name): text += text.isEmpty ? name : ".\(name)"
            case .key(let name): text += "[\(ConfigText.quoted(name))]"
            }
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= ConfigText.shownCharacters && name.utf8.allSatisfy(ConfigText.isWordByte)
    }
}
