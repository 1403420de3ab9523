"""The rows that hang on a post: given anew with each draft, kept where they stay the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, select

from csap.desk import Desk
from csap.model.posts import Post, PostDraft
from csap.rules.acts import Act

SaveParts = Callable[[Desk, Act, Post, Any], dict[str, Any]]
ReadParts = Callable[[Desk, Post], dict[str, Any]]


def no_parts(desk: Desk, act: Act, post: Post, draft: Any) -> dict[str, Any]:
    return {}


def none_to_read(desk: Desk, post: Post) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class KindOfPost:
    """What a kind has beside the envelope, and how its list is ordered: by a column of the envelope."""

    draft: type[PostDraft]
    table: type[SQLModel]
    save_parts: SaveParts = no_parts
    """Writes the parts of a post as its draft has them; returns the difference, part name -> [old, new]."""
    drafted_parts: ReadParts = none_to_read
    """The stored parts as its draft has them: field -> value."""
    shown_parts: ReadParts = none_to_read
    """The stored parts as its page shows them: name -> records."""
    order: str = "changed_at"
    descending: bool = True


def replace_keys(
    desk: Desk, act: Act, post: Post, table: type[SQLModel], column: str, wanted: Iterable[Any], **fixed: Any
) -> dict[str, Any]:
    """Make the rows of `table` for this post those whose `column` is in `wanted`; `fixed` goes into new rows."""
    mine = table.post_id == post.id  # type: ignore[attr-defined]
    stored = {getattr(row, column): row for row in desk.exec(select(table).where(mine))}
    new = list(dict.fromkeys(wanted))
    if set(stored) == set(new):
        return {}
    for key, row in stored.items():
        if key not in new:
            desk.remove_part(act, post, row)
    for key in new:
        if key not in stored:
            desk.add_part(act, post, table(post_id=post.id, **{column: key}, **fixed))
    desk.flush()
    return {str(table.__tablename__): [sorted(stored), sorted(new)]}
