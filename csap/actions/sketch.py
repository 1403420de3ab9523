"""A sketch of all posts in the memory of this process: the few columns that map, timeline and totals are counted by,
and the words that posts are searched by. To count 100,000 posts in it takes a millisecond or two; a database takes
twenty times that, or counts that are kept for every filter.

It is the platform's own and holds what no single person may see: `sifting` counts from it only what `sight` shows, and
a title or any other content is read through the person's desk. `sight` doesn't know the access rules: it asks the desk
for one post of each set of posts that the rules treat alike (same audience, same owner, not withdrawn), and for one
overlap of each set of overlaps; the desk's answer holds for the set.

Whoever asks brings the sketch up to date first: every act leaves a line of audit that names its post, so those named
since the last time are read again, and nothing else. The last line is known by its hash, so that a database which was
put in the place of another is read anew. A process reads all posts once, when it is first asked: two seconds for
100,000, in 7 MB beside their words."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import DateTime, Dialect, String, func, type_coerce
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from csap.desk import Desk
from csap.model.overlaps import UNSETTLED, Overlap
from csap.model.posts import Kind, Post, PostTheme
from csap.model.records import Record
from csap.rules.acts import Verb

Column = NDArray[Any]
Columns = dict[str, Column]
KINDS = tuple(Kind)
LOOKING = (Verb.ACCESS, Verb.EXPORT, Verb.SIGN_IN, Verb.DENY)
AT_ONCE = 5000
MOST_CHANGED = 1000
"""Above so many changed posts all are read again."""
REMEMBERED = 50
APART = 2**16
"""More than there are columns of cells around the world."""


class Numbers(dict[Any, int]):
    """Gives each value a number, in the order of first sight; only ever grows."""

    def __missing__(self, value: Any) -> int:
        self[value] = number = len(self)
        return number


@dataclass(frozen=True)
class Version:
    """The last line of audit but for those that only look, and the number of unsettled overlaps, which also end by
    themselves. Answers kept under it are as fresh as the platform."""

    line: int = 0
    hash: str = ""
    unsettled: int = 0


@dataclass(frozen=True)
class Pairs:
    """Unsettled overlaps: the posts of each, which set it belongs to, and one overlap of each set."""

    left: Column
    right: Column
    sets: Column
    examples: list[int]


@dataclass(frozen=True)
class Sight:
    """What one viewer may know: which sets of posts, by their numbers, and which posts, by their rows, are in an
    unsettled overlap that they may know of."""

    sets: Column
    overlapping: Column


@dataclass(frozen=True)
class Sketch:
    """`posts` are those that are not withdrawn, in the order of their ids; instants are seconds since 1970, NaN where
    there is none; `status`, `themes` and `readers` are numbers of what stands in the fields of those names. `seen` and
    `cells` are kept once they were asked for."""

    version: Version
    posts: Columns
    pairs: Pairs
    status: Numbers = field(default_factory=Numbers)
    themes: Numbers = field(default_factory=Numbers)
    readers: Numbers = field(default_factory=Numbers)
    earlier: tuple[Version, ...] = ()
    seen: dict[Any, Sight] = field(default_factory=dict)
    cells: dict[int, Column] = field(default_factory=dict)


_SKETCHES: WeakKeyDictionary[Dialect, Sketch] = WeakKeyDictionary()
_LOCK = Lock()


def version(desk: Desk) -> Version:
    unsettled = select(func.count()).select_from(Overlap).where(col(Overlap.state).in_(UNSETTLED)).scalar_subquery()
    acts = select(Record.id, Record.hash, unsettled).where(col(Record.verb).not_in(LOOKING))
    found = desk.as_system().execute(acts.order_by(col(Record.id).desc()).limit(1)).first()
    return Version(*found) if found else Version()


def sketch(desk: Desk) -> Sketch:
    """Never older than what the desk reads; newer where another request was faster."""
    system = desk.as_system()
    dialect = system.connection().dialect
    with _LOCK:
        known, now = _SKETCHES.get(dialect), version(desk)
        if known is None or not (now == known.version or now in known.earlier):
            known = (_followed(system, known, now) if known else None) or _begun(system, now)
            _SKETCHES[dialect] = known
        return known


def cells(drawn: Sketch, level: int) -> Column:
    """The number of the cell in which each post lies, of cells 2 ** -level degrees wide; of all without a point one."""
    if level not in drawn.cells:
        rows, columns = (np.floor(drawn.posts[name] * 2**level) for name in ("lat", "lon"))
        drawn.cells[level] = np.unique(rows * APART + columns, return_inverse=True)[1].astype(np.int32)
    return drawn.cells[level]


def sight(desk: Desk, drawn: Sketch) -> Sight:
    """What the desk's viewer may know of a sketch."""
    found = drawn.seen.get(desk.viewer)
    if found is None:
        found = drawn.seen[desk.viewer] = _looked(desk, drawn)
    return found


