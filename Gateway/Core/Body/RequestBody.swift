import Kit
import System

/// Where the content of a request goes, chosen when its head is read.
enum BodySink {
    /// Nobody wants it.
    case none
    case memory
    /// Files of it to disk.
    case form(FormBody)
}

/// The content of a request on its way to its sink.
struct RequestBody {
    /// The content so far, without its transfer coding, when it goes to memory.
    private(set) var bytes: [UInt8] = []
    /// Room set aside for it.
    private var reservation: BufferBudget.Reservation?
    /// The sink, when it is a form with files.
    private(set) var form: FormBody?
    private var isDropped = false

    /// Prepares for content.
    /// - Parameters:
    ///   - announcedBytes: what the head says; `nil` when it does not say.
    ///   - limitBytes: the most that will come.
    /// - Returns: `false` when there is no room for it now.
    mutating func open(_ sink: BodySink, announcedBytes: Int?, limitBytes: Int, budget: BufferBudget) -> Bool {
        let byteCount: Int
        switch sink {
        case .none:
            isDropped = true
            return true
        case .memory: byteCount = announcedBytes ?? limitBytes
        case .form(let form):
            self.form = form
            byteCount = FormBody.memoryBytes
        }
        if byteCount > BufferBudget.freeBytes {
            guard let reservation = budget.reserve(byteCount) else { return false }
            self.reservation = reservation
        }
        // What a client only announces costs no memory.
        if form == nil, let announcedBytes, announcedBytes > 0 { bytes.reserveCapacity(min(announcedBytes, 65_536)) }
        return true
    }

    /// What it has allocated beyond the room that was set aside for it.
    var heldBytes: Int { reservation == nil ? bytes.capacity : 0 }
    /// The room that was set aside.
    var reservedBytes: Int { reservation?.byteCount ?? 0 }

    mutating func append(_ content: Span<UInt8>) -> FormBody.Intake {
        if let form { return form.append(content) }
        if !isDropped { bytes.append(copying: content) }
        return .taken
    }

    /// Nobody needs it any more.
    mutating func drop() { self = RequestBody() }

    /// Ready for the next request. Keeps what was allocated, except when it grew beyond the usual.
    mutating func reset() {
        reservation = nil
        form = nil
        isDropped = false
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: bytes.capacity <= 65_536) }
    }
}
