extension AccessLogTarget {
    static let rule = ConfigRule<AccessLogTarget>.object(
        .required(
            "path", target.nullable, "File that lines are appended to; \"-\" for standard output, null for none."),
        make: { $1 ?? .off })

    private static let target = ConfigRule<AccessLogTarget>(ConfigRule.path.schema) { node, path, report in
        if node.string == "-" { return .standardOutput }
        return ConfigRule.path.read(node, path, &report).map(AccessLogTarget.file)
    }
}
