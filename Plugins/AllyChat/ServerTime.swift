import Kit

/// `{"time": 1433421258.138}`
struct ServerTime: Sendable, JSONWritable {
    let time: ChatTime

    func write(to json: inout JSONOutput) { json.object { $0.member("time", time) } }
}

extension AllyChat {
    func serverTime(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> ServerTime {
        ServerTime(time: ChatTime(call.now))
    }
}
