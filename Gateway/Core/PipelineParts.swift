package import Kit
package import System

/// What a loop's pipeline is put together from. Shared parts are safe to use from all loops; readers are its own.
package struct PipelineParts {
    package let gateway: BoundGateway
    package let table: RouteTable
    package let apps: AppDirectory
    package let fingerprintKey: HMACKey
    /// One for each API, in the order of `gateway.apis`.
    package let stores: [Store]
    package let readers: [StoreReader]
    package let pool: CPUPool
    package let mailbox: Mailbox
    /// `nil`: no access log.
    package let accessLog: LogWriter?
    package let errorLog: ErrorLog
}
