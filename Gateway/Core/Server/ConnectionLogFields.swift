import Kit
import System

/// What all log lines of one connection have in common.
enum ConnectionLogFields {
    /// `,"listener":…,"remote_ip":…,"tls":…`
    static func make(_ connection: Connection) -> [UInt8] {
        var fields: [UInt8] = []
        fields.append(",\"listener\":")
        JSON.appendString(connection.listener.name, to: &fields)
        fields.append(",\"remote_ip\":")
        JSON.appendString(connection.peer.host, to: &fields)
        fields.append(",\"tls\":")
        guard let tls = connection.tlsInfo else {
            fields.append("null")
            return fields
        }
        fields.append("{\"version\":")
        JSON.appendString(tls.version, to: &fields)
        fields.append(",\"cipher\":")
        JSON.appendString(tls.cipher, to: &fields)
        fields.append(tls.isResumed ? ",\"resumed\":true}" : ",\"resumed\":false}")
        return fields
    }
}