def _looked(desk: Desk, drawn: Sketch) -> Sight:
    pairs, ids = drawn.pairs, drawn.posts["id"]
    examples = np.zeros(len(drawn.readers), dtype=np.int64)
    examples[drawn.posts["readers"]] = ids
    known = np.isin(pairs.examples, _read(desk, Overlap.id, pairs.examples))[pairs.sets]
    overlapping = np.intersect1d(ids, np.concatenate([pairs.left[known], pairs.right[known]]))
    return Sight(np.isin(examples, _read(desk, Post.id, examples.tolist())), np.searchsorted(ids, overlapping))


def _read(desk: Desk, column: Any, ids: list[int]) -> list[int]:
    """Which of these the desk's viewer may read, for good: one post that was opened for a day stands for no set."""
    found: list[int] = []
    for start in range(0, len(ids), AT_ONCE):
        asked = select(column).where(column.in_(ids[start : start + AT_ONCE]))
        found += desk.exec(asked.execution_options(lasting=True))
    return found


def _begun(system: Desk, now: Version) -> Sketch:
    drawn = Sketch(now, {}, _pairs(system))
    drawn.posts.update(_posts(system, drawn))
    return drawn


def _followed(system: Desk, known: Sketch, now: Version) -> Sketch | None:
    """The sketch with what was done since; None where that can't be told, or is too much."""
    line = select(Record.id).where(Record.id == known.version.line, Record.hash == known.version.hash)
    since = select(Record.subject).where(col(Record.id) > known.version.line, col(Record.verb).not_in(LOOKING))
    about = system.exec(since.where(col(Record.subject).startswith("post:")).distinct().limit(MOST_CHANGED + 1)).all()
    if system.exec(line).first() is None or len(about) > MOST_CHANGED:
        return None
    return Sketch(
        now,
        _changed(system, known, [int(each.removeprefix("post:")) for each in about]),
        _pairs(system),
        known.status,
        known.themes,
        known.readers,
        (*known.earlier[1 - REMEMBERED :], known.version),
    )


def _changed(system: Desk, known: Sketch, ids: list[int]) -> Columns:
    """The columns with these posts read again."""
    if not ids:
        return known.posts
    fresh = _posts(system, known, ids)
    stay = ~np.isin(known.posts["id"], ids)
    places = np.searchsorted(known.posts["id"][stay], fresh["id"])
    return {name: np.insert(column[stay], places, fresh[name]) for name, column in known.posts.items()}


FIELDS: dict[str, tuple[Any, Any]] = {
    "id": (Post.id, np.int64),
    "kind": (type_coerce(Post.kind, String), np.int8),
    "organisation": (Post.organisation_id, np.int32),
    "author": (Post.author_id, np.int32),
    "readers": (Post.audience_id, np.int32),
    "region": (func.coalesce(Post.region_id, -1), np.int32),
    "format": (func.coalesce(Post.cooperation_format, -1), np.int32),
    "status": (Post.status, np.int32),
    "lat": (Post.lat, np.float64),
    "lon": (Post.lon, np.float64),
    "starts": (type_coerce(Post.starts_at, DateTime), "datetime64[us]"),
    "ends": (type_coerce(Post.ends_at, DateTime), "datetime64[us]"),
    "words": (Post.folded, np.object_),
}
"""Column -> what it is read from, and as what: as plain as it is stored, since somebody waits for 100,000 of them."""


