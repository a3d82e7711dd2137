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

    private let destination: Destination
    private let queue = Lock(Queue())
    private let hasWork = Signal()
    private let thread = Lock<Thread?>(nil)

    /// Opens the file and starts the thread.
    /// - Throws: the kernel's refusal to open it.
    package init(_ destination: Destination, name: String) throws(SystemError) {
        self.destination = destination
        let file = try Self.open(destination)
        let box = FileBox(file)
        let started = try Thread(name: name) { [self] in run(box) }
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

/// The open file, owned by the log thread.
private final class FileBox: Sendable {
    let file: Lock<AppendingFile>

    init(_ file: consuming AppendingFile) { self.file = Lock(file) }
}

// MARK: The thread

extension LogWriter {
    private func run(_ box: FileBox) {
        var lostLines = 0
        while true {
            let batch = takeBatch()
            if batch.wantsReopen { reopen(box) }
            lostLines += batch.droppedLines
            if lostLines > 0, write([Self.dropRecord(lostLines)], to: box) == 0 { lostLines = 0 }
            lostLines += write(batch.chunks, to: box)
            if batch.isStopping, batch.chunks.isEmpty { return }
        }
    }

    /// A path that cannot be opened now leaves the old file in use: no line is lost for it.
    private func reopen(_ box: FileBox) {
        box.file.withLock { file in
            if let opened = try? Self.open(destination) { file = opened }
        }
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

    /// - Returns: how many lines are lost.
    private func write(_ chunks: [[UInt8]], to box: FileBox) -> Int {
        box.file.withLock { file in
            var lostLines = 0
            for chunk in chunks {
                // Once a line is lost, so is the rest: one gap is easier to read than many.
                let written = lostLines > 0 ? 0 : file.appendLines(chunk)
                if written < chunk.count { lostLines += chunk[written...].count { $0 == UInt8(ascii: "\n") } }
            }
            return lostLines
        }
    }

    private static func dropRecord(_ count: Int) -> [UInt8] {
        var line: [UInt8] = Array("{\"ts\":\"".utf8)
        TimestampText.append(milliseconds: Clock.wallMilliseconds(), to: &line)
        line.append(contentsOf: "\",\"event\":\"log.dropped\",\"lines\":\(count)}\n".utf8)
        return line
    }
}
