import Kit

extension AllyChat {
    func markRead(_ input: MessagePath, _ call: borrowing WriteCall) throws(APIError) -> ReadMark {
        let caller = try call.caller.account()
        return try mark(try call.store.reading.message(input.id, seenBy: caller), readBy: caller, call)
    }

    /// All up to the message is read. Who asked for such events hears of it, if that is news.
    func mark(
        _ message: StoredMessage, readBy reader: Account, _ call: borrowing WriteCall
    ) throws(APIError) -> ReadMark {
        let earlier = try call.store.reading.mark(of: reader.id, in: message.room)
        let mark = try call.store.setMark(of: reader.id, in: message.room, to: message, at: call.now)
        if mark.messageNumber > earlier?.messageNumber ?? 0 { call.publish(mark) }
        return mark
    }
}
