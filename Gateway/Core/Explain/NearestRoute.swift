/// The route whose path is closest to one that no route has.
struct NearestRoute {
    /// The path to try instead; parameters hold what the request has at their places.
    let path: String
    let position: ConfigPosition

    /// - Parameter exchange: with its path cut into segments. `nil` when no route's path is close.
    init?(to exchange: borrowing Exchange, among routes: [BoundRoute]) {
        let request = exchange.head
        let asked = String(decoding: request.bytes[request.pathRange], as: UTF8.self)
        let start = request.pathRange.lowerBound
        let segments = exchange.segments.ranges.map { range in
            String(decoding: request.bytes[start + range.lowerBound..<start + range.upperBound], as: UTF8.self)
        }
        let candidates = routes.map { Self.path($0.pattern.path, filledFrom: segments) }
        guard let nearest = NearestName.of(asked, among: candidates), nearest != asked,
            let index = candidates.firstIndex(of: nearest)
        else { return nil }
        path = nearest
        position = routes[index].position
    }

    private static func path(_ pattern: PathPattern, filledFrom asked: [String]) -> String {
        let segments = pattern.segments.enumerated().map { index, segment in
            switch segment {
            case .literal(let text): text
            case .parameter(let name): index < asked.count && !asked[index].isEmpty ? asked[index] : "{\(name)}"
            }
        }
        return "/" + segments.joined(separator: "/") + (pattern.endsWithSlash && !segments.isEmpty ? "/" : "")
    }
}
