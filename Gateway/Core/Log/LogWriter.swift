package import System

/// Appends log lines to a file on a thread of its own, so that a slow disk never blocks a request.
///
/// What waits is bounded. Lines beyond the bound are dropped and counted, and the stream says how many.
package final class LogWriter: Sendable {
    /// Where lines go.
    package enum Destination: Sendable, Equatable {
        case file(String)
        case standardOutput
        case standardError
    }

    private struct Queue {
        var chunks: [[UInt8]] = []
        var byteCount = 0
        var droppedLines = 0
        var wantsReopen = false
        var isStopping = false
    }

    /// The most bytes that wait for the disk.
    private static let queueLimitBytes = 8 << 20

    /// What an operator must hear from elsewhere, since the stream itself cannot say it.
    package enum Trouble: Sendable, Equatable {
        /// Lines are lost, since the file takes none.
        case lost
        /// It takes lines again, and says how many were lost.
        case over
        /// It cannot be opened anew; the old file stays in use.
        case notReopened(SystemError)
    }

    private let destination: Destination
    private let tell: @Sendable (Trouble) -> Void
    private let queue = Lock(Queue())
    private let hasWork = Signal()
    private let thread = Lock<Thread?>(nil)

    /// Opens the file and starts the thread.
    /// - Parameter tell: called from the thread; `lost` again and again while it lasts.
    /// - Throws: the kernel's refusal to open it.
    package init(
        _ destination: Destination, name: String, tell: @escaping @Sendable (Trouble) -> Void = { _ in }
    ) throws(SystemError) {
        self.destination = destination
        self.tell = tell
        let handedOver = Lock<LogStream?>(LogStream(try Self.open(destination)))
        let started = try Thread(name: name) { [self] in
            guard let stream = handedOver.withLock({ $0.take() }) else { return }
            run(stream)
        }
        thread.withLock { $0 = started }
    }

    /// Hands over whole lines, each ended by LF. From any thread; never waits for the disk.
    package func append(_ lines: [UInt8], lineCount: Int) {
        queue.withLock { queue in
            guard queue.byteCount + lines.count <= Self.queueLimitBytes else {
                queue.droppedLines += lineCount
                return
            }
            queue.chunks.append(lines)
            queue.byteCount += lines.count
        }
        hasWork.notify()
    }

    /// Opens the file anew before the next line, after an operator has moved it away.
    package func reopen() {
        queue.withLock { $0.wantsReopen = true }
        hasWork.notify()
    }

    /// Writes what waits, then ends the thread.
    package func stop() {
        queue.withLock { $0.isStopping = true }
        hasWork.notify()
        thread.withLock { $0.take() }?.join()
    }

    private static func open(_ destination: Destination) throws(SystemError) -> AppendingFile {
        switch destination {
        case .file(let path): try AppendingFile(path: path)
        case .standardOutput: try AppendingFile.standardOutput()
        case .standardError: try AppendingFile.standardError()
        }
    }
}

// MARK: The thread

extension LogWriter {
    private func run(_ opened: consuming LogStream) {
        var stream = opened
        while true {
            let batch = takeBatch()
            if batch.wantsReopen { reopen(&stream) }
            let wasLosing = stream.hasLoss
            for chunk in batch.chunks { stream.append(chunk) }
            stream.noteLost(batch.droppedLines)
            if stream.hasLoss { tell(.lost) } else if wasLosing { tell(.over) }
            if batch.isStopping, batch.chunks.isEmpty { return }
        }
    }

    /// A path that cannot be opened now leaves the old file in use: no line is lost for it.
    private func reopen(_ stream: inout LogStream) {
        do throws(SystemError) { stream.goOn(in: try Self.open(destination)) } catch { tell(.notReopened(error)) }
    }

    private func takeBatch() -> Queue {
        while true {
            let batch = queue.withLock { queue in
                let batch = queue
                queue = Queue(isStopping: queue.isStopping)
                return batch
            }
            if !batch.chunks.isEmpty || batch.wantsReopen || batch.isStopping || batch.droppedLines > 0 { return batch }
            hasWork.wait()
        }
    }
}
