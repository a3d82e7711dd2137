import Kit

extension EnvelopeConfig {
    static let rule = ConfigRule<@Sendable (ConfigName) -> EnvelopeConfig>.object(
        .required("success", template, orElse: nil, "Template of a success, with $data, $requestId, $status."),
        .required(
            "failure", template, orElse: nil,
            "Template of a failure, with $code, $message, $fields, $requestId, $status."),
        .defaulted(
            "failureByCode", byCode, to: [], written: nil, "Templates of failures that look otherwise, by code."),
        make: { place, success, failure, failureByCode in
            { name in
                EnvelopeConfig(
                    name: name, place: place, success: success, failure: failure, failureByCode: failureByCode)
            }
        })

    private static let template = ConfigRule<JSONNode>.any.map(Optional.some)

    private static let byCode = ConfigRule<[CodeTemplate]>(.byErrorCode) { node, path, report in
        guard node.kind == .object else {
            report.refuse(node, path, wanted: "an object")
            return nil
        }
        return node.members.map { member in
            let place = ConfigPlace(member.keyNode.offset, path.key(member.key))
            return CodeTemplate(code: Located(member.key, at: place), template: member.value)
        }
    }

    /// The envelope that is there without being declared, unless it is declared otherwise.
    static func addingPlain(to envelopes: [EnvelopeConfig]) -> [EnvelopeConfig] {
        envelopes.contains { $0.name == .plain } ? envelopes : envelopes + [plain]
    }

    private static let plain: EnvelopeConfig = {
        let text = """
            ["$data", { "error": { "code": "$code", "message": "$message", "fields": "$fields?" } }]
            """
        let templates = (try? JSONDocument(parsing: Array(text.utf8))).map { Array($0.root.elements) } ?? []
        precondition(templates.count == 2, "the text above is a list of two templates")
        let place = ConfigPlace(0, ConfigPath().key("envelopes").key("plain"))
        return EnvelopeConfig(
            name: .plain, place: place, success: templates[0], failure: templates[1], failureByCode: [])
    }()
}