def _posts(system: Desk, drawn: Sketch, ids: list[int] | None = None) -> Columns:
    """All posts, or these, in the order of their ids; new values get their numbers in `drawn`."""
    asked = select(*(source for source, _kind in FIELDS.values())).where(col(Post.withdrawn_at).is_(None))
    parts: dict[str, list[Column]] = {name: [_array(name, [])] for name in FIELDS}
    for rows in _streamed(system, asked, col(Post.id), ids):
        values = dict(zip(FIELDS, map(list, zip(*rows, strict=True)), strict=True))
        values["kind"] = [KINDS.index(each) for each in values["kind"]]
        readers = zip(values["readers"], values["organisation"], strict=True)
        values["readers"] = [drawn.readers[each] for each in readers]
        values["status"] = [drawn.status[each] for each in values["status"]]
        for name, found in parts.items():
            found.append(_array(name, values[name]))
    columns = {name: np.concatenate(found) for name, found in parts.items()}
    columns |= {name: _seconds(columns[name]) for name in ("starts", "ends")}
    return columns | {"themes": _themes(system, drawn, columns["id"], ids)}


def _themes(system: Desk, drawn: Sketch, posts: Column, ids: list[int] | None) -> Column:
    """The number of each post's set of themes."""
    codes = Numbers()
    asked = select(PostTheme.post_id, PostTheme.theme_code)
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for rows in _streamed(system, asked, col(PostTheme.post_id), ids):
        parts.append(np.array([(post_id, codes[code]) for post_id, code in rows], dtype=np.int64))
    of, numbers = np.concatenate(parts).T
    names, numbers = tuple(codes), numbers.tolist()
    spans = zip(np.searchsorted(of, posts).tolist(), np.searchsorted(of, posts, "right").tolist(), strict=True)
    sets = (frozenset(names[each] for each in numbers[first:last]) for first, last in spans)
    return np.array([drawn.themes[each] for each in sets], dtype=np.int32)


def _streamed(system: Desk, asked: Any, key: Any, ids: list[int] | None) -> Any:
    """What is asked for, of all posts or of these, in the order of `key`, so many rows at once."""
    mine = asked if ids is None else asked.where(key.in_(ids))
    return system.execute(mine.order_by(key).execution_options(yield_per=AT_ONCE)).partitions()


def _array(name: str, values: list[Any]) -> Column:
    return np.array(values, dtype=FIELDS[name][1])


def _seconds(instants: Column) -> Column:
    return np.where(np.isnat(instants), np.nan, instants.astype(np.int64) / 1e6)


def _pairs(system: Desk) -> Pairs:
    """Overlaps that the rules treat alike are of one set: the same sides, told the same, and posts of the same sets."""
    left, right = aliased(Post), aliased(Post)
    ruled: list[Any] = [Overlap.left_organisation_id, Overlap.right_organisation_id, Overlap.left_told]
    ruled += [Overlap.right_told, Overlap.brokered, Overlap.quiet]
    for post in (left, right):
        ruled += [post.audience_id, post.organisation_id, col(post.withdrawn_at).is_(None)]
    asked = (
        select(Overlap.id, Overlap.left_id, Overlap.right_id, *ruled)
        .join(left, col(left.id) == Overlap.left_id)
        .join(right, col(right.id) == Overlap.right_id)
        .where(col(Overlap.state).in_(UNSETTLED))
    )
    sets, examples, sides = Numbers(), {}, []
    for number, left_id, right_id, *alike in system.execute(asked):
        mine = sets[tuple(alike)]
        examples[mine] = number
        sides.append((left_id, right_id, mine))
    columns = np.array(sides, dtype=np.int64).reshape(-1, 3).T
    return Pairs(columns[0], columns[1], columns[2], [examples[each] for each in range(len(sets))])
