import Core

extension Command {
    static let apps = Command(
        "apps", "Manage the applications that may call APIs.",
        details: """
            Apps are kept in the config's data directory, in gateway.sqlite. The gateway need not run; one that
            runs lets a new app in at its first request, and takes in other changes within a second, mostly at
            once. A route asks for an app by its rule: "app": "known" or "super". Only `add` makes the directory
            and the file.
            """,
        subcommands: [addApp, listApps, rotateApp, blockApp, unblockApp, removeApp])

    private static let name = Operand("NAME", "The app: 1 to 64 letters, digits, \".\", \"_\" and \"-\".")
    private static let token = CommandOption.value(
        "--token", "TOKEN", "A token agreed elsewhere, \"-\" to read it from standard input; else one is made.")
    private static let api = CommandOption.values("--api", "API", "An API of the config that it may call.")
    private static let isSuper = CommandOption.flag("--super", "Let it use routes for super apps.")
    private static let expires = CommandOption.value(
        "--expires", "DATE", "When it stops to be let in: 2027-01-31, or 2027-01-31T12:00:00Z.")
    private static let dropOld = CommandOption.flag("--drop-old", "The tokens it has end at once.")
    private static let keepOld = CommandOption.value(
        "--keep-old-seconds", "SECONDS", "The tokens it has end after so long; 86400 when left out.")
    private static let exitMeanings: [ExitCode: String] = [
        .refused: "the config has errors, or the apps do not allow it",
        .environment: "the data directory cannot be used",
    ]
    /// Why a token is better not typed.
    private static let tokenDetails = """
        A new token is written to standard output, once: the store keeps its digest only. A token given with
        --token stands in the process list and the shell's history for all to see; with --token - it does not.
        """

    private static let addApp = Command(
        "apps add", "Add an app and show its token.",
        details: tokenDetails + "\nWithout --api it may call all APIs, those of later config files too.",
        operands: [name], options: [api, isSuper, token, expires, .config, .dataDirectory], exitMeanings: exitMeanings,
        examples: [
            "gateway apps add web --api goncord",
            "gateway apps add admin --super --expires 2027-01-31",
            "gateway apps add legacy --token - < token.txt",
        ]
    ) { (arguments) throws(CommandFailure) in
        let expiry = try arguments.value(of: expires).map { (text) throws(CommandFailure) in try ExpiryDate(text) }
        let apps = try AppsFile(arguments)
        let apis = try apps.checkedAPIs(arguments.values(of: api))
        let name = try AppsFile.name(arguments)
        let given = try GivenToken(arguments.value(of: token))
        try apps.add { (store, now) throws(AppError) in
            try store.add(
                name, apis: apis, isSuper: arguments.has(isSuper), token: given.token, expiresAt: expiry?.time,
                now: now)
        }
        apps.say("\(name) is added; it may call \(apis == ["*"] ? "all APIs" : apis.joined(separator: ", "))")
        return try given.show()
    }

    private static let rotateApp = Command(
        "apps rotate", "Give an app another token and show it.",
        details: tokenDetails + """

            The tokens that it has stay good for a day, so that its holder can change over, or as the options say.
            At most two are good at a time.
            """,
        operands: [name], options: [token, dropOld, keepOld, .config, .dataDirectory], exitMeanings: exitMeanings,
        examples: ["gateway apps rotate web", "gateway apps rotate web --drop-old"]
    ) { (arguments) throws(CommandFailure) in
        if arguments.has(dropOld), arguments.has(keepOld) {
            throw .usage("\(dropOld.name) and \(keepOld.name) exclude each other")
        }
        let seconds = try keptSeconds(arguments)
        let apps = try AppsFile(arguments)
        let name = try AppsFile.name(arguments)
        let given = try GivenToken(arguments.value(of: token))
        try apps.change(name) { (store, now) throws(AppError) in
            let old: AppStore.OldToken =
                arguments.has(dropOld) ? .drop : .expire(at: now.adding(seconds: seconds))
            try store.rotate(name, to: given.token, old: old, now: now)
        }
        let end = arguments.has(dropOld) ? "is not good any more" : "stays good for \(seconds) seconds"
        apps.say("\(name) has a new token; what it had \(end)")
        return try given.show()
    }

    private static func keptSeconds(_ arguments: Arguments) throws(CommandFailure) -> Int64 {
        guard let text = arguments.value(of: keepOld) else { return 86_400 }
        guard let seconds = Int64(text), (1...31_536_000).contains(seconds) else {
            throw .usage("\(keepOld.name) is a number from 1 to 31536000, not \(ConfigText.quoted(text))")
        }
        return seconds
    }

    private static let listApps = Command(
        "apps list", "List all apps.",
        details: "Times are in UTC. Tokens are counted as long as they are good.",
        options: [.config, .dataDirectory, .json], exitMeanings: exitMeanings, examples: ["gateway apps list --json"]
    ) { (arguments) throws(CommandFailure) in
        let records = try AppsFile(arguments).list().map(ListedApp.init)
        if arguments.has(.json) { return try Program.print(PrettyJSON.array(records.map(\.json)).rendered) }
        guard !records.isEmpty else { return try Program.print("no apps\n") }
        var table = TextTable(["NAME", "STATUS", "APIS", "TOKENS", "EXPIRES", "CREATED", "LAST USED"])
        for record in records { table.add(record.cells) }
        return try Program.print(table.text)
    }

    private static let blockApp = simple("block", "Shut an app out until it is unblocked.", "is blocked") {
        (store, name) throws(AppError) in try store.block(name)
    }
    private static let unblockApp = simple("unblock", "Let a blocked app in again.", "is let in again") {
        (store, name) throws(AppError) in try store.unblock(name)
    }
    private static let removeApp = simple("remove", "Forget an app and its tokens.", "is removed") {
        (store, name) throws(AppError) in try store.remove(name)
    }

    /// A command that needs no more than the app's name.
    private static func simple(
        _ word: String, _ summary: String, _ outcome: String,
        _ change: @escaping @Sendable (AppStore, AppName) throws(AppError) -> Void
    ) -> Command {
        Command(
            "apps \(word)", summary, operands: [name], options: [.config, .dataDirectory], exitMeanings: exitMeanings,
            examples: ["gateway apps \(word) web"]
        ) { (arguments) throws(CommandFailure) in
            let apps = try AppsFile(arguments)
            let name = try AppsFile.name(arguments)
            try apps.change(name) { (store, _) throws(AppError) in try change(store, name) }
            apps.say("\(name) \(outcome)")
            return .success
        }
    }
}
