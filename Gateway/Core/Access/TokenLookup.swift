import Kit

/// Looks for a request's token where its route says, in that order.
///
/// A header field that is present ends the search, whatever it holds (Goncord's rule, for every API): an empty
/// `Authorization` never lets the cookie speak. The other places end it when they hold something.
enum TokenLookup {
    private static let bearerScheme = "bearer"
    private static let basicScheme = "basic"

    /// - Returns: `nil` when no place has one.
    static func find(_ sources: [TokenSource], in request: borrowing RequestHead, body: [UInt8]) -> FoundToken? {
        for source in sources {
            switch source {
            case .header(let name):
                switch request.field(named: name) {
                case .absent: continue
                case .one(let range): return FoundToken(source: .header, place: headerToken(name, range, request))
                case .many: return FoundToken(source: .header, place: .unusable)
                }
            case .cookie(let name):
                guard let range = request.cookie(named: name), !range.isEmpty else { continue }
                return FoundToken(source: .cookie, place: .head(range))
            case .query(let name):
                guard let bytes = queryText(name, request), !bytes.isEmpty else { continue }
                return FoundToken(source: .query, place: .bytes(bytes))
            case .body(let name):
                guard let bytes = bodyText(name, request, body), !bytes.isEmpty else { continue }
                return FoundToken(source: .body, place: .bytes(bytes))
            case .basic(let name):
                switch request.field(named: name) {
                case .absent: continue
                case .one(let range): return FoundToken(source: .basic, place: credentials(range, request))
                case .many: return FoundToken(source: .basic, place: .unusable)
                }
            }
        }
        return nil
    }

    private static func queryText(_ name: String, _ request: borrowing RequestHead) -> [UInt8]? {
        InputSource.formText(named: name, in: request.bytes.span.extracting(request.queryRange ?? 0..<0))
    }

    private static func bodyText(_ name: String, _ request: borrowing RequestHead, _ body: [UInt8]) -> [UInt8]? {
        guard let range = request.firstRange(.contentType) else {
            return InputSource.bodyText(named: name, contentType: nil, body: body)
        }
        return InputSource.bodyText(
            named: name, contentType: request.bytes.span.extracting(range), body: body)
    }

    /// `Authorization` carries a scheme (RFC 6750 §2.1), any other field the bare token.
    private static func headerToken(_ name: FieldName, _ range: Range<Int>, _ request: borrowing RequestHead)
        -> FoundToken.Place
    {
        guard name == .authorization else { return range.isEmpty ? .unusable : .head(range) }
        guard let token = value(range, of: bearerScheme, request) else { return .unusable }
        return .head(token)
    }

    /// A login and a password, with a colon after the login (RFC 7617 §2): as one piece, for the API to read.
    private static func credentials(_ range: Range<Int>, _ request: borrowing RequestHead) -> FoundToken.Place {
        guard let coded = value(range, of: basicScheme, request),
            let bytes = Base64.decode(request.bytes.span.extracting(coded)), bytes.contains(UInt8(ascii: ":"))
        else { return .unusable }
        return .bytes(bytes)
    }

    /// What follows a scheme and spaces (RFC 9110 §11.4); `nil` for another scheme, or nothing.
    private static func value(
        _ range: Range<Int>, of scheme: String, _ request: borrowing RequestHead
    ) -> Range<Int>? {
        let value = request.bytes.span.extracting(range)
        let schemeEnd = scheme.utf8.count
        guard value.count > schemeEnd + 1, value.extracting(..<schemeEnd).isEqual(toLowercase: scheme),
            value[schemeEnd] == UInt8(ascii: " ")
        else { return nil }
        var start = schemeEnd + 1
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        return range.lowerBound + start..<range.upperBound
    }
}
