@testable import Core
import Foundation
import Kit
import System
import TestSupport
import Testing

/// A form on its way to memory and disk, with a spool thread that can be held up.
struct FormBodyTests {
    private let scratch = ScratchDirectory()
    private let spool: Spool
    private let folder: FileFolder
    private let wake = Signal()

    init() throws {
        spool = try Spool()
        folder = try FileFolder(path: scratch.path + "/files", spool: spool) { _ in }
    }

    private func makeForm(in folder: FileFolder? = nil) throws -> FormBody {
        try FormBody(contentType: Array("multipart/form-data; boundary=b".utf8), folder: folder ?? self.folder) {
            [wake] in wake.notify()
        }
    }

    private func part(_ parameters: String, _ content: String = "") -> [UInt8] {
        Array("--b\r\nContent-Disposition: form-data; \(parameters)\r\n\r\n\(content)\r\n".utf8)
    }

    private func finish(_ form: FormBody) throws -> ReceivedForm {
        while true {
            if let received = try form.finish() { return received }
            wake.wait()
        }
    }

    /// What is in the folder when the spool thread has done all.
    private func names() throws -> [String] {
        let isDone = Signal()
        spool.submit { isDone.notify() }
        isDone.wait()
        return try PieceFile.names(in: folder.path)
    }

    private struct Input: OperationInput {
        let text: String
        let file: UploadedFile

        static let bodyFormats: [BodyFormat] = [.multipart]
    }

    private func input(_ form: ReceivedForm) throws(APIError) -> Input {
        let type = "multipart/form-data; boundary=b"
        let source = InputSource(
            pathValues: [], query: Span(), contentType: type.utf8.span, body: [], form: form)
        return try source.decode(Input.self)
    }

    @Test func aFileIsOnDiskForItsInput() throws {
        var form: FormBody? = try makeForm()
        let content = String(repeating: "0123456789", count: 50)
        let bytes = part("name=text", "Milk") + part("name=file; filename=a.txt", content) + Array("--b--".utf8)
        #expect(form?.append(bytes.span) != .refused)
        do {
            let input = try input(finish(#require(form)))
            #expect(input.text == "Milk" && input.file.name == "a.txt" && input.file.byteCount == 500)
            #expect(String(decoding: input.file.firstBytes, as: UTF8.self) == String(content.prefix(64)))
            let name = try #require(names().first)
            #expect(try PieceFile.read("\(folder.path)/\(name)", 0..<500) == Array(content.utf8))
        }
        form = nil
        #expect(try names() == [], "what nobody keeps goes")
    }

    /// The disk is a FIFO here that nobody reads yet, so that the thread stands in the midst of writing.
    @Test func whatIsGivenUpWhileItIsBeingWrittenIsNotWrittenAnew() throws {
        let writer = FileWriter(in: folder)
        let path = folder.path(of: writer.id)
        try #require(mkfifo(path, 0o600) == 0)
        let hasBegun = Signal()
        spool.submit { hasBegun.notify() }
        writer.append(Array("a".utf8).span)
        hasBegun.wait()
        writer.append(Array("b".utf8).span)
        var hold: FileHold? = writer.hold()
        writer.append(Array("c".utf8).span)
        hold = nil
        #expect(hold == nil)
        let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(reader >= 0)
        defer { close(reader) }
        // What the thread submits itself comes behind the first.
        for _ in 0..<3 { #expect(try names() == []) }
    }

    @Test func aFieldIsNoFileAndAFileIsNoField() throws {
        let form = try makeForm()
        let bytes = part("name=file", "x") + part("name=text; filename=a", "x") + Array("--b--".utf8)
        #expect(form.append(bytes.span) != .refused)
        let received = try finish(form)
        #expect {
            try input(received)
        } throws: {
            ($0 as? APIError)?.brokenRules == [.init("text", "must be a string"), .init("file", "must be a file")]
        }
    }

    @Test func aFileThatWasNotChosenIsNone() throws {
        let form = try makeForm()
        let bytes = part("name=text", "x") + part("name=file; filename=\"\"") + Array("--b--".utf8)
        #expect(form.append(bytes.span) == .taken)
        let received = try finish(form)
        #expect(throws: APIError.invalid("file", "is required")) { try input(received) }
    }

    @Test func twoFilesOfOneNameAreRefused() throws {
        let form = try makeForm()
        let file = part("name=file; filename=a", "x")
        #expect(form.append((part("name=text", "x") + file + file + Array("--b--".utf8)).span) != .refused)
        let received = try finish(form)
        #expect(throws: APIError.invalid("file", "is given twice")) { try input(received) }
    }

    @Test func aDiskThatIsBehindHoldsTheClientUp() throws {
        let isHeld = Signal()
        let mayGoOn = Signal()
        spool.submit {
            isHeld.notify()
            mayGoOn.wait()
        }
        isHeld.wait()
        let form = try makeForm()
        let head = part("name=file; filename=a")
        #expect(form.append(head.span.extracting(droppingLast: 2)) == .taken)
        let piece = [UInt8](repeating: 7, count: 16 * 1024)
        for _ in 0..<3 { #expect(form.append(piece.span) == .taken) }
        #expect(form.append(piece.span) == .waits, "64 KiB wait for the disk")
        mayGoOn.notify()
        wake.wait()
        #expect(form.append(Array("\r\n--b--".utf8).span) != .refused)
        _ = try finish(form)
        #expect(try names().count == 1)
    }

    @Test func theFieldsOfAFormHaveALimit() throws {
        let form = try makeForm()
        let text = String(repeating: "x", count: 65_535)
        #expect(form.append(part("name=a", text).span) == .taken)
        #expect(form.append(part("name=b").span) == .refused)
        #expect(form.refusal?.code == .bodyTooLarge)
    }

    @Test func aFormHasAtMostTenFiles() throws {
        let form = try makeForm()
        let files = (0..<10).flatMap { part("name=f\($0); filename=a", "x") }
        #expect(form.append(files.span) != .refused)
        #expect(form.append(part("name=g; filename=a").span) == .refused)
        #expect(form.refusal == APIError(.bodyMalformed, message: "the form has more than 10 files"))
    }

    @Test func whatBreaksOffIsNoForm() throws {
        let form = try makeForm()
        #expect(form.append(part("name=file; filename=a", "x").span) != .refused)
        #expect(throws: APIError(.bodyMalformed, message: "the form is malformed: the closing boundary is missing")) {
            try form.finish()
        }
    }

    @Test func aFolderThatIsGoneRefusesTheUpload() throws {
        let gone = try FileFolder(path: scratch.path + "/gone", spool: spool) { _ in }
        try FileManager.default.removeItem(atPath: gone.path)
        let form = try makeForm(in: gone)
        _ = form.append((part("name=file; filename=a", "x") + Array("--b--".utf8)).span)
        #expect(throws: APIError(.storeUnavailable, retryAfterSeconds: 1)) { try finish(form) }
    }

    @Test func orphansGoAtStartAndNothingElseDoes() throws {
        let (kept, orphan) = (FileID.random(), FileID.random())
        for name in [kept.text, orphan.text, "notes.txt"] { try PieceFile.append([1], to: "\(folder.path)/\(name)") }
        try folder.removeOrphans { id in id == kept }
        #expect(try Set(names()) == [kept.text, "notes.txt"])
    }
}
