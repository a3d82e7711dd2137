import Core
import Kit
import System

extension Command {
    static let outbox = Command(
        "outbox", "Look at deliveries to other services, retry and drop them.",
        details: """
            What an operation has done outside the gateway (a call, a push) is kept with its other writes, and
            delivered after them. What cannot be delivered in time, or is refused, becomes a dead letter, which is
            kept for a while and can be retried. A change takes effect in a running gateway within a second.
            """,
        subcommands: [outboxStatus, listOutbox, showDelivery, retryDelivery, dropDelivery])

    private static let name = Operand("ID", "The delivery, as `gateway outbox list` names it: callup/17.")
    private static let optionalName = Operand(name.name, name.summary, isOptional: true)
    static let outboxAPI = CommandOption.value("--api", "API", "Only this API of the config.")
    private static let state = CommandOption.value(
        "--state", "STATE", "waiting, delivered or dead; when left out waiting and dead, with --key all.")
    private static let key = CommandOption.value(
        "--key", "KEY", "Only those of this key: a phone, a person.")
    private static let after = CommandOption.value(
        "--after", "ID", "Begin after this one: the last of the page before.")
    private static let limit = CommandOption.value(
        "--limit", "N", "Show at most so many of an API: 1 to 10000; else 100.")
    private static let reveal = CommandOption.flag(
        "--reveal", "Show secret values of the body, which are masked else.")
    private static let dead = CommandOption.flag("--dead", "All dead letters, with --api of that API only.")
    static let outboxExitMeanings = exitMeanings("the config has errors, or the API is not an enabled one of it")
    private static let changeExitMeanings = exitMeanings("the config has errors, or there is no such delivery")

    private static func exitMeanings(_ refused: String) -> [ExitCode: String] {
        [.refused: refused, .environment: "the data directory cannot be used"]
    }

    private static let listOutbox = Command(
        "outbox list", "List deliveries, the oldest first.",
        details: """
            AGE is since the operation, DUE when the next attempt may be made. With --json each has its times in UTC
            and its body, in which secret values are masked. `gateway outbox status` counts them all.
            """,
        options: [outboxAPI, key, state, after, limit, reveal, .config, .json], exitMeanings: outboxExitMeanings,
        examples: [
            "gateway outbox list", "gateway outbox list --api callup --state dead --json",
            "gateway outbox list --key 79990000000",
        ]
    ) { (arguments) throws(CommandFailure) in
        let limit = try limit(arguments)
        let states = try states(arguments)
        let after = try arguments.value(of: after).map { (text) throws(CommandFailure) in try DeliveryName(text) }
        let files = try OutboxFiles(arguments)
        var found: [ListedDelivery] = []
        for api in try files.names(after?.api ?? arguments.value(of: outboxAPI)) {
            guard let desk = try files.open(api, mode: .readOnly) else { continue }
            let page = try OutboxFiles.orFail(api) { () throws(OutboxDesk.Refusal) in
                var ids: [Int64] = []
                for state in states {
                    ids += try desk.ids(state, key: arguments.value(of: key), after: after?.id ?? 0, limit: limit)
                }
                var page: [ListedDelivery] = []
                for id in ids.sorted().prefix(limit) {
                    guard let record = try desk.record(id) else { continue }
                    page.append(ListedDelivery(api: api, record: record))
                }
                return page
            }
            found += page
            if page.count == limit, let last = page.last {
                StandardError.write("there may be more of \(api): go on with --after \(last.name)\n")
            }
        }
        if arguments.has(.json) {
            let reveals = arguments.has(reveal)
            return try Program.print(PrettyJSON.array(found.map { $0.json(reveals: reveals) }).rendered)
        }
        guard !found.isEmpty else { return try Program.print("no deliveries\n") }
        let now = Timestamp(milliseconds: Clock.wallMilliseconds())
        var table = TextTable(ListedDelivery.header)
        for delivery in found { table.add(delivery.cells(now: now)) }
        return try Program.print(table.text)
    }

