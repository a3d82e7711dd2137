/// Cuts the endings off Russian words, so that «карта», «карты» and «картой» become one: the Snowball algorithm
/// for Russian (https://snowballstem.org/algorithms/russian/stemmer.html), step by step as it stands there.
enum RussianStemmer {
    /// - Parameter word: in lower case. A ё counts as е. What has no Russian vowel stays as it is.
    static func stem(_ word: String) -> String {
        var stem = Stem(word)
        stem.cutEnding()
        return String(stem.text)
    }
}

/// A word that is being cut.
private struct Stem {
    private typealias Letters = [Unicode.Scalar]

    private static let vowels: Set<Unicode.Scalar> = ["а", "е", "и", "о", "у", "ы", "э", "ю", "я"]

    private var letters: Letters
    /// What stands before the first vowel and itself is never cut (RV).
    private var vowelRegion: Int
    /// After the second pair of vowel and consonant (R2).
    private var secondRegion: Int

    init(_ word: String) {
        letters = word.unicodeScalars.map { $0 == "ё" ? "е" : $0 }
        vowelRegion = letters.count
        secondRegion = letters.count
        guard let first = Self.index(after: 0, isVowel: true, in: letters) else { return }
        vowelRegion = first
        guard let second = Self.index(after: first, isVowel: false, in: letters),
            let third = Self.index(after: second, isVowel: true, in: letters),
            let fourth = Self.index(after: third, isVowel: false, in: letters)
        else { return }
        secondRegion = fourth
    }

    var text: String.UnicodeScalarView { String.UnicodeScalarView(letters) }

    /// The place behind the next vowel, or consonant.
    private static func index(after start: Int, isVowel: Bool, in letters: Letters) -> Int? {
        letters[start...].firstIndex { vowels.contains($0) == isVowel }.map { $0 + 1 }
    }

    // MARK: The steps

    mutating func cutEnding() {
        if !cut(Endings.perfectiveGerund) {
            _ = cut(Endings.reflexive)
            if cut(Endings.adjective) {
                _ = cut(Endings.participle)
            } else if !cut(Endings.verb) {
                _ = cut(Endings.noun)
            }
        }
        _ = cut(Endings.and)
        cutDerivation()
        tidyUp()
    }

    private mutating func cutDerivation() {
        guard let ending = longest(Endings.derivational), letters.count - ending.count >= secondRegion else { return }
        letters.removeLast(ending.count)
    }

    private mutating func tidyUp() {
        guard let ending = longest(Endings.last) else { return }
        if ending == ["н"] { return cutDoubled() }
        letters.removeLast(ending.count)
        if ending != ["ь"] { cutDoubled() }
    }

    /// Of two н the last.
    private mutating func cutDoubled() {
        guard letters.count - 2 >= vowelRegion, letters.suffix(2) == ["н", "н"] else { return }
        letters.removeLast()
    }

    // MARK: Endings

    /// Cuts the longest ending off, if the word has one, and if that one may be cut there.
    private mutating func cut(_ endings: Endings) -> Bool {
        guard let ending = longest(endings) else { return false }
        if endings.afterVowel.contains(ending) {
            let place = letters.count - ending.count - 1
            guard place >= vowelRegion, letters[place] == "а" || letters[place] == "я" else { return false }
        }
        letters.removeLast(ending.count)
        return true
    }

    private func longest(_ endings: Endings) -> [Unicode.Scalar]? {
        endings.all.first { letters.count - $0.count >= vowelRegion && letters.suffix($0.count).elementsEqual($0) }
    }
}

/// Endings of one kind.
private struct Endings {
    /// Longest first.
    let all: [[Unicode.Scalar]]
    /// Those that count only after а or я.
    let afterVowel: Set<[Unicode.Scalar]>

    private init(_ endings: String, afterVowel: String = "") {
        let restricted = Self.split(afterVowel)
        all = (Self.split(endings) + restricted).sorted { $0.count > $1.count }
        self.afterVowel = Set(restricted)
    }

    private static func split(_ endings: String) -> [[Unicode.Scalar]] {
        endings.split(separator: " ").map { Array($0.unicodeScalars) }
    }

    static let perfectiveGerund = Endings("ив ивши ившись ыв ывши ывшись", afterVowel: "в вши вшись")
    static let adjective = Endings(
        "ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею")
    static let participle = Endings("ивш ывш ующ", afterVowel: "ем нн вш ющ щ")
    static let reflexive = Endings("ся сь")
    static let verb = Endings(
        "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
        afterVowel: "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно")
    static let noun = Endings(
        "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я")
    static let and = Endings("и")
    static let derivational = Endings("ост ость")
    static let last = Endings("ейш ейше н ь")
}
