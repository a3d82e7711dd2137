import Kit

/// An issue that was closed with an answer, and whose question is like another one.
struct SuggestedAnswer: Encodable, Sendable {
    let issue: IssueID
    let question: String
    /// The first reply.
    let answer: String
    /// Higher is better; means nothing beside the scores of another answer.
    let score: Double
}

/// `{"answers": […]}`
struct AnswerList: Encodable, Sendable {
    let answers: [SuggestedAnswer]
}

extension AllyChat {
    /// Questions that may be ranked: a common word is in most of all there are, and ranking them takes long.
    private static let rankedLimit = 5000

    /// Questions of other issues with a word in common, the likest first, and what was answered.
    func suggestAnswers(_ input: IssuePath, _ call: borrowing ReadCall) throws(APIError) -> AnswerList {
        _ = try call.caller.account(in: .staff)
        guard let issue = try call.store.issue(input.id) else { throw APIError(.issueUnknown) }
        let question = Message.text(in: try call.store.messageJSON(issue.firstMessage)?.text ?? "")
        let words = try rarest(SearchWords.of(question), call.store)
        guard !words.isEmpty else { return AnswerList(answers: []) }
        // Quoted, so that nothing in a word is syntax.
        let query = words.map { "\"\($0)\"" }.joined(separator: " OR ")
        let answers = try call.store.answers(to: query, besides: issue.number, rankedLimit: Self.rankedLimit)
        return AnswerList(answers: answers)
    }

    /// Those that are in any question, the rarest first, until there are as many questions as may be ranked: the words
    /// that are left out are everywhere, and say little.
    private func rarest(_ words: [String], _ store: ReadStore) throws(APIError) -> [String] {
        var counted: [(word: String, count: Int)] = []
        for word in words {
            let count = try store.questionCount(of: word)
            if count > 0 { counted.append((word, count)) }
        }
        counted.sort { ($0.count, $0.word) < ($1.count, $1.word) }
        var total = 0
        return counted.prefix { item in
            defer { total += item.count }
            return total == 0 || total + item.count <= Self.rankedLimit
        }.map(\.word)
    }

    /// Makes the question of a closed issue findable, if it was answered.
    func keepAnswer(of issue: Issue, _ call: borrowing WriteCall) throws(APIError) {
        guard issue.answer != nil else { return }
        let question = Message.text(in: try call.store.reading.messageJSON(issue.firstMessage)?.text ?? "")
        let words = SearchWords.of(question)
        if !words.isEmpty { try call.store.insertQuestion(issue.number, words: words) }
    }
}
