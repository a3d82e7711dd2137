/// What a reading operation, or a preparation, sees beside its input. Valid during the call only, on the thread that
/// runs it: an event loop's, or one of the CPU pool.
public struct ReadCall: ~Copyable {
    /// Who is calling.
    public let caller: Caller
    /// The time at which the request was complete.
    public let now: Timestamp
    /// The API's own tables, read-only: one consistent snapshot, never older than the last acknowledged write.
    public let store: ReadStore

    package init(caller: Caller, now: Timestamp, store: ReadStore) {
        self.caller = caller
        self.now = now
        self.store = store
    }
}

/// What a writing operation sees beside its input. Valid during the call only; lives on the store's writer thread.
public struct WriteCall: ~Copyable {
    /// Who is calling.
    public let caller: Caller
    /// The time at which the request was complete.
    public let now: Timestamp
    /// The API's own tables, inside a transaction of this operation's own: all of it is committed, or none.
    public let store: WriteStore

    package init(caller: Caller, now: Timestamp, store: WriteStore) {
        self.caller = caller
        self.now = now
        self.store = store
    }
}
