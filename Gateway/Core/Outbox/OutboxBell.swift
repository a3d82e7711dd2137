package import Kit
import System

/// How the writers of the plugins' databases tell the outbox that a commit has added rows: by one letter, however many
/// commits there are before it is read.
package final class OutboxBell: Sendable {
    private struct State {
        var worker: (mailbox: Mailbox, key: MemberKey)?
        /// The plugins with new rows, since the worker last asked.
        var plugins: Set<PluginID> = []
    }

    private let state = Lock(State())

    package init() {}

    /// A commit added rows to a plugin's outbox. From any thread.
    package func ring(_ plugin: PluginID) {
        let worker = state.withLock { state in
            defer { state.plugins.insert(plugin) }
            return state.plugins.isEmpty ? state.worker : nil
        }
        guard let (mailbox, key) = worker else { return }
        mailbox.post(.work { loop in loop.member(key, as: OutboxWorker.self)?.rung() })
    }

    /// From now on the worker hears of new rows; those that are there it finds by itself.
    func attach(_ key: MemberKey, _ mailbox: Mailbox) {
        state.withLock { state in
            state.worker = (mailbox, key)
            state.plugins = []
        }
    }

    /// The plugins with new rows since the last call.
    func takePlugins() -> Set<PluginID> {
        state.withLock { state in
            defer { state.plugins = [] }
            return state.plugins
        }
    }
}
