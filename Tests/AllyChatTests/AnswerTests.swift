import Kit
import TestSupport
import Testing

@testable import AllyChat

struct AnswerTests {
    private let bench: ChatBench
    private let anna, bob, olga: Person

    init() throws {
        bench = try .make()
        (anna, bob) = (try bench.register("anna"), try bench.register("bob"))
        olga = try bench.makeOperator("olga")
    }

    /// The questions of the answers that are suggested for one.
    private func suggested(for question: String) throws -> [String] {
        let issue = try bench.send(question, to: bob.room, by: bob).issue
        let answers = try bench.call("suggestAnswers", path: issue, by: olga).json["answers"]
        try bench.call("activateRoom", path: bob.room.text, by: olga)
        try bench.call("deactivateRoom", path: bob.room.text, by: olga)
        return answers?.elements.compactMap { $0["question"]?.string } ?? []
    }

    /// AL45
    @Test func answersToLikeQuestionsAreSuggested() throws {
        let issue = try bench.answered("Как закрыть карту?", "В отделении.", by: anna, olga)
        try bench.answered("Где банкомат?", "За углом.", by: anna, olga)
        let asked = try bench.send("хочу закрыть карты", to: bob.room, by: bob).issue
        let reply = try bench.call("suggestAnswers", path: asked, by: olga)
        let answers = reply.json["answers"]?.elements.map { $0 } ?? []
        #expect(answers.count == 1)
        #expect(answers.first?.members.map(\.key) == ["issue", "question", "answer", "score"])
        #expect(answers.first?["issue"]?.string == issue)
        #expect(answers.first?["question"]?.string == "Как закрыть карту?")
        #expect(answers.first?["answer"]?.string == "В отделении.")
        #expect(answers.first?["score"]?.double != nil)
    }

    /// AL45
    @Test func onlyWhatWasAnsweredAndClosedIsSuggested() throws {
        try bench.send("Карта открыта", to: anna.room, by: anna)
        try bench.send("Ответ", to: anna.room, by: olga)
        let cleo = try bench.register("cleo")
        try bench.send("Карта без ответа", to: cleo.room, by: cleo)
        try bench.call("activateRoom", path: cleo.room.text, by: olga)
        try bench.call("deactivateRoom", path: cleo.room.text, by: olga)
        #expect(try suggested(for: "Карта") == [])
        let issue = try bench.answered("Карта закрыта", "Да", by: cleo, olga)
        #expect(try suggested(for: "Карта") == ["Карта закрыта"])
        // Not the issue itself.
        #expect(try bench.call("suggestAnswers", path: issue, by: olga).description == #"{"answers":[]}"#)
    }

    /// AL45
    @Test func theBestFiveComeFirst() throws {
        for number in 1...7 { try bench.answered("карта \(number)", "Ответ", by: anna, olga) }
        try bench.answered("карта потеряна вчера", "Ответ", by: anna, olga)
        let found = try suggested(for: "потеряна карта")
        #expect(found.count == 5 && found.first == "карта потеряна вчера")
    }

    /// AL46: Snowball takes «кредит» and «лимит» for verbs, so that their stems are not those of the other cases.
    @Test(arguments: [
        ("кредит", "кредита"), ("лимит", "лимиты"), ("карту", "картой"), ("переводы", "перевод"), ("ЁЛКА", "елки"),
        ("вклад", "Вкладов"), ("платежи", "платежей"), ("VISA", "visa"), ("0800", "0800"), ("всё", "все"),
    ])
    func aWordIsFoundInItsOtherForms(_ stored: String, _ asked: String) throws {
        try bench.answered("Вопрос: \(stored)!", "Ответ", by: anna, olga)
        #expect(try suggested(for: asked) == ["Вопрос: \(stored)!"])
    }

    /// AL46
    @Test func theBeginningOfAWordIsNotTheWord() throws {
        try bench.answered("картофель", "Ответ", by: anna, olga)
        #expect(try suggested(for: "карта") == [])
    }

    /// AL46
    @Test(arguments: [
        "", "?!", "...", "\" OR карта", "карта* NEAR(a b)", "words:карта", "-карта", "^", "\u{1F600}", "(((", "AND",
        "NOT",
    ])
    func nothingInAQuestionIsSyntax(_ question: String) throws {
        try bench.answered("карта", "Ответ", by: anna, olga)
        let found = try suggested(for: question.isEmpty ? "?" : question)
        #expect(found == (question.contains("карта") ? ["карта"] : []))
        #expect(bench.reports == [])
    }

    /// AL46
    @Test func aPictureAloneAsksNothing() throws {
        let sent = try bench.send("", to: bob.room, by: bob, file: "https://host/a.png")
        #expect(try bench.call("suggestAnswers", path: sent.issue, by: olga).description == #"{"answers":[]}"#)
    }

    /// AL47
    @Test func theRarestWordsAreSearched() throws {
        try bench.answered("карта сгорела", "Ответ", by: anna, olga)
        try bench.answered("карта нужна", "Ответ", by: anna, olga)
        try bench.tamper("UPDATE word_counts SET questions = 30000 WHERE word LIKE 'карт%'")
        #expect(try suggested(for: "карта сгорела") == ["карта сгорела"])
        #expect(try Set(suggested(for: "карта")).contains("карта нужна"))
    }
}
