import Kit

/// Every statement about questions that were answered.
enum SearchStore {
    fileprivate static let insertQuestion = SQL("INSERT INTO questions (rowid, words) VALUES ($1, $2)")
    fileprivate static let countWord = SQL(
        """
        INSERT INTO word_counts (word, questions) VALUES ($1, 1)
        ON CONFLICT (word) DO UPDATE SET questions = word_counts.questions + 1
        """)
    fileprivate static let wordCount = SQL("SELECT questions FROM word_counts WHERE word = $1")
    /// Ranks the newest of those that match, so many as there is time for.
    fileprivate static let answers = SQL(
        """
        SELECT issues.id, question.json, answer.json, best.score FROM (
            SELECT number, score FROM (
                SELECT rowid AS number, -bm25(questions) AS score FROM questions
                WHERE questions MATCH $1 AND rowid <> $2 ORDER BY rowid DESC LIMIT $3) AS matching
            ORDER BY score DESC, number DESC LIMIT 5) AS best
        JOIN issues ON issues.number = best.number
        JOIN messages AS question ON question.number = issues.first_message
        JOIN messages AS answer ON answer.number = issues.answer
        ORDER BY best.score DESC, best.number DESC LIMIT 5
        """)
}

extension ReadStore {
    /// In how many questions a word is.
    func questionCount(of word: String) throws(APIError) -> Int {
        try first(SearchStore.wordCount, word) { $0.int(0) } ?? 0
    }

    /// - Parameters:
    ///   - query: in the syntax of FTS5.
    ///   - issue: whose question is asked.
    func answers(
        to query: String, besides issue: Int64, rankedLimit: Int
    ) throws(APIError) -> [SuggestedAnswer] {
        try all(SearchStore.answers, query, issue, rankedLimit) { row in
            SuggestedAnswer(
                issue: row.id(0), question: Message.text(in: row.text(1)), answer: Message.text(in: row.text(2)),
                score: row.double(3))
        }
    }
}

extension WriteStore {
    func insertQuestion(_ issue: Int64, words: [String]) throws(APIError) {
        try execute(SearchStore.insertQuestion, issue, words.joined(separator: " "))
        for word in words { try execute(SearchStore.countWord, word) }
    }
}
