import Kit
import System

/// One client's session on one loop: the plugin's state, and one event at a time. It knows messages, and nothing of
/// what carries them.
///
/// It is a member of its loop of its own, so that letters for its events find it whatever carries it at that time.
final class SocketSession: LoopMember {
    private enum Phase {
        case open
        /// The gateway stops: it is ended when its event has.
        case draining
        /// It gets nothing more; its carrier brings it to its end.
        case ending
        /// All is over but an event that still runs.
        case ended
    }

    let origin: SocketOrigin
    let pingMilliseconds: Int
    private let board: SocketBoard
    private let codec: any SocketCodec
    private var phase = Phase.open
    private var seat: SocketSeat?
    private var carrier: (any SocketCarrier)?
    /// What came before there was a carrier.
    private var backlog: [SharedMessage] = []
    private var backlogBytes = 0
    /// Its topics, and where it stands in the board's list of each.
    var places: [Topic: Int] = [:]
    /// The last of the board's events that it has got, or was not to get.
    var lastEvent: UInt64 = 0
    /// The event that runs elsewhere.
    private var event: (record: SocketEventRecord, number: UInt64?)?
    private var eventCount: UInt32 = 0
    private var record: SocketEndRecord
    /// Why the gateway ends it.
    private var reason: SocketEnd?
    /// It was to be ended before there was a carrier.
    private var closing: SocketClosing?

    init(on loop: Loop, _ board: SocketBoard, _ origin: SocketOrigin, pingMilliseconds: Int?) {
        self.board = board
        self.origin = origin
        self.pingMilliseconds = pingMilliseconds ?? board.limits.pingMilliseconds
        codec = origin.form.codec
        record = SocketEndRecord(startedNanoseconds: Clock.monotonicNanoseconds())
        super.init(on: loop)
    }

    var limits: SocketLimits { board.limits }
    /// What the event that runs has of the message that it came by, more or less.
    var heldBytes: Int { event?.record.bytesIn ?? 0 }
    /// An event runs: the next has to wait.
    var isBusy: Bool { event != nil }

    // MARK: - Its life

    /// It has got its places.
    func begin(_ seat: SocketSeat, _ outcome: SocketOutcome) {
        self.seat = seat
        for message in outcome.messages { send(message) }
    }

    /// From now on that carries its messages.
    func attach(_ carrier: any SocketCarrier) {
        self.carrier = carrier
        if let closing { return carrier.end(closing, dropsUnsent: true) }
        for message in backlog { carrier.send(message) }
        (backlog, backlogBytes) = ([], 0)
        if case .draining = phase { endDraining() }
    }

    /// Ends it: by the plugin's wish, or for a reason of the gateway's.
    func end(_ closing: SocketClosing, _ reason: SocketEnd? = nil, dropsUnsent: Bool = false) {
        guard phase == .open || phase == .draining else { return }
        phase = .ending
        self.reason = reason ?? SocketEnd(code: closing.code)
        board.remove(self)
        setDeadline(.max)
        if let carrier { carrier.end(closing, dropsUnsent: dropsUnsent) } else { self.closing = closing }
    }

    /// What carried it is no more.
    func carrierEnded(_ end: SocketEnd) {
        guard phase != .ended else { return }
        phase = .ended
        board.remove(self)
        setDeadline(.max)
        carrier = nil
        backlog = []
        record.end = reason ?? end
        board.services.log(record, of: origin)
        if event == nil { loop.remove(self) }
    }

    /// The gateway stops.
    func drain(afterNanoseconds nanoseconds: UInt64) {
        guard phase == .open else { return }
        phase = .draining
        setDeadline(loop.nowNanoseconds + nanoseconds)
    }

    override func deadlinePassed() {
        setDeadline(.max)
        endDraining()
    }

    /// An event that runs is finished and answered first.
    private func endDraining() {
        guard phase == .draining, deadlineNanoseconds == .max, event == nil, carrier != nil else { return }
        end(SocketClosing(code: 1001))
    }

    /// The loop ends, and waits for nothing that runs elsewhere.
    override func abandon() {
        if event != nil { finish(.failure(APIError(.stopping, .stopping))) }
        end(SocketClosing(code: 1001))
    }

    /// An event that ran elsewhere has ended.
    override func completed(_ stream: UInt32, _ completion: Completion) {
        guard event != nil, stream == eventCount else { return }
        finish(completion)
        if phase == .ended {
            loop.remove(self)
        } else {
            endDraining()
            carrier?.eventEnded()
        }
    }

