"""Lists of the contacts under a key: added to and looked up in one statement, in each database's own words.

Writers are alone on either database (`engine.py`), so a list is never lost between reading and writing it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

MOST = 1000
"""A key that more contacts carry says too little to be looked up: from there it is only counted."""
WIDTH = 8
"""Bytes of one post's id in a list."""


class Posting(NamedTuple):
    """`posts` holds the ids, WIDTH bytes each, little end first; empty where more than MOST carry the key."""

    key: int
    carriers: int
    posts: bytes


_FITS = (
    "{length}(overlap_key.posts) = 8 * overlap_key.carriers AND overlap_key.carriers + excluded.carriers <= {most} "
    "AND {length}(excluded.posts) = 8 * excluded.carriers"
)
_ADD = (
    "INSERT INTO overlap_key (generation, key, carriers, posts) {values} "
    "ON CONFLICT (generation, key) DO UPDATE SET carriers = overlap_key.carriers + excluded.carriers, "
    "posts = CASE WHEN {fits} THEN {joined} ELSE {nothing} END"
)
_ADD_SQLITE = _ADD.format(
    values="VALUES (?, ?, ?, ?)",
    fits=_FITS.format(length="length", most=MOST),
    joined="CAST(overlap_key.posts || excluded.posts AS BLOB)",
    nothing="x''",
)
_ADD_POSTGRESQL = _ADD.format(
    values="SELECT %s, * FROM unnest(%s::bigint[], %s::integer[], %s::bytea[])",
    fits=_FITS.format(length="octet_length", most=MOST),
    joined="overlap_key.posts || excluded.posts",
    nothing="''::bytea",
)
_FIND = "SELECT key, carriers, posts FROM overlap_key WHERE generation = {0} AND key {1}"
_HEARD = "SELECT post_id, heard FROM overlap_sound WHERE generation = {0} AND organisation_id {own} {0} AND post_id {1}"
_SUBJECTS = "SELECT post_id, subject FROM overlap_entry WHERE generation = {0} AND post_id {1}"
_AT_ONCE = 20_000


def add(connection: Connection, generation: int, postings: Iterable[Posting]) -> None:
    """Add the carriers of each key (once each) to those it has."""
    rows = sorted((p if p.carriers <= MOST else p._replace(posts=b"")) for p in postings)
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ADD_SQLITE, [(generation, *row) for row in rows])
    else:
        connection.exec_driver_sql(_ADD_POSTGRESQL, (generation, *(list(column) for column in zip(*rows, strict=True))))


def find(connection: Connection, generation: int, keys: Sequence[int]) -> list[Posting]:
    """What stands under these keys; keys that nobody carries are left out."""
    return [Posting._make(row) for row in _among(connection, _FIND, (generation,), keys)]


def heard(
    connection: Connection, generation: int, ids: Sequence[int], organisation_id: int, own: bool
) -> Sequence[tuple[int, str]]:
    """(post_id, heard) of these contacts: an organisation's with `own`, else the others'."""
    statement = _HEARD.replace("{own}", "=" if own else "<>")
    return _among(connection, statement, (generation, organisation_id), ids)


def subjects(connection: Connection, generation: int, ids: Sequence[int]) -> Sequence[tuple[int, str]]:
    """(post_id, subject) of these contacts."""
    return _among(connection, _SUBJECTS, (generation,), ids)


def _among(connection: Connection, statement: str, before: tuple[int, ...], values: Sequence[int]) -> Sequence[Any]:
    """The rows of a statement whose last condition is that a column is among `values`."""
    if connection.dialect.name != "sqlite":
        return _rows(connection, statement.format("%s", "= ANY(%s::bigint[])"), (*before, list(values)))
    found: list[Any] = []
    for n in range(0, len(values), _AT_ONCE):
        part = values[n : n + _AT_ONCE]
        found += _rows(connection, statement.format("?", f"IN ({','.join('?' * len(part))})"), (*before, *part))
    return found


def _rows(connection: Connection, statement: str, values: tuple[Any, ...]) -> Sequence[Any]:
    """Plain tuples from the driver: making a Row of each takes longer than reading it."""
    cursor = connection.exec_driver_sql(statement, values).cursor
    assert cursor is not None
    return cursor.fetchall()


def remove(connection: Connection, generation: int, keys: Sequence[int], post_id: int) -> None:
    """Take a contact out of the lists of these keys, each of which it is known to carry."""
    gone = post_id.to_bytes(WIDTH, "little")
    left = [(p.key, p.carriers - 1, _without(p.posts, gone)) for p in find(connection, generation, keys)]
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    where = f"WHERE generation = {mark} AND key = {mark}"
    update = f"UPDATE overlap_key SET carriers = {mark}, posts = {mark} {where}"  # noqa: S608 - only marks go in
    kept = [(carriers, posts, generation, key) for key, carriers, posts in left if carriers > 0]
    if kept:
        connection.exec_driver_sql(update, kept)
    if empty := [(generation, key) for key, carriers, _ in left if carriers <= 0]:
        connection.exec_driver_sql(f"DELETE FROM overlap_key {where}", empty)  # noqa: S608


def _without(posts: bytes, gone: bytes) -> bytes:
    ids = (posts[n : n + WIDTH] for n in range(0, len(posts), WIDTH))
    return b"".join(each for each in ids if each != gone)
