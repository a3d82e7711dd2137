import Core
import System

extension Command {
    static let plugins = Command(
        "plugins", "List the plugins of this program with operations, settings and errors.",
        details: """
            An operation's input fields stand with the place where each is looked for; a ? marks what may be left out.
            Which API of the config uses a plugin is told when there is a config file.
            """,
        options: [.config, .json],
        exitMeanings: [.refused: "the config has errors"],
        examples: ["gateway plugins", "gateway plugins --json"]
    ) { (arguments) throws(CommandFailure) in
        // Without any config there is still something to tell; with a broken one, first things first.
        let isThere = arguments.has(.config) || SmallFile.exists(arguments.configPath)
        let file = isThere ? try ConfigFile(arguments) : nil
        let listed = linkedPlugins.map { ListedPlugin($0, in: file) }
        if arguments.has(.json) { return try Program.print(PrettyJSON.array(listed.map(\.json)).rendered) }
        return try Program.print(listed.map(\.text).joined(separator: "\n"))
    }
}
