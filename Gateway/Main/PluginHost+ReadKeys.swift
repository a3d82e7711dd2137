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
