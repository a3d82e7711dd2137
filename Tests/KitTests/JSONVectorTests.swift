import Foundation
import Kit
import Testing

/// Every file of JSONTestSuite's `test_parsing`: `y_` must be accepted, `n_` refused, `i_` is up to the parser.
/// The one deviation: RFC 8259 §4 says names SHOULD be unique; here they must be.
@Suite(.enabled(if: JSONVectors.exist))
struct JSONVectorTests {
    @Test func suiteIsWhole() {
        #expect(JSONVectors.names("y_").count == 95)
        #expect(JSONVectors.names("n_").count == 188)
        #expect(JSONVectors.names("i_").count == 35)
    }

    @Test(arguments: JSONVectors.names("y_"))
    func validTextIsAccepted(_ name: String) throws {
        let bytes = try JSONVectors.bytes(name)
        let isAccepted = (try? JSONDocument(parsing: bytes)) != nil
        #expect(isAccepted == !name.hasPrefix("y_object_duplicated_key"))
    }

    @Test(arguments: JSONVectors.names("n_"))
    func invalidTextIsRefused(_ name: String) throws {
        let bytes = try JSONVectors.bytes(name)
        #expect(throws: JSONSyntaxError.self) { try JSONDocument(parsing: bytes) }
    }

    /// RFC 8259 leaves these open. Numbers of any size are texts, so they pass; encodings other than UTF-8, lone
    /// surrogates and deep nesting do not.
    @Test(arguments: JSONVectors.names("i_"))
    func openCaseIsDecided(_ name: String) throws {
        let bytes = try JSONVectors.bytes(name)
        let isAccepted = (try? JSONDocument(parsing: bytes)) != nil
        #expect(isAccepted == name.hasPrefix("i_number_"))
    }
}

enum JSONVectors {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/vectors/json-test-suite/test_parsing").standardizedFileURL

    static var exist: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static func names(_ prefix: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasPrefix(prefix) }.sorted()
    }

    static func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: folder.appending(path: name))) }
}
