import Foundation
import Testing

@testable import AllyChat

struct StemmerTests {
    /// AL46: from the sample vocabulary of the algorithm's page, and words that its steps differ on.
    @Test(arguments: [
        ("в", "в"), ("вавиловка", "вавиловк"), ("вагнера", "вагнер"), ("вагон", "вагон"), ("вагонов", "вагон"),
        ("важная", "важн"), ("важнейшие", "важн"), ("важничал", "важнича"), ("важностью", "важност"),
        ("ведь", "вед"), ("величайшая", "величайш"), ("вертящийся", "вертя"), ("взявшись", "взявш"),
        ("пальто", "пальт"), ("кредит", "кред"), ("кредита", "кредит"), ("длинный", "длин"), ("сказавшись", "сказа"),
        ("ёлками", "елк"), ("вклад", "вклад"), ("мгновенность", "мгновен"), ("бр", "бр"), ("abc", "abc"), ("", ""),
    ])
    func stemsAreSnowballs(_ word: String, _ stem: String) { #expect(RussianStemmer.stem(word) == stem) }

    /// AL46
    @Test func wordsAndStemsAreCollectedOnce() {
        #expect(SearchWords.of("Карта, карту! Ёлка-2") == ["карта", "карт", "карту", "елка", "елк", "2"])
        #expect(SearchWords.of("") == [] && SearchWords.of(" -- ") == [])
        #expect(SearchWords.of(text(50, "я")) == [text(40, "я")] || SearchWords.of(text(50, "я")).count <= 2)
        #expect(SearchWords.of((0..<1000).map(String.init).joined(separator: " ")).count == 400)
    }

    /// AL46: each word of a list and its stem as the reference has it, a tab between them. `scripts/lib/stems.py` makes
    /// such a list; where it is stands in `STEMS`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["STEMS"] != nil))
    func stemsAreThoseOfTheReference() throws {
        let path = ProcessInfo.processInfo.environment["STEMS"] ?? ""
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count > 1000)
        for line in lines {
            let pair = line.split(separator: "\t").map(String.init)
            if RussianStemmer.stem(pair[0]) != pair[1] { Issue.record("\(pair[0]): not \(pair[1])") }
        }
    }
}
