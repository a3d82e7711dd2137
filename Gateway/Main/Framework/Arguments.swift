import Core

/// A command's arguments, taken apart by its declaration.
struct Arguments: Sendable {
    /// Those known by their position; at least as many as the command demands.
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]

    /// The option was given.
    func has(_ option: CommandOption) -> Bool { values[option.name] != nil }

    /// The value of an option that is given at most once.
    func value(of option: CommandOption) -> String? { values[option.name]?.first }

    /// All values of an option, in the order given.
    func values(of option: CommandOption) -> [String] { values[option.name] ?? [] }

    /// The value of `--config`, or what stands for it.
    var configPath: String { value(of: .config) ?? "gateway.json" }

    /// Takes the words after the command's name apart.
    ///
    /// `--option value` and `--option=value` mean the same; after `--` every word is an operand.
    /// - Returns: `nil` when help is asked for.
    /// - Throws: the first word that does not fit.
    static func parse(_ words: some Collection<String>, for command: Command) throws(CommandFailure) -> Arguments? {
        var arguments = Arguments()
        var words = Array(words)[...]
        while let word = words.popFirst() {
            if word == "--" {
                arguments.operands += words
                break
            }
            // A single dash is a word as any other.
            guard word.hasPrefix("-"), word != "-" else {
                arguments.operands.append(word)
                continue
            }
            if word == CommandOption.help.name || word == "-h" { return nil }
            try arguments.take(option: word, &words, command)
        }
        try arguments.checkOperands(command)
        return arguments
    }

    private mutating func take(
        option word: String, _ rest: inout ArraySlice<String>, _ command: Command
    ) throws(CommandFailure) {
        let isLong = word.hasPrefix("--")
        let name = isLong ? String(word.prefix { $0 != "=" }) : String(word.prefix(2))
        let attached = word.count == name.count ? nil : String(word.dropFirst(name.count + (isLong ? 1 : 0)))
        guard let option = command.options.first(where: { $0.name == name }) else {
            let known = (command.options + [.help]).map(\.name)
            throw .usage("\(ConfigText.quoted(name)) is not an option here" + Self.hint(name, known))
        }
        guard option.isRepeatable || !has(option) else { throw .usage("\(name) is given twice") }
        guard option.placeholder != nil else {
            guard attached == nil else { throw .usage("\(name) takes no value") }
            values[name] = []
            return
        }
        let value = if let attached { attached } else { try Self.next(&rest, of: option, command) }
        values[name, default: []].append(value)
    }

    /// The word after an option; another option of the command is taken for a forgotten value.
    private static func next(
        _ rest: inout ArraySlice<String>, of option: CommandOption, _ command: Command
    ) throws(CommandFailure) -> String {
        guard let word = rest.popFirst() else { throw .usage("\(option.name) needs a value: \(option.shown)") }
        guard !command.options.contains(where: { $0.name == word }) else {
            throw .usage("\(option.name) needs a value, and \(word) is another option")
        }
        return word
    }

    private func checkOperands(_ command: Command) throws(CommandFailure) {
        let needed = command.operands.prefix { !$0.isOptional }
        if operands.count < needed.count {
            let missing = needed.dropFirst(operands.count).map(\.name)
            throw .usage("\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") missing")
        }
        guard operands.count > command.operands.count else { return }
        throw .usage("\(ConfigText.quoted(operands[command.operands.count])) is one argument too many")
    }

    private static func hint(_ name: String, _ known: [String]) -> String {
        NearestName.suggestion(for: name, among: known) ?? "; there is \(known.joined(separator: ", "))"
    }
}
