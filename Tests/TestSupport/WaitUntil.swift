import Foundation

/// Waits for what nothing tells of, such as the file of another process, by looking every other millisecond. Where
/// something does tell, wait for that.
/// - Returns: whether it was so within that time.
package func waitUntil(seconds: Double = 20, _ isSo: () throws -> Bool) rethrows -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while true {
        // A look that began in time and took long is not the last one.
        let isLast = Date() > deadline
        if try isSo() { return true }
        if isLast { return false }
        usleep(2_000)
    }
}
