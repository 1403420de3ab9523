"""The letter costs that learning starts from: letters that sound alike are near."""

NEAR = (
    ("aeiouöüäåəyAYWEōēêīė", 0.25), ("yjYi", 0.15), ("wvWufo", 0.3), ("bvpBfF", 0.4), ("pbB", 0.3), ("fvwF", 0.2),
    ("tdTDťď", 0.3), ("szŝẑ", 0.1), ("rř", 0.05), ("Xẋ", 0.1), ("hĥ", 0.1),
    ("kqgKĝğxġX", 0.35), ("kqKĉxX", 0.2),
    ("gğĝġ", 0.2), ("hxHĤğg", 0.35), ("hxĉKk", 0.35),
    ("szcSZCJçŜĉTD", 0.4), ("SZCJĉŜç", 0.2), ("szŜD", 0.25), ("JġZjyzg", 0.3), ("jxhSZJ", 0.35), ("cCsz", 0.3),
    ("mn", 0.6), ("nN", 0.1), ("lr", 0.6), ("aAE", 0.05), ("oöuüåW", 0.12), ("eiyäYə", 0.12),
)  # fmt: skip
ALONE = {
    "h": 0.35,
    "H": 0.35,
    "Ĥ": 0.25,
    "ŝ": 0.5,
    "ť": 0.6,
    "ď": 0.6,
    "ẋ": 0.6,
    "ẑ": 0.6,
    "ř": 0.8,
    "ĥ": 0.2,
    "E": 0.15,
    "A": 0.15,
    "W": 0.35,
    "Y": 0.3,
    "y": 0.3,
    "j": 0.5,
    "w": 0.5,
} | dict.fromkeys("aeiouöüäåə", 0.3)
LETTERS = "abcdefghijklmnopqrstuvwxyzöüäåəçğĉġĝSZCJNTDXAYWEBFKHĤŜōēêīėŝťďẋẑřĥ"


def rows() -> list[list[str]]:
    """Rows of letters.csv before anything is learned."""
    found: dict[tuple[str, str], float] = {}
    for letters, cost in NEAR:
        for one in letters:
            for other in letters:
                if one < other:
                    found[one, other] = min(cost, found.get((one, other), 9.0))
    alone = [["-", letter, str(ALONE.get(letter, 1.0))] for letter in LETTERS]
    return alone + [[one, other, str(cost)] for (one, other), cost in sorted(found.items())]
