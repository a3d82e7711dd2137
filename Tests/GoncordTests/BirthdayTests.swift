import Kit
import Testing

@testable import Goncord

/// G8
struct BirthdayTests {
    @Test(arguments: [
        "0001-01-01", "1995-03-30", "2000-02-29", "2024-02-29", "1999-12-31", "9999-12-31", "2023-04-30", "1600-02-29",
    ])
    func realDateIsTaken(_ text: String) throws {
        #expect(try Birthday(checking: text).text == text)
    }

    @Test(arguments: [
        "", "0000-01-01", "1900-02-29", "2023-02-29", "2100-02-29", "2023-04-31", "2023-13-01", "2023-00-10",
        "2023-01-00", "2023-01-32", "2023-1-1", "23-01-01", "2023/01/01", "2023-01-01T00:00:00Z", " 2023-01-01",
        "2023-01-01 ", "+023-01-01", "-023-01-01", "２０２３-01-01", "20230101", "2023-01-1é", "12023-01-01",
    ])
    func otherTextIsRefused(_ text: String) {
        #expect(throws: BrokenRule("must be a real date, written YYYY-MM-DD")) { try Birthday(checking: text) }
    }
}
