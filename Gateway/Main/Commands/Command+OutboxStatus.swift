import Core
import Kit
import System

extension Command {
    static let outboxStatus = Command(
        "outbox status", "Count the deliveries of each channel.",
        details: """
            READY could be sent now; RETRYING have failed before; OLDEST has waited so long. What is delivered or
            dead is counted as long as it is kept: limits.outboxRetentionSeconds, limits.outboxDeadRetentionSeconds.
            """,
        options: [outboxAPI, .config, .json], exitMeanings: outboxExitMeanings,
        examples: ["gateway outbox status", "gateway outbox status --api callup --json"]
    ) { (arguments) throws(CommandFailure) in
        let files = try OutboxFiles(arguments)
        let now = Timestamp(milliseconds: Clock.wallMilliseconds())
        var found: [ListedChannel] = []
        for api in try files.names(arguments.value(of: outboxAPI)) {
            let channels = files.channels(api)
            let names = channels.map(\.name)
            var summaries = names.map { OutboxSummary(channel: $0) }
            if let desk = try files.open(api, mode: .readOnly) {
                summaries = try OutboxFiles.orFail(api) { () throws(OutboxDesk.Refusal) in
                    try desk.summaries(of: names, now: now)
                }
            }
            found += summaries.map { summary in
                ListedChannel(
                    api: api, channel: channels.first { $0.name == summary.channel }, summary: summary, now: now)
            }
        }
        if arguments.has(.json) { return try Program.print(PrettyJSON.array(found.map(\.json)).rendered) }
        guard !found.isEmpty else { return try Program.print("no channels\n") }
        var table = TextTable(ListedChannel.header)
        for channel in found { table.add(channel.cells) }
        return try Program.print(table.text + found.compactMap(\.lastError).joined())
    }
}
