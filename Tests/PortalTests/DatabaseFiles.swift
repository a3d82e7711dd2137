import Foundation

/// What a plugin's store leaves on disk.
enum DatabaseFiles {
    /// All bytes of all files in a folder and below, each as one character.
    static func text(in folder: String) throws -> String {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try names.map { name in
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return "" }
            return String(data: try Data(contentsOf: url), encoding: .isoLatin1) ?? ""
        }.joined()
    }
}