    private static let showDelivery = Command(
        "outbox show", "Show all of a delivery, as JSON.",
        details: "JSON with or without --json.",
        operands: [name], options: [reveal, .config, .json], exitMeanings: changeExitMeanings,
        examples: ["gateway outbox show callup/17 --reveal"]
    ) { (arguments) throws(CommandFailure) in
        let name = try DeliveryName(arguments.operands[0])
        let desk = try OutboxFiles(arguments).open(name.api, mode: .readOnly)
        let record = try OutboxFiles.orFail(name.api) { () throws(OutboxDesk.Refusal) in
            guard let record = try desk?.record(name.id) else { throw .unknown(name.id) }
            return record
        }
        let json = ListedDelivery(api: name.api, record: record).json(reveals: arguments.has(reveal))
        return try Program.print(json.rendered)
    }

    private static let retryDelivery = Command(
        "outbox retry", "Try a delivery again at once.",
        details: """
            Also while its provider is down. A deadline that has passed is lifted; a dead letter keeps its place
            among those of its key.
            """,
        operands: [optionalName], options: [dead, outboxAPI, .config, .json], exitMeanings: changeExitMeanings,
        examples: ["gateway outbox retry callup/17", "gateway outbox retry --dead --api callup"]
    ) { (arguments) throws(CommandFailure) in
        let now = Timestamp(milliseconds: Clock.wallMilliseconds())
        return try change(arguments, "will be tried again") { (desk, ids) throws(OutboxDesk.Refusal) in
            try desk.retry(ids, now: now)
        }
    }

    private static let dropDelivery = Command(
        "outbox drop", "Remove a delivery for good.",
        details: "An attempt that is on its way is not called back.",
        operands: [optionalName], options: [dead, outboxAPI, .config, .json], exitMeanings: changeExitMeanings,
        examples: ["gateway outbox drop callup/17", "gateway outbox drop --dead"]
    ) { (arguments) throws(CommandFailure) in
        try change(arguments, "dropped") { (desk, ids) throws(OutboxDesk.Refusal) in try desk.drop(ids) }
    }

    /// Changes one delivery, or all dead letters in commits of 500, so that a running gateway is not held up.
    private static func change(
        _ arguments: Arguments, _ outcome: String, _ body: (OutboxDesk, [Int64]) throws(OutboxDesk.Refusal) -> Void
    ) throws(CommandFailure) -> ExitCode {
        guard arguments.operands.isEmpty == arguments.has(dead) else {
            throw .usage("give either ID or \(dead.name)")
        }
        let files = try OutboxFiles(arguments)
        var count = 0
        if let text = arguments.operands.first {
            let name = try DeliveryName(text)
            let desk = try files.open(name.api, mode: .readWrite)
            try OutboxFiles.orFail(name.api) { () throws(OutboxDesk.Refusal) in
                guard let desk else { throw .unknown(name.id) }
                try body(desk, [name.id])
            }
            count = 1
        } else {
            for api in try files.names(arguments.value(of: outboxAPI)) {
                guard let desk = try files.open(api, mode: .readWrite) else { continue }
                count += try OutboxFiles.orFail(api) { () throws(OutboxDesk.Refusal) in
                    var last: Int64 = 0
                    var count = 0
                    while true {
                        let ids = try desk.ids(.dead, after: last, limit: 500)
                        guard let end = ids.last else { return count }
                        try body(desk, ids)
                        last = end
                        count += ids.count
                    }
                }
            }
        }
        if arguments.has(.json) {
            return try Program.print(PrettyJSON.object([("deliveries", .integer(count))]).rendered)
        }
        StandardError.write("\(count) \(count == 1 ? "delivery" : "deliveries") \(outcome)\n")
        return .success
    }

    private static func states(_ arguments: Arguments) throws(CommandFailure) -> [DeliveryRecord.State] {
        guard let text = arguments.value(of: state) else {
            return arguments.has(key) ? DeliveryRecord.State.allCases : [.waiting, .dead]
        }
        guard let state = DeliveryRecord.State(rawValue: text) else {
            let known = DeliveryRecord.State.allCases.map(\.rawValue)
            throw .usage("--state \(ConfigText.unknown(text, "a state", among: known))")
        }
        return [state]
    }

    private static func limit(_ arguments: Arguments) throws(CommandFailure) -> Int {
        guard let text = arguments.value(of: limit) else { return 100 }
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw .usage("\(limit.name) is a number from 1 to 10000, not \(ConfigText.quoted(text))")
        }
        return number
    }
}
