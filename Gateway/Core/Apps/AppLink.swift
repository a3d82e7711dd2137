import Kit
import System

/// Lets the plugins of a config look apps up by name: they are made before the registry is opened. From any thread.
package final class AppLink: Sendable {
    private let registry = Lock<AppRegistry?>(nil)

    package init() {}

    /// From now on the registry is asked.
    func connect(to registry: AppRegistry) { self.registry.withLock { $0 = registry } }

    /// What the plugin of an API asks.
    /// - Parameter api: the API's name in `gateway.json`.
    func apps(of api: String) -> RegisteredApps {
        RegisteredApps { [self] name, now in
            registry.withLock { $0 }?.snapshot.app(named: name, of: api, at: now)
        }
    }
}
