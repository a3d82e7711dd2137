extension InputSource {
    /// The text that one key of a query or form has; `nil` when it is not there once, with a text.
    package static func formText(named name: String, in form: Span<UInt8>) -> [UInt8]? {
        (try? TextFields(form: form))?.text(name).map { Array($0.utf8) }
    }

    /// The text that one key of a body has, by its Content-Type; JSON when there is none.
    package static func bodyText(named name: String, contentType: Span<UInt8>?, body: [UInt8]) -> [UInt8]? {
        var format = BodyFormat.json
        if let contentType {
            guard let named = BodyFormat(contentType: contentType) else { return nil }
            format = named
        }
        switch format {
        case .form: return formText(named: name, in: body.span)
        // Nothing of it is kept before the caller is known.
        case .multipart: return nil
        case .json: return (try? JSONDocument(parsing: body))?.root[name]?.string.map { Array($0.utf8) }
        }
    }
}
