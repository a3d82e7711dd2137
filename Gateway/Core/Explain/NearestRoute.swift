/// The route whose path is closest to one that no route has.
struct NearestRoute {
    /// The path to try instead; parameters hold what the request has at their places.
    let path: String
    let place: ConfigPlace

    /// `nil` when no route's path is close.
    init?(to exchange: borrowing Exchange, among routes: [BoundRoute]) {
        let request = exchange.head
        let asked = String(decoding: request.bytes[request.pathRange], as: UTF8.self)
        let segments = asked.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let candidates = routes.map { Self.path($0.written.path.value, filledFrom: segments) }
        guard let nearest = NearestName.of(asked, among: candidates), nearest != asked,
            let index = candidates.firstIndex(of: nearest)
        else { return nil }
        path = nearest
        place = routes[index].written.place
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
