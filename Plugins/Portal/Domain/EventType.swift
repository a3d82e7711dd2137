/// What happened at the portal.
enum EventType: String, Sendable, CaseIterable, Codable {
    case push
    case kipNew = "kip_new"
    case kipComment = "kip_comment"
    case kipUpdate = "kip_update"
}
