import Foundation

/// The time zone database of the machine.
enum ZoneNames {
    private static let directory = "/usr/share/zoneinfo"

    /// The names of its canonical zones; `nil` when there is no list.
    static func all() -> [String]? {
        let table = try? String(contentsOfFile: "\(directory)/tzdata.zi", encoding: .utf8)
        let names = table?.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            return words.first == "Z" && words.count > 1 ? String(words[1]) : nil
        }
        return names?.filter { FileManager.default.fileExists(atPath: "\(directory)/\($0)") }
    }

    static func file(_ name: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))).map { [UInt8]($0) }
    }
}