    // MARK: - To the client

    /// Sends what others get too. Who lets too much wait is ended, and nobody else notices.
    func send(_ message: SharedMessage) {
        guard phase == .open || phase == .draining else { return }
        note(bytesOut: message.payloadCount)
        if let carrier {
            carrier.send(message)
        } else {
            backlog.append(message)
            backlogBytes += message.payloadCount
        }
        if carrier?.unsentBytes ?? backlogBytes > limits.unsentBytes {
            end(.tryAgainLater, SocketEnd(code: 1013, error: .slowReader, detail: .unread), dropsUnsent: true)
        }
    }

    private func send(_ message: SocketMessage) { send { codec.append(message, to: &$0) } }

    /// Sends what is for this client alone; nothing when nothing is written.
    private func send(_ write: (inout [UInt8]) -> Void) {
        guard phase == .open || phase == .draining else { return }
        board.withScratch { payload in
            write(&payload)
            guard !payload.isEmpty else { return }
            note(bytesOut: payload.count)
            event?.record.bytesOut += payload.count
            if let carrier {
                carrier.send(payload.span)
            } else {
                backlog.append(SharedMessage(payload.span))
                backlogBytes += payload.count
            }
        }
    }

    private func note(bytesOut: Int) {
        record.messagesOut += 1
        record.bytesOut += bytesOut
    }
}

// MARK: Events

extension SocketSession {
    /// Runs the event of a message; `isBusy` says whether it has to be waited for.
    /// - Parameter message: a text as it came.
    func receive(_ message: consuming [UInt8]) {
        guard phase == .open || phase == .draining, let seat else { return }
        record.messagesIn += 1
        record.bytesIn += message.count
        let record = SocketEventRecord(
            requestID: board.services.nextRequestID(), startedNanoseconds: Clock.monotonicNanoseconds(),
            bytesIn: message.count)
        event = (record, nil)
        do throws(APIError) {
            let request = try codec.read(message, depthLimit: limits.jsonDepth)
            event?.number = request.number
            guard let handler = origin.events[request.event] else { throw APIError(.eventUnknown, .eventUnknown) }
            event?.record.event = request.event
            event?.record.handlerStartedNanoseconds = Clock.monotonicNanoseconds()
            var reply = Reply()
            eventCount &+= 1
            let isDone = try board.services.operations.run(
                handler, InputSource(content: request.content), call(seat, record.requestID), into: &reply)
            if isDone { finish(.success(reply)) }
        } catch {
            finish(.failure(error))
        }
    }

    private func call(_ seat: SocketSeat, _ requestID: RequestID) -> OperationRunner.Call {
        let caller = Caller(
            app: origin.app, subject: origin.subject, remoteAddress: origin.remoteAddress,
            userAgent: origin.userAgent, requestID: requestID, seat: seat)
        return OperationRunner.Call(
            caller: caller, now: board.services.now, store: origin.store,
            key: ExchangeKey(member: key ?? MemberKey(tag: seat.connection.number), stream: eventCount),
            network: origin.network)
    }

    fileprivate func finish(_ result: Completion) {
        if let started = event?.record.handlerStartedNanoseconds, started > 0 {
            event?.record.handlerNanoseconds = Clock.monotonicNanoseconds() - started
        }
        var closing: SocketClosing?
        switch result {
        case .success(let reply): if case .socket(let outcome) = reply.kind { closing = follow(outcome) }
        case .failure(let error): refuse(error)
        }
        if let event { board.services.log(event.record, of: origin) }
        event = nil
        if let closing { end(closing) }
    }

    private func follow(_ outcome: SocketOutcome) -> SocketClosing? {
        if let state = outcome.state, let connection = seat?.connection { seat = SocketSeat(connection, state) }
        if !outcome.subscribed.isEmpty || !outcome.unsubscribed.isEmpty {
            board.change(self, adding: outcome.subscribed, removing: outcome.unsubscribed)
        }
        for message in outcome.messages { send(message) }
        if let number = event?.number {
            send { codec.append(acknowledgement: outcome.acknowledgement, of: number, to: &$0) }
        }
        return outcome.closing
    }

    private func refuse(_ error: APIError) {
        guard let event else { return }
        self.event?.record.error = error
        if !error.code.isClientsFault {
            let name = event.record.event.map { ".\($0)" } ?? ""
            board.services.report(error, in: origin.place + name, requestID: event.record.requestID)
        }
        send { codec.append(error, of: event.number, to: &$0) }
    }
}
