"""Who is told of an overlap. The post that the other side may not read decides, by its `on_match`."""

from dataclasses import dataclass

from csap.model.posts import TLP, OnMatch


@dataclass(frozen=True)
class Side:
    """One post of a pair, and whether the other side may read it."""

    on_match: OnMatch
    tlp: TLP
    open_to_other: bool


@dataclass(frozen=True)
class Told:
    left: bool
    right: bool
    brokered: bool


def told(left: Side, right: Side) -> Told:
    """Both know where both may read. Else a hidden post's owner decides; where neither may read the other's, the
    Delegation is asked to broker. "Tell nobody" leaves the coordinator alone, or nobody for TLP:RED."""
    hidden = [side for side in (left, right) if not side.open_to_other]
    if any(side.on_match == OnMatch.TELL_NOBODY for side in hidden):
        secret = any(side.tlp == TLP.RED and side.on_match == OnMatch.TELL_NOBODY for side in hidden)
        return Told(False, False, not secret)
    return Told(
        left=right.open_to_other or right.on_match == OnMatch.TELL_BOTH,
        right=left.open_to_other or left.on_match == OnMatch.TELL_BOTH,
        brokered=len(hidden) == 2,
    )
