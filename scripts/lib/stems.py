"""Makes the list that StemmerTests compares AllyChat's stemmer with: each word, a tab, and its stem.

The words are those of Debian's hunspell-ru, and every seventh of them with other endings; the stems are made by
snowballstemmer 3.0.1 (a Python package). Then: STEMS=FILE swift test --filter StemmerTests
"""

import argparse
import pathlib

DICTIONARY = pathlib.Path("/usr/share/hunspell/ru_RU.dic")
VERSION = "3.0.1"
ENDINGS = (
    "", "а", "ы", "у", "ой", "ом", "ами", "ах", "ов", "ого", "ему", "ая", "ые", "ить", "ила", "ившись", "ть", "лся",
    "ейшие", "ость", "остью", "нный")


def words(dictionary):
    listed = {line.split("/")[0].strip().lower() for line in dictionary.read_text(encoding="utf-8").split("\n")[1:]}
    listed = {word for word in listed if word and " " not in word}
    grown = {word.rstrip("аяоеьыий") + ending for word in sorted(listed)[::7] for ending in ENDINGS}
    return sorted((listed | grown) - {""})


def main():
    parser = argparse.ArgumentParser(prog="stems", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--dictionary", type=pathlib.Path, default=DICTIONARY)
    options = parser.parse_args()
    import snowballstemmer  # Here, so that --help works without it.
    stemmer = snowballstemmer.stemmer("russian")
    lines = [f"{word}\t{stemmer.stemWord(word)}" for word in words(options.dictionary)]
    options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} words, as snowballstemmer {VERSION} should have them")


if __name__ == "__main__":
    main()
