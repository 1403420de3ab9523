"""Overlaps of activities that name no interlocutor, as coordination sheets have them: found over whole areas at once,
so that they stay few and specific. Everything else that coincides there belongs in the coverage view."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session, select

from csap.model.activities import Activity, ActivityStatus, Engagement
from csap.model.overlaps import OverlapKind, Severity
from csap.model.posts import Post
from csap.overlap.crowding import crowded
from csap.overlap.detect import Pair
from csap.overlap.meetings import engagements_of

SLICE = 500


@dataclass(frozen=True)
class CrowdPair:
    """A post and the pair that it makes with another."""

    post: Post
    pair: Pair


def areas_of(system: Session, post_ids: list[int]) -> set[str]:
    """The codes of the areas in which these activities lie."""
    found: set[str] = set()
    for some in _slices(post_ids):
        found.update(system.exec(select(Activity.area_code).where(Activity.post_id.in_(some))))  # type: ignore[attr-defined]
    return found - {""}


def crowd_pairs(system: Session, areas: Iterable[str]) -> list[CrowdPair]:
    """The few pairs in these areas that a coordinator should look at, the most certain first."""
    posts = [post for some in _slices(sorted(areas)) for post in _without_interlocutor(system, some)]
    seen = [each for some in _slices(posts) for each in engagements_of(system, some)]
    by_id = {post.id: post for post in posts}
    found = []
    for left, right, match in crowded(seen):
        mine, other = by_id[seen[left].post_id], by_id[seen[right].post_id]
        kind = OverlapKind.SAME_ENGAGEMENT
        found.append(CrowdPair(mine, Pair(other, kind, match.certainty, Severity(match.severity), match.reasons)))
    return found


def _without_interlocutor(system: Session, areas: list[str]) -> list[Post]:
    alive = Post.withdrawn_at.is_(None), Post.status != ActivityStatus.CANCELLED  # type: ignore[union-attr]
    nobody = Post.id.not_in(select(Engagement.post_id))  # type: ignore[attr-defined]
    lying = Activity.area_code.in_(areas)  # type: ignore[attr-defined]
    posts = select(Post).join(Activity, Activity.post_id == Post.id).where(lying, nobody, *alive)  # type: ignore[arg-type]
    return list(system.exec(posts.order_by(Post.id)))  # type: ignore[arg-type]


def _slices(items: list) -> Iterator[list]:  # type: ignore[type-arg]
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]
