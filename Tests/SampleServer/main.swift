// A gateway that serves plugins which are not shipped: the sample one, for tests that end it as a power failure would
// or look at its memory, and an echo for benchmarks. Argument: a directory with `gateway.json`. Prints where it
// listens, and serves until it is killed.
import Core
import Kit
import SamplePlugin
import System

let directory = CommandLine.arguments[1]
let loader = ConfigLoader(plugins: [LinkedPlugin(Notes.self), LinkedPlugin(Echo.self)]) { _, _ in
    PluginHost { (_, count) throws(ConfigError) in [UInt8](repeating: 7, count: count) }
}
let config = try SmallFile(reading: "\(directory)/gateway.json", limitBytes: 1 << 20).bytes
let outcome = loader.check(config, name: "gateway.json", directory: directory)
guard let gateway = outcome.gateway else {
    StandardError.write(outcome.report.text)
    exit(1)
}
let log = try LogWriter(.standardError, name: "log")
let server = try Server(
    gateway, directory: DataDirectory(path: "\(directory)/data"), errorLog: ErrorLog(log), errorLogWriter: log)
try StandardOutput.write(server.addresses.joined(separator: "\n") + "\n")
Signal().wait()
