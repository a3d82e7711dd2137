/// One step from a document's root to a value in it.
enum JSONPathStep: Equatable {
    case key(String)
    case index(Int)

    /// A position in an array is a decimal number from 0.
    var text: String {
        switch self {
        case .key(let key): key
        case .index(let index): String(index)
        }
    }
}
