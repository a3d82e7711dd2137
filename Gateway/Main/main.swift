import System

let arguments = CommandLine.arguments.dropFirst()
let config = arguments.firstIndex(of: "--config").map { arguments[$0 + 1] } ?? "gateway.json"
exit(ServeCommand.run(configPath: config).rawValue)
