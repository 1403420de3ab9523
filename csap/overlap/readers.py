"""Which of these people may read which of these posts: by the one rule of reading, in one question for all."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import true, tuple_
from sqlmodel import Session, col, select

from csap.model.people import Person
from csap.model.posts import Post
from csap.rules.access import VIEWERS, readable_post
from csap.rules.sharing import Side, Told, told

Reading = tuple[int, int]
"""A person and a post."""


def reading(system: Session, asked: Iterable[Reading]) -> set[Reading]:
    """Those of these (person, post) where the person may read the post, as both are stored."""
    pairs = sorted(set(asked))
    if not pairs:
        return set()
    people, posts = ({each[side] for each in pairs} for side in (0, 1))
    wanted = (
        col(Person.id).in_(people),
        col(Post.id).in_(posts),
        tuple_(Person.id, Post.id).in_(pairs),
        _readable(),
    )
    may = select(Person.id, Post.id).join(Post, true()).where(*wanted)
    return {(person or 0, post) for person, post in system.exec(may)}


@lru_cache
def _readable() -> Any:
    """Building the rule takes longer than asking it."""
    return readable_post(Post, VIEWERS)


def told_of(system: Session, pairs: Sequence[tuple[Post, Post]]) -> list[Told]:
    """For each pair of posts, left and right, who is told that they overlap."""
    asked = [way for left, right in pairs for way in ((right.author_id, left.id), (left.author_id, right.id))]
    read = reading(system, asked)
    return [
        told(
            Side(left.on_match, left.tlp, (right.author_id, left.id) in read),
            Side(right.on_match, right.tlp, (left.author_id, right.id) in read),
        )
        for left, right in pairs
    ]
