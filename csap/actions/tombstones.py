"""The list of what was erased, kept outside the database, so that a backup of before does not bring it back.

It can't lie in the database alone: that of a restored backup ends where the backup was taken. The signed head of the
audit does not help either: it proves lines, and holds none. So the job writes each tombstone, a line of JSON, into a
file beside the database or wherever `CSAP_TOMBSTONES` says, and `csap restore` erases again whatever stands there."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import col, select

from csap.actions.erasing import erase
from csap.desk import open_desk
from csap.model.posts import Kind, Post
from csap.model.retention import Tombstone
from csap.rules.retention import Ground
from csap.rules.viewers import SYSTEM


@dataclass(frozen=True)
class Stone:
    """A line of the list."""

    post: int
    kind: str
    organisation: int
    ground: str
    erased_at: str


def read(path: Path | None) -> dict[int, Stone]:
    """The list, by the posts' numbers; a last line that was cut short is no line."""
    found: dict[int, Stone] = {}
    for line in path.read_text().splitlines() if path and path.exists() else ():
        try:
            stone = Stone(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[stone.post] = stone
    return found


def write(engine: Engine, path: Path | None) -> int:
    """Add what was erased since; returns how many lines were added. Lines that are there stay."""
    if path is None:
        return 0
    with open_desk(engine, SYSTEM) as system:
        there = read(path)
        stones = system.exec(select(Tombstone).order_by(col(Tombstone.erased_at)))
        lines = [_line(each) for each in stones if each.post_id not in there]
    if lines:
        path.touch(mode=0o600)
        with path.open("a") as file:
            file.write("".join(lines))
    return len(lines)


def _line(each: Tombstone) -> str:
    stone = Stone(each.post_id, each.kind.value, each.organisation_id, each.ground, each.erased_at.isoformat())
    return json.dumps(vars(stone)) + "\n"


def apply(engine: Engine, path: Path | None) -> int:
    """Erase what the list names and the database still has; returns how many posts were. Their tombstones keep the
    moment of before."""
    done = 0
    for stone in read(path).values():
        with open_desk(engine, SYSTEM, writing=True) as system:
            post = system.exec(select(Post).where(Post.id == stone.post)).first()
            if post:
                erase(system, [post], Ground(stone.ground))
                done += 1
            system.merge(
                Tombstone(
                    post_id=stone.post,
                    kind=Kind(stone.kind),
                    organisation_id=stone.organisation,
                    ground=stone.ground,
                    erased_at=datetime.fromisoformat(stone.erased_at),
                )
            )
    return done
