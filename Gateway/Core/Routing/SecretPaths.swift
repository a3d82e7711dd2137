import Kit

/// Which parts of a path no log may hold: of one that fits a route what the route's operation calls a secret, and of
/// one that fits none whatever could be a secret of some route, in whatever place and spelling.
///
/// A client that calls a route nearly right (one slash too many, another case, an escaped slash, another method) sends
/// a code that is still good. So of such a path is masked:
///
/// - from its place on all that stands where a route has a secret, counted from the literal before it, wherever that
///   literal is found: once segment by segment, once without empty ones, and with escaped slashes as borders;
/// - every segment in which there is a word that the type of a secret takes.
///
/// All else is shown, so that operators can read what was asked for.
struct SecretPaths: Sendable {
    private static let mask = Array("****".utf8)
    /// More words than that are no path that anyone has to read.
    private static let wordLimit = 64

    /// A secret's place: so many segments after a literal, or after the beginning of the path.
    private struct Place: Hashable {
        let literal: String?
        let distance: Int
    }

    /// A secret's type, as the input of an operation that has it.
    private struct Shape: Sendable {
        let input: InputShape
        let name: String
    }

    private let places: [String?: Int]
    private let shapes: [Shape]
    private let literals: Set<String>

    init(_ routes: [Route]) {
        var places: [String?: Int] = [:]
        var shapes: [Shape] = []
        var literals: Set<String> = []
        for route in routes {
            let segments = route.path.segments
            for case .literal(let text) in segments { literals.insert(text.lowercased()) }
            for number in route.bound.secretSegments {
                let place = Self.place(of: number, in: segments)
                places[place.literal] = min(places[place.literal] ?? .max, place.distance)
                if case .parameter(let name) = segments[number], let input = route.bound.operation?.signature.input,
                    input.secretPathFields.contains(name)
                {
                    shapes.append(Shape(input: input, name: name))
                }
            }
        }
        (self.places, self.shapes, self.literals) = (places, shapes, literals)
    }

    private static func place(of number: Int, in segments: [PathPattern.Segment]) -> Place {
        for before in segments[..<number].indices.reversed() {
            if case .literal(let text) = segments[before] {
                return Place(literal: text.lowercased(), distance: number - before)
            }
        }
        return Place(literal: nil, distance: number + 1)
    }

    /// No route has a secret in its path.
    var isEmpty: Bool { places.isEmpty }

    /// A path that fits a route, with the route's secrets masked.
    /// - Parameter numbers: of the secret segments.
    static func masked(_ path: Span<UInt8>, segments numbers: [Int]) -> [UInt8] {
        var shown: [UInt8] = []
        var written = 0
        for number in numbers {
            guard let secret = path.pathSegment(number: number) else { continue }
            shown.append(copying: path.extracting(written..<secret.lowerBound))
            shown.append(contentsOf: mask)
            written = secret.upperBound
        }
        shown.append(copying: path.extracting(written...))
        return shown
    }

    /// A path that fits no route, as it may be shown; `nil`: as it is.
    /// - Parameter path: as sent, not empty.
    func masked(_ path: Span<UInt8>) -> [UInt8]? {
        if isEmpty { return nil }
        var reach = Reach(places)
        var words = Self.wordLimit
        var shown: [UInt8] = []
        var isMasked = false
        var start = 1
        while let segment = path.pathSegment(from: start) {
            shown.append(UInt8(ascii: "/"))
            let raw = path.extracting(segment)
            let pieces = Self.pieces(of: raw)
            if reach.hits(pieces) || words <= 0 {
                shown.append(contentsOf: Self.mask)
                if path[path.count - 1] == UInt8(ascii: "/") { shown.append(UInt8(ascii: "/")) }
                return shown
            }
            let isKnown = pieces.allSatisfy { $0.isEmpty || literals.contains($0.lowercased()) }
            if !isKnown, pieces.contains(where: { couldBeSecret($0, &words) }) {
                shown.append(contentsOf: Self.mask)
                isMasked = true
            } else {
                shown.append(copying: raw)
            }
            start = segment.upperBound + 1
        }
        if start == path.count, path.count > 1 { shown.append(UInt8(ascii: "/")) }
        return isMasked ? shown : nil
    }

    /// What an escaped slash, or a backslash that some take for one, would make of a segment. Escapes may be escaped
    /// themselves.
    private static func pieces(of segment: Span<UInt8>) -> [String] {
        var bytes: [UInt8] = []
        PathEscapes.decode(segment) { bytes.append($0) }
        if bytes.contains(UInt8(ascii: "%")) {
            let once = bytes
            bytes = []
            PathEscapes.decode(once.span) { bytes.append($0) }
        }
        let borders = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
        let pieces = bytes.split(omittingEmptySubsequences: false, whereSeparator: borders.contains)
        return pieces.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the type of a secret takes the piece, or a word in it.
    private func couldBeSecret(_ piece: String, _ words: inout Int) -> Bool {
        guard !piece.isEmpty, !shapes.isEmpty else { return false }
        let byCharacter = piece.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        let byDigits = piece.split { !$0.isASCII || !$0.isNumber }
        for word in [piece[...]] + byCharacter + byDigits {
            words -= 1
            if words < 0 || shapes.contains(where: { $0.input.takes(String(word), for: $0.name) }) { return true }
        }
        return false
    }
}

/// Counts the segments of a path after each literal behind which a secret stands.
private struct Reach {
    private let places: [String?: Int]
    /// How many segments away the nearest secret is: with empty segments counted, and without.
    private var all: Int
    private var some: Int

    init(_ places: [String?: Int]) {
        self.places = places
        all = places[nil] ?? .max
        some = all
    }

    /// Takes the next segment in.
    /// - Returns: whether a secret could stand in it.
    mutating func hits(_ pieces: [String]) -> Bool {
        for piece in pieces {
            let isNothing = piece.isEmpty || piece == "."
            if all < .max { all -= 1 }
            if some < .max, !isNothing { some -= 1 }
            if all <= 0 && !isNothing || some <= 0 { return true }
            if let distance = places[piece.lowercased()] {
                all = min(all, distance)
                some = min(some, distance)
            }
        }
        return false
    }
}
