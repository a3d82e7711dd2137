import Kit
import TestSupport
import Testing

@testable import AllyChat

struct UploadTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private func upload(
        _ bytes: [UInt8], as name: String = "file", in bench: ChatBench
    ) throws(APIError) -> BenchReply {
        let request = BenchRequest(file: bytes, as: name, type: "image/png")
        return try bench.call("upload", request, subject: try bench.admin().subject)
    }

    private static let images: [(String, [UInt8])] = [
        ("image/png", png), ("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0]), ("image/gif", Array("GIF87a".utf8)),
        ("image/gif", Array("GIF89a,".utf8)), ("image/webp", Array("RIFF1234WEBPVP8 ".utf8)),
    ]

    /// AL52, AL53
    @Test(arguments: images) func anImageIsKnownByItsFirstBytes(_ type: String, _ bytes: [UInt8]) throws {
        let bench = try ChatBench.make()
        let reply = try upload(bytes, in: bench)
        #expect(reply.keys == ["file"])
        let url = try #require(reply["file"])
        let name = try #require(url.split(separator: "/").last.map(String.init))
        #expect(url == "https://bench.example/upload/\(name)" && name.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        let file = try bench.call("downloadUpload", path: name, as: nil).reply
        guard case .file(let stored, let mediaType, let caching) = file.kind else { return #expect(Bool(false)) }
        #expect(stored.byteCount == bytes.count && mediaType.text == type)
        #expect(caching.text == "public, max-age=2592000, immutable")
        #expect(try bench.fileNames() == [name])
    }

    /// AL52
    @Test(arguments: [[], Array("<svg/>".utf8), Array("RIFF1234WAVE".utf8), [0x89, 0x50, 0x4E], Array("GIF88a".utf8)])
    func allElseIsNoImage(_ bytes: [UInt8]) throws {
        let bench = try ChatBench.make()
        let error = bench.failure { () throws(APIError) in try upload(bytes, in: bench) }
        #expect(error?.code == .uploadUnsupported && error?.code.status == 415)
        #expect(try bench.fileNames() == [])
    }

    /// AL52
    @Test func aFileHasItsNameAndItsLimit() throws {
        let bench = try ChatBench.make(#""uploadBytes": 10, "publicURL": "https://chat.example.org""#)
        let longest = Self.png + [1, 2]
        #expect(try upload(longest, in: bench)["file"]?.hasPrefix("https://chat.example.org/upload/") == true)
        let long = bench.failure { () throws(APIError) in try upload(longest + [3], in: bench) }
        #expect(long?.code == .uploadTooLarge && long?.code.status == 413)
        let other = bench.failure { () throws(APIError) in try upload(longest, as: "picture", in: bench) }
        #expect(other?.brokenRules == [APIError.BrokenRule("file", "is required")])
        let root = try bench.admin().subject
        #expect(bench.status { () throws(APIError) in try bench.call("upload", "{}", as: root) } == 415)
        #expect(bench.status { () throws(APIError) in try bench.call("upload", "", as: root) } == 422)
        #expect(try bench.fileNames().count == 1)
    }

    /// AL53
    @Test(arguments: ["", "x", "00000000000000000000000000000000", "../gateway", "%2e%2e"])
    func whatWasNotUploadedIsNotThere(_ name: String) throws {
        let bench = try ChatBench.make()
        #expect(bench.status { () throws(APIError) in try bench.call("downloadUpload", path: name, as: nil) } == 404)
    }
}
