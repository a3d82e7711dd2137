package import Kit
import System

/// A plugin's database as all threads know it: open as long as the process lives.
package struct PluginStore: Sendable {
    /// The place of the database in every list that a thread keeps of its own: given once, and to no other database.
    package struct Slot: Sendable, Hashable {
        /// From 0, without gaps.
        let number: Int
    }

    let slot: Slot
    let store: Store
    /// Where its files are; `nil` when it takes none.
    let files: FileFolder?
}

/// The databases of all plugins that the process serves or has served.
///
/// They go by the plugin's id, never by its place in a config: another config may name the same APIs in another order,
/// and no plugin may ever find itself with the rows of another.
package final class PluginStores: Sendable {
    private struct Content {
        var opened: [PluginStore] = []
        var slots: [PluginID: PluginStore.Slot] = [:]
    }

    private let content = Lock(Content())

    package init() {}

    /// All that are open, in the order of their slots. From any thread.
    package var opened: [PluginStore] { content.withLock { $0.opened } }

    /// The plugin's database; `nil` when it was never opened. From any thread.
    package subscript(plugin: PluginID) -> PluginStore? {
        content.withLock { content in content.slots[plugin].map { content.opened[$0.number] } }
    }

    /// Opens a plugin's database in the next slot, unless it is open already. From the main thread.
    package func open(
        _ plugin: PluginID, files: FileFolder? = nil, as makeStore: (PluginStore.Slot) throws(StoreError) -> Store
    ) throws(StoreError) {
        if self[plugin] != nil { return }
        let slot = PluginStore.Slot(number: opened.count)
        let store = PluginStore(slot: slot, store: try makeStore(slot), files: files)
        content.withLock { content in
            content.opened.append(store)
            content.slots[plugin] = slot
        }
    }
}
