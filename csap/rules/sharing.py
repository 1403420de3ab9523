"""Who is told of an overlap, and how much. The post that the other side may not read decides, by its `on_match`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from csap.model.posts import TLP, OnMatch
from csap.wording import N_, Words


@dataclass(frozen=True)
class Side:
    """One post of a pair, and whether the other side may read it."""

    on_match: OnMatch
    tlp: TLP
    open_to_other: bool


@dataclass(frozen=True)
class Told:
    """`quiet`: kept from both sides; then `brokered` says whether the coordinator knows."""

    left: bool
    right: bool
    brokered: bool
    quiet: bool = False


def told(left: Side, right: Side) -> Told:
    """Both know where both may read. Else a hidden post's owner decides; where neither may read the other's, the
    Delegation is asked to broker. "Tell nobody" leaves the coordinator alone, or nobody for TLP:RED."""
    hidden = [side for side in (left, right) if not side.open_to_other]
    if any(side.on_match == OnMatch.TELL_NOBODY for side in hidden):
        secret = any(side.tlp == TLP.RED and side.on_match == OnMatch.TELL_NOBODY for side in hidden)
        return Told(False, False, not secret, quiet=True)
    return Told(
        left=right.open_to_other or right.on_match == OnMatch.TELL_BOTH,
        right=left.open_to_other or left.on_match == OnMatch.TELL_BOTH,
        brokered=len(hidden) == 2,
    )


@dataclass(frozen=True)
class Checked:
    """What a match with a list does: whether the asker sees a hit, and whether the post's owner hears of it."""

    asker: bool
    owner: bool


def checked(post: Side) -> Checked:
    """Of a post that the asker may not read, "tell me first" tells its owner alone, "tell nobody" nobody."""
    if post.open_to_other:
        return Checked(True, True)
    return Checked(post.on_match == OnMatch.TELL_BOTH, post.on_match != OnMatch.TELL_NOBODY)


NAMES = N_("the names agree")
IDENTIFIERS = N_("an e-mail address or phone number is the same")
INSTITUTIONS = N_("the institutions agree")
STAKEHOLDERS = N_("both engage the same stakeholder")
ALTOGETHER = N_("what is known of both agrees")
ON_A_HIT = {
    "identifier": IDENTIFIERS,
    "switchboard": IDENTIFIERS,
    "domain": INSTITUTIONS,
    "institution": INSTITUTIONS,
    "function": N_("the functions agree"),
    "post": N_("the functions agree"),
    "names": NAMES,
    "same name": NAMES,
    "same words": NAMES,
    "heard": NAMES,
    "related": NAMES,
    "alias": NAMES,
    "initial": NAMES,
    "order": NAMES,
    "stakeholder": STAKEHOLDERS,
    "same_stakeholder": STAKEHOLDERS,
    "judged": N_("people said before that this is the same"),
}
"""What may be said of a reason where the other post is hidden: that it is so, never the words, dates or places that
made it so. A code that is not here is not said."""


def on_a_hit(reasons: Iterable[dict[str, Any]]) -> list[Words]:
    """The reasons in favour as they are told to somebody who may read only one of the two posts, each once."""
    said = [ON_A_HIT[each["code"]] for each in reasons if each.get("favours", True) and each["code"] in ON_A_HIT]
    return [Words(message) for message in dict.fromkeys(said)] or [Words(ALTOGETHER)]


STRONGEST = (
    *("judged", "identifier", "post", "site", "same name", "stakeholder", "theme", "dates", "day", "place", "area"),
    *("beneficiaries", "alias", "related", "heard", "same words", "moved", "institution", "function", "ask", "levels"),
)
"""The order in which reasons are told; what is not here comes after."""
PASSING = {"soon"}
"""True on the day on which it was found only, and so not told."""
LEVELS = {"low": N_("Low"), "medium": N_("Medium"), "high": N_("High"), "very_high": N_("Very high")}


def in_full(reasons: Iterable[dict[str, Any]], favours: bool = True) -> list[Words]:
    """The reasons in favour, or those against, strongest first, as told to somebody who may read both posts."""
    ranks = {code: rank for rank, code in enumerate(STRONGEST)}
    told = [each for each in reasons if each.get("favours", True) == favours and each["code"] not in PASSING]
    return [_words(each) for each in sorted(told, key=lambda each: ranks.get(each["code"], len(ranks)))]


def _words(reason: dict[str, Any]) -> Words:
    params = reason["params"]
    if reason["code"] == "levels":
        params = {name: Words(LEVELS.get(level, level)) for name, level in params.items()}
    return Words(reason["message"], params)
