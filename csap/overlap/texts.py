"""How much two free texts (a title, beneficiaries, an ask) speak of the same: shared ideas, any language. Pure."""

from functools import cache, lru_cache

from csap.overlap.ideas import small
from csap.overlap.institutions import institution
from csap.overlap.lexicon import lines
from csap.overlap.sounds import fold
from csap.overlap.tokens import Token

_STEM = 6


@lru_cache(maxsize=1 << 14)
def ideas(text: str) -> frozenset[str]:
    """The ideas of a text: numbers of the term list where it knows them, stems of words where not."""
    return frozenset(idea for part in _parts(text) for idea in _ideas_of(part))


def _parts(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[n : n + 8]) for n in range(0, len(words), 8)]


def _ideas_of(part: str) -> set[str]:
    tokens = institution(part).tokens
    return {_idea(t) for t in tokens if len(t.word) > 2 and t.word not in _fillers()}


def _idea(token: Token) -> str:
    if token.number:
        return token.word
    return f"#{min(token.families)}" if token.families else token.word[:_STEM]


@cache
def _fillers() -> frozenset[str]:
    return frozenset(fold(w) for _, line in lines("fillers.txt") for w in line.split())


def alike(left: str, right: str) -> float:
    """Share of the ideas of two texts that they have in common, 0..1; 0 where one is empty."""
    ours, theirs = ideas(left), ideas(right)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


@cache
def _opposites() -> list[tuple[frozenset[str], frozenset[str]]]:
    found = []
    for _, line in lines("opposites.txt"):
        one, other = line.split("|")
        found.append((_stems(one), _stems(other)))
    return found


def _stems(words: str) -> frozenset[str]:
    return frozenset(fold(w)[:_STEM] for w in words.split())


def contradict(left: str, right: str) -> tuple[str, str] | None:
    """Two words, one of each text, that ask for opposite things about a matter they share.

    None where there are none.
    """
    ours, theirs = _words(left), _words(right)
    for one, other in _opposites():
        for here, there in ((one, other), (other, one)):
            a, b = here & set(ours), there & set(theirs)
            if a and b and (set(ours) - one - other) & (set(theirs) - one - other):
                return ours[min(a)], theirs[min(b)]
    return None


def _words(text: str) -> dict[str, str]:
    bare = (w.strip(_MARKS) for w in text.split())
    return {fold(w)[:_STEM]: w for w in bare if len(w) > 2 and fold(w) not in small()}


_MARKS = ".,;:!?()«»“”\"'"
