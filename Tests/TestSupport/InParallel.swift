import Dispatch
import Foundation
internal import struct System.Lock

/// Runs the same work on so many threads, all let go at once.
/// - Returns: what each made, in their order.
package func inParallel<Value: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) -> Value) -> [Value] {
    let values = Lock<[Int: Value]>([:])
    let start = DispatchSemaphore(value: 0)
    let end = DispatchGroup()
    for number in 0..<count {
        end.enter()
        Thread {
            start.wait()
            let value = work(number)
            values.withLock { $0[number] = value }
            end.leave()
        }.start()
    }
    for _ in 0..<count { start.signal() }
    end.wait()
    return values.withLock { values in (0..<count).compactMap { values[$0] } }
}
