import Kit

extension Topic {
    /// Those who listen to a notebook.
    static func notebook(_ number: Int64) -> Topic { Topic("notebook:\(number)") }
}

extension Notes {
    /// Lets whoever holds the notebook's cookie hear of its notes. The connection's state is the notebook's number.
    func listen(_ input: NoInput, _ call: borrowing ReadCall) throws(APIError) -> SocketStart<Int64> {
        let notebook = try call.caller.notebook()
        return SocketStart(state: notebook, topics: [.notebook(notebook)])
    }

    /// The same as `addNote` for one who listens: the note comes back as the event `added`.
    func addHeardNote(
        _ input: AddNote, _ notebook: Int64, _ call: borrowing WriteCall
    ) throws(APIError) -> SocketReply<Int64> {
        .event("added", try add(input.text, to: notebook, call))
    }
}
