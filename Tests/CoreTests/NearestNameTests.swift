import Core
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("supr", "super"), ("SUPER", "super"), ("knwon", "known"), ("non", "none"), ("nnoe", "none"),
    ])
    func oneEditForThreeLettersIsClose(_ written: String, _ meant: String) {
        #expect(NearestName.of(written, among: ["none", "known", "super"]) == meant)
    }

    @Test(arguments: ["", "admin", "x", "no!!", String(repeating: "none", count: 100)])
    func whatIsFarIsNotSuggested(_ written: String) {
        #expect(NearestName.of(written, among: ["none", "known", "super"]) == nil)
    }

    @Test func theFirstOfTheClosestWins() {
        #expect(NearestName.of("cat", among: ["bat", "hat"]) == "bat")
        #expect(NearestName.of("hats", among: ["bat", "hat"]) == "hat")
    }

    @Test func aNameOfOneLetterIsNotGuessedFromAnother() {
        #expect(NearestName.of("a", among: ["b"]) == nil)
    }

    @Test func theSuggestionFollowsAMessage() {
        #expect(NearestName.suggestion(for: "supr", among: ["super"]) == "; did you mean \"super\"?")
    }
}
