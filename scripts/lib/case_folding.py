"""Prints Gateway/Kit/Text/CaseFolding.swift, made from Unicode's CaseFolding.txt (Debian's unicode-data):

    python3 scripts/lib/case_folding.py > Gateway/Kit/Text/CaseFolding.swift

Its mappings of status C and S are written as runs: code points at equal distances that are all folded by the same
offset.
"""

SOURCE = "/usr/share/unicode/CaseFolding.txt"

HEAD = """\
/// Unicode's simple case folding (CaseFolding.txt %s, status C and S): what spellings of one name share.
///
/// One code point becomes one code point, `Σ`, `σ` and `ς` the same one; `ı` stays apart from `i`.
///
/// Made by scripts/lib/case_folding.py.
enum CaseFolding {
    /// What the code point is folded to.
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let value = scalar.value
        if value < 0x80 { return value &- 0x41 < 26 ? Unicode.Scalar(UInt8(value) | 0x20) : scalar }
        guard let run = run(of: Int32(value)), (Int32(value) - runs[run]) %% runs[run + 2] == 0 else { return scalar }
        return Unicode.Scalar(UInt32(Int32(value) + runs[run + 3])) ?? scalar
    }

    /// Where the run begins that has the value between its ends.
    private static func run(of value: Int32) -> Int? {
        var (lower, upper) = (0, runs.count / 4)
        while lower < upper {
            let middle = (lower + upper) / 2
            if value > runs[middle * 4 + 1] { lower = middle + 1 } else { upper = middle }
        }
        let found = lower * 4
        return found < runs.count && runs[found] <= value ? found : nil
    }

    /// Four numbers each: the first and the last code point, how far apart they are, and what is added to fold them.
    private static let runs: [Int32] = [
"""


def mappings(lines):
    """Code point to code point, for the statuses that map one to one."""
    folded = {}
    for line in lines:
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) > 2 and fields[1] in ("C", "S"):
            folded[int(fields[0], 16)] = int(fields[2], 16)
    return folded


def run_from(first, folded, step):
    """The last code point of the run that begins there; nothing between two of its points is folded."""
    offset, last = folded[first] - first, first
    while folded.get(last + step, 0) - last - step == offset and (step == 1 or last + 1 not in folded):
        last += step
    return last


def runs(folded):
    """All of them, in order."""
    found, seen = [], -1
    for first in sorted(folded):
        if first <= seen:
            continue
        last, step = max((run_from(first, folded, step), -step) for step in (1, 2))
        found.append((first, last, -step, folded[first] - first))
        seen = last
    return found


def main():
    with open(SOURCE, encoding="utf-8") as file:
        lines = file.read().splitlines()
    version = lines[0].split("-")[1].removesuffix(".txt")
    print(HEAD % version, end="")
    texts = [", ".join(map(str, run)) for run in runs(mappings(lines))]
    line = ""
    for text in texts:
        if len(line) + len(text) > 100:
            print(f"        {line.rstrip()}")
            line = ""
        line += text + ", "
    print(f"        {line.rstrip()}\n    ]\n}}")


main()
