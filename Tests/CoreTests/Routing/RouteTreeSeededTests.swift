@testable import Core
import Kit
import TestSupport
import Testing

/// The tree against a list that is searched from end to end.
struct RouteTreeSeededTests {
    private static let names = ["a", "b", "c"]

    private static func pattern(_ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...4, using: &generator)
        let segments = (0..<count).map { index in
            Bool.random(using: &generator) ? names.randomElement(using: &generator) ?? "a" : "{p\(index)}"
        }
        let method = ["GET", "POST", "PUT"].randomElement(using: &generator) ?? "GET"
        let host = Int.random(in: 0..<4, using: &generator) == 0 ? "h.example" : ""
        let slash = count == 0 || Int.random(in: 0..<4, using: &generator) > 0 ? "" : "/"
        return "\(method) \(host)/\(segments.joined(separator: "/"))\(slash)"
    }

    private static func path(_ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...5, using: &generator)
        let segments = (0..<count).map { _ in ["a", "b", "c", "d", ""].randomElement(using: &generator) ?? "a" }
        return "/" + segments.joined(separator: "/")
    }

    /// Whether the route has that host and path, and how good a match it is: the host, then each segment.
    private static func rank(_ route: RouteConfig, _ host: String, _ path: String) -> [Int]? {
        if let own = route.host?.value, own.text != host { return nil }
        var parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let endsWithSlash = parts.last == ""
        if endsWithSlash { parts.removeLast() }
        guard parts.count == route.path.value.segments.count, endsWithSlash == route.path.value.endsWithSlash else {
            return nil
        }
        var rank = [route.host == nil ? 1 : 0]
        for (segment, part) in zip(route.path.value.segments, parts) {
            switch segment {
            case .literal(let text):
                guard text == part else { return nil }
                rank.append(0)
            case .parameter:
                guard !part.isEmpty else { return nil }
                rank.append(1)
            }
        }
        return rank
    }

    private static func expected(_ routes: [BoundRoute], _ method: String, _ host: String, _ path: String) -> String {
        let known = routes.compactMap { route in rank(route.written, host, path).map { (route.written, $0) } }
        let served = known.filter { $0.0.method.value.rawValue == method }
        guard let best = served.min(by: { $0.1.lexicographicallyPrecedes($1.1) }) else {
            return known.isEmpty ? "route.unknown" : "method.not_allowed"
        }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let values = best.0.path.value.segments.enumerated().map { index, segment in
            if case .parameter(let name) = segment { " \(name)=\(parts[index])" } else { "" }
        }
        return best.0.pattern + values.joined()
    }

    @Test(arguments: 0..<40 as Range<UInt64>) func theTreeFindsWhatAListFinds(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var shapes: Set<RouteConfig.Shape> = []
        let routes = try (0..<20).map { _ in try BoundRoute.make(Self.pattern(&generator)) }
            .filter { shapes.insert($0.written.shape).inserted }
        let table = try RouteTable.make(routes)
        for _ in 0..<100 {
            let path = Self.path(&generator)
            let method = ["GET", "POST", "PUT", "DELETE"].randomElement(using: &generator) ?? "GET"
            let host = Bool.random(using: &generator) ? "h.example" : "other"
            let found = try RouteFinderTests.find(table, "\(method) \(path)", host: host)
            let shown = found.hasPrefix("method.not_allowed") ? "method.not_allowed" : found
            #expect(shown == Self.expected(routes, method, host, path), "seed \(seed): \(method) \(host)\(path)")
        }
    }
}
