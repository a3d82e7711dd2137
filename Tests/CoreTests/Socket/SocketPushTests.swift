import Foundation
import Kit
import System
import TestSupport
import Testing

@testable import Core

/// What is published, and who gets it.
@Suite(.timeLimit(.minutes(2))) struct SocketPushTests {
    private static func said(_ text: String) -> String { #"{"type":"said","content":{"text":"\#(text)"}}"# }
    private static func stored(_ text: String) -> String { #"{"type":"stored","content":{"text":"\#(text)"}}"# }

    /// Several senders at once, receivers on all loops.
    @Test func allSeeTheSameOrder() throws {
        let site = try SocketSite()
        let receivers = try (0..<12).map { _ in try site.enter("hall") }
        let senders = try (0..<4).map { _ in try site.enter("wings") }
        let perSender = 25
        for number in 0..<perSender {
            for (index, sender) in senders.enumerated() {
                try sender.send("say", #"{"text":"\#(index)-\#(number)","to":["hall"]}"#)
            }
        }
        let seen = receivers.map { $0.texts(perSender * senders.count) }
        #expect(seen.allSatisfy { $0 == seen[0] })
        let all = (0..<senders.count).flatMap { index in (0..<perSender).map { Self.said("\(index)-\($0)") } }
        #expect(Set(seen[0]) == Set(all) && seen[0].count == all.count)
        // It is the order in which they were stored, and each sender's own.
        for index in 0..<senders.count {
            let own = seen[0].filter { $0.contains("\"\(index)-") }
            #expect(own == (0..<perSender).map { Self.said("\(index)-\($0)") })
        }
    }

    @Test func whatIsUndoneIsNotPublished() throws {
        let site = try SocketSite()
        let (sender, receiver) = (try site.enter("hall"), try site.enter("hall"))
        try sender.send("fail", #"{"text":"lost"}"#)
        #expect(sender.nextText() == #"{"type":"error","content":{"code":409,"message":"the room is closed"}}"#)
        try sender.send("keep", #"{"text":"kept"}"#)
        #expect(sender.nextText()?.contains("409") == true)
        try sender.send("say", #"{"text":"last"}"#)
        #expect(receiver.texts(2) == [Self.said("kept"), Self.said("last")])
    }

    @Test func theSendersOwnConnectionIsLeftOut() throws {
        let site = try SocketSite()
        let (sender, other) = (try site.enter("hall", "&name=ann"), try site.enter("hall", "&name=ann"))
        try sender.send("say", #"{"text":"a"}"#)
        try sender.send("say", #"{"text":"b","hearsItself":true}"#)
        #expect(sender.texts(3) == [Self.stored("a"), Self.said("b"), Self.stored("b")])
        #expect(other.texts(2) == [Self.said("a"), Self.said("b")])
    }

    @Test func whoHasSeveralTopicsGetsItOnceAndWhoIsLeftOutGetsNone() throws {
        let site = try SocketSite()
        let ann = try site.enter("hall", "&name=ann")
        let bob = try site.enter("hall", "&name=bob")
        let sender = try site.enter("stage")
        try sender.send("say", #"{"text":"once","to":["hall","ann","bob"]}"#)
        try sender.send("say", #"{"text":"not bob","to":["hall","ann"],"not":["bob","nobody"]}"#)
        try sender.send("say", #"{"text":"end","to":["ann","bob"]}"#)
        #expect(ann.texts(3) == [Self.said("once"), Self.said("not bob"), Self.said("end")])
        #expect(bob.texts(2) == [Self.said("once"), Self.said("end")])
    }

    @Test func whoIsJoinedHearsWhatComesAfterwards() throws {
        let site = try SocketSite()
        let (first, second) = (try site.enter("hall"), try site.enter("hall"))
        try first.send("invite", #"{"name":"attic"}"#)
        #expect(first.texts(1) == [Self.said("after")] && second.texts(1) == [Self.said("after")])
    }

    @Test func topicsOfAConnectionChangeByItsEvents() throws {
        let site = try SocketSite()
        let (mover, sender) = (try site.enter("hall"), try site.enter("stage"))
        try mover.send("enter", #"{"name":"attic"}"#)
        #expect(mover.nextText() == #"{"type":"entered","content":"attic"}"#)
        try sender.send("say", #"{"text":"1","to":["attic"]}"#)
        #expect(mover.nextText() == Self.said("1"))
        try mover.send("move", #"{"name":"cellar"}"#)
        #expect(mover.nextText() == #"{"type":"moved","content":"cellar"}"#)
        try sender.send("say", #"{"text":"2","to":["hall"]}"#)
        try sender.send("say", #"{"text":"3","to":["cellar"]}"#)
        #expect(mover.nextText() == Self.said("3"))
    }

    @Test func anOperationOverHTTPPublishesToo() throws {
        let site = try SocketSite()
        let receiver = try site.enter("hall")
        let body = #"{"text":"posted","to":["hall"]}"#
        let connection = try site.connect()
        try connection.send(
            "POST /say HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)"
                + "\r\n\r\n\(body)")
        #expect(try connection.readAnswer().status == 200)
        #expect(receiver.nextText() == Self.said("posted"))
    }

    @Test func itIsKnownWhoIsThere() throws {
        let site = try SocketSite()
        let asker = try site.enter("hall")
        try asker.send("whoIsIn", #"{"name":"attic"}"#)
        #expect(asker.nextText() == #"{"type":"isIn","content":false}"#)
        let guest = try site.enter("attic")
        try asker.send("whoIsIn", #"{"name":"attic"}"#)
        #expect(asker.nextText() == #"{"type":"isIn","content":true}"#)
        try guest.close()
        #expect(guest.rest() == [.close(1000, "")])
        try asker.send("whoIsIn", #"{"name":"attic"}"#)
        #expect(asker.nextText() == #"{"type":"isIn","content":false}"#)
    }

    @Test func allWhoHaveATopicAreEnded() throws {
        let site = try SocketSite()
        let (first, second) = (try site.enter("hall", "&name=ann"), try site.enter("attic", "&name=ann"))
        let judge = try site.enter("hall")
        try judge.send("expel", #"{"name":"ann"}"#)
        #expect(judge.nextText() == #"{"type":"expelled","content":"ann"}"#)
        for client in [first, second] {
            #expect(client.next() == .close(4001, "out"))
            try client.close(4001)
            #expect(client.next() == nil)
        }
    }

    /// Whoever sees something finds it in the store at once.
    @Test func nothingIsSeenBeforeItIsCommitted() throws {
        let site = try SocketSite()
        let (sender, receiver) = (try site.enter("hall"), try site.enter("hall"))
        for number in 0..<50 {
            try sender.send("say", #"{"text":"\#(number)"}"#)
            #expect(receiver.nextText() == Self.said("\(number)"))
            try receiver.send("last", "{}")
            #expect(receiver.nextText() == #"{"type":"last","content":"\#(number)"}"#)
        }
    }
}
