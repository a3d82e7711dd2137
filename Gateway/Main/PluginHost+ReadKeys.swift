import Core
import Kit
import System

extension PluginHost {
    /// Gives the keys of the data directory; for those that are not there yet, random bytes that are kept nowhere.
    static func readKeys(_ plugin: PluginID, _ dataDirectory: FilePath) -> PluginHost {
        PluginHost { (name, byteCount) throws(ConfigError) in
            do throws(DataDirectoryError) {
                let key = try DataDirectory.existingKey(
                    "\(plugin)-\(name)", byteCount: byteCount, in: dataDirectory.text)
                return key ?? Random.bytes(byteCount)
            } catch {
                throw ConfigError(name, "\(error)")
            }
        }
    }
}

/// The keys of the data directory as far as this user may read them, and why the others are missing.
final class KeysToLookAt: Sendable {
    private let noted = Lock<[PluginID: [String]]>([:])

    var missing: [PluginID: [String]] { noted.withLock { $0 } }

    /// Random bytes stand for a key that cannot be read.
    func makeHost(_ plugin: PluginID, _ dataDirectory: FilePath) -> PluginHost {
        PluginHost { [self] (name, byteCount) throws(ConfigError) in
            let file = "\(plugin)-\(name)"
            do throws(DataDirectoryError) {
                let key = try DataDirectory.existingKey(file, byteCount: byteCount, in: dataDirectory.text)
                if let key { return key }
                note(plugin, "there is no \(dataDirectory)/\(file).key")
            } catch { note(plugin, "\(error)") }
            return Random.bytes(byteCount)
        }
    }

    private func note(_ plugin: PluginID, _ reason: String) {
        noted.withLock { $0[plugin, default: []].append(reason) }
    }
}
