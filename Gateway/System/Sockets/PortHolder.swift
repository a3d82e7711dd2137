/// Whose a TCP port is (proc(5)).
package enum PortHolder {
    private static let tableLimitBytes = 64 << 20

    /// Whether a process listens on a port, on any address; `nil` when its descriptors may not be looked at.
    package static func listens(_ processID: Int, on port: UInt16) -> Bool? {
        let folder = "/proc/\(processID)/fd"
        guard let names = try? PieceFile.names(in: folder) else { return nil }
        let sockets = Set(["tcp", "tcp6"].flatMap { listening(on: port, table: "/proc/net/\($0)") })
        return names.contains { name in
            guard let target = PrivateFile.linked("\(folder)/\(name)") else { return false }
            return sockets.contains { target.hasSuffix($0) }
        }
    }

    /// As links to descriptors name them: `socket:[1234]`.
    ///
    ///     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
    ///      0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1234 …
    private static func listening(on port: UInt16, table: String) -> [String] {
        guard let file = try? SmallFile(reading: table, limitBytes: tableLimitBytes) else { return [] }
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
                UInt16(fields[1][fields[1].index(after: colon)...], radix: 16) == port
            else { return nil }
            return "socket:[\(fields[9])]"
        }
    }
}
