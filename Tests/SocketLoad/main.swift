// Many WebSockets at once, for benchmarks: a client that costs little beside the server.
//
//     SocketLoad PORT exchange SECONDS            each sends its message, and the next for each that comes
//     SocketLoad PORT broadcast PER_SECOND COUNT  the last one sends, all others get each
//
// Standard input has a line for each connection: its path, a tab, and the text that it sends, in which sixteen `#` are
// a counter. When all are connected and have had a second of it, it prints `ready`; then it measures, and prints JSON.
import Foundation

let arguments = CommandLine.arguments
var lines: [String] = []
while let line = readLine() { lines.append(line) }
let crowd = try Crowd(port: arguments[1], lines: lines)

func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

if arguments[2] == "broadcast", let perSecond = Double(arguments[3]), let count = Int(arguments[4]) {
    _ = try crowd.broadcast(perSecond: perSecond, count: Int(perSecond))
    say("ready")
    let taken = try crowd.broadcast(perSecond: perSecond, count: count).sorted()
    let p99 = taken.isEmpty ? 0 : Double(taken[taken.count * 99 / 100]) / 1e6
    say(#"{"delivered": \#(taken.count * (lines.count - 1)), "p99Milliseconds": \#(p99)}"#)
} else if let seconds = Double(arguments[3]) {
    try crowd.begin()
    _ = try crowd.exchange(seconds: 1)
    say("ready")
    say(#"{"exchanged": \#(try crowd.exchange(seconds: seconds))}"#)
}
