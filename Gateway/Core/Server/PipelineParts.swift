import Kit
import System

/// What the loops' pipelines are put together from; all of it may be used by all loops at once.
package struct PipelineParts: Sendable {
    let gateway: BoundGateway
    let table: RouteTable
    let apps: AppRegistry
    /// Turns a token into its fingerprint for the log.
    let fingerprintKey: HMACKey
    /// Turns a caller into what limits count.
    let rateCallerKey: RateCallerKey
    /// One for each API, in the order of `gateway.apis`.
    let stores: [Store]
    /// `nil`: no plugin has channels.
    let outbox: OutboxWorker?
    let pool: CPUPool
    /// `nil`: no access log.
    let accessLog: LogWriter?
    let errorLog: ErrorLog
}
