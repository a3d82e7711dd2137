internal import CLinux

/// A thread of our own, with a name that `top -H` and debuggers show.
@safe package final class Thread: Sendable {
    /// What the new thread is given; it takes it over.
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let thread: pthread_t

    /// Starts it.
    /// - Parameters:
    ///   - name: the kernel keeps 15 bytes.
    ///   - body: runs once; the thread ends with it.
    /// - Throws: the kernel's refusal, when there are too many threads say.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let status = unsafe pthread_create(&thread, nil, runThread, start.toOpaque())
        guard status == 0 else {
            unsafe start.release()
            throw SystemError("start thread \(name)", number: status)
        }
        self.thread = thread
    }

    /// Lets it end by itself: for a thread whose last work may take longer than anybody should wait. Not to be joined.
    package func detach() {
        let status = pthread_detach(thread)
        precondition(status == 0, "a thread was detached after it was joined")
    }

    /// Waits until it has ended. Call it, or `detach`, exactly once; without it the thread's memory is kept.
    package func join() {
        let status = pthread_join(thread, nil)
        precondition(status == 0, "a thread was joined twice, or by itself")
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer?) {
        guard let context = unsafe context else { return }
        let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        unsafe pthread_setname_np(pthread_self(), String(decoding: start.name.utf8.prefix(15), as: UTF8.self))
        start.body()
    }
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    unsafe Thread.run(context)
    return nil
}
