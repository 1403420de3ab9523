"""Which passwords will do, after NIST SP 800-63B-4 section 3.1.1: long ones that nobody guesses, of any characters.

There are no rules of composition and no expiry. Length is counted in characters after normalisation."""

import re
import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from csap.wording import N_, Words

SHORTEST = 15
"""What 800-63B-4 asks of a password that may be the only factor."""
LONGEST = 1000
WEIGHED = 72
"""As many characters are weighed: weighing takes longer than linear, and nobody guesses the rest."""
GOOD = 3
"""Of zxcvbn's scale of 0 to 4: safe from guessing even where the hashes are stolen."""
PLATFORM = ("csap",)

SHORT = N_("Use at least %(shortest)s characters; a few words do well.")
LONG = N_("This is too long: at most %(max_length)s characters.")
OWN = N_("Your own name, your address and the platform's name don't count: without them this is too short.")
COMMON = N_(
    "This is among the passwords that attackers try first. A few words that only you would put together do well."
)
REPEATS = N_("This repeats itself or follows the keyboard or the alphabet. A few unrelated words do well.")
WEAK = N_("This is too easy to guess. Add another word or two.")


def normal(password: str) -> str:
    """The same password from any keyboard: NFKC, as 800-63B asks."""
    return unicodedata.normalize("NFKC", password)


def problems(password: str, context: Iterable[str]) -> list[Words]:
    """What is wrong with a password; `context` are texts that are known of its owner: name, address."""
    plain = normal(password)
    if len(plain) < SHORTEST:
        return [Words(SHORT, {"shortest": SHORTEST})]
    if len(plain) > LONGEST:
        return [Words(LONG, {"max_length": LONGEST})]
    own = _words(context)
    if len(_without(plain, own)) < SHORTEST:
        return [Words(OWN)]
    if _common(plain):
        return [Words(COMMON)]
    return _guessable(plain, own)


def strength(password: str, context: Iterable[str]) -> tuple[int, list[Words]]:
    """How hard it is to guess, from 0 to 4, and what is wrong with it; what will not do is never GOOD."""
    texts = list(context)
    wrong = problems(password, texts)
    weighed = zxcvbn(normal(password)[:WEIGHED], _words(texts))["score"] if password else 0
    return min(int(weighed), GOOD - 1) if wrong else int(weighed), wrong


def _words(context: Iterable[str]) -> list[str]:
    found = {word for text in context for word in re.findall(r"\w{4,}", text.casefold())}
    return sorted(found | set(PLATFORM), key=len, reverse=True)


def _without(password: str, own: Iterable[str]) -> str:
    rest = password.casefold()
    for word in own:
        rest = rest.replace(word, "")
    return rest


def _common(password: str) -> bool:
    """Whether it, or what it is made of over and over, is on the list of common ones, whatever is put around it."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.casefold())
    once = re.sub(r"^(.+?)\1+$", r"\1", re.sub(r"[\W_]+", "", core[:WEIGHED]))
    known = RANKED_DICTIONARIES["passwords"]
    return any(each in known for each in (password.casefold(), core, once))


def _guessable(password: str, own: list[str]) -> list[Words]:
    weighed = zxcvbn(password[:WEIGHED], own)
    if weighed["score"] >= GOOD:
        return []
    longest = max(weighed["sequence"], key=lambda match: len(match["token"]))
    if longest["pattern"] in ("repeat", "sequence", "spatial"):
        return [Words(REPEATS)]
    return [Words(COMMON if longest.get("dictionary_name") == "passwords" else WEAK)]
