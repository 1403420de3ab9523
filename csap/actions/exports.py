"""Lists to take along: what this person may read and asked for, without TLP:RED. Whoever takes one along is written
down, with how many rows; how the bytes are made is `formats.sheets_out`'s."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from csap import clock, dates
from csap.actions import board, mosaic
from csap.actions.exported import Names, Voice, columns, parts, row, wall_clock
from csap.actions.filters import Condition, Filter, conditions, of_kinds
from csap.actions.kinds import KINDS
from csap.audit import plain
from csap.desk import Desk
from csap.formats.ical import Classification, Event, Status, calendar
from csap.formats.sheets_out import Heading, Value, write_csv, write_xlsx
from csap.model.activities import ActivityStatus
from csap.model.posts import TLP, Kind, Marking, Post
from csap.rules.acts import Act
from csap.rules.mosaic import Mosaic
from csap.wording import N_, Words

BATCH = 500
MOST_EVENTS = 5000
WRITERS = {"xlsx": write_xlsx, "csv": write_csv}
STRICTNESS = list(TLP)[::-1]
CLASSES: dict[TLP, Classification] = {TLP.CLEAR: "PUBLIC", TLP.GREEN: "PRIVATE"}
STATUSES: dict[str, Status] = {ActivityStatus.CONFIRMED: "CONFIRMED", ActivityStatus.DONE: "CONFIRMED"}
STATUSES |= {ActivityStatus.CANCELLED: "CANCELLED"}
MARKED = N_("%(markings)s · not classified · EU staff only")
LOCALLY = N_("In the host country: %(hours)s (%(zone)s)")
TAKEN = N_("Taken along by %(name)s (%(organisation)s) on %(day)s")
HANDLE = N_("Each row keeps its own marking; pass nothing on beyond it. TLP:RED is never exported.")


@dataclass(frozen=True)
class Wish:
    """Which posts, of one kind or (None) of all."""

    kind: Kind | None
    filter: Filter

    @property
    def name(self) -> str:
        """The list's name in file names and in the audit."""
        return {Kind.CONTACT: "contacts", Kind.ACTIVITY: "activities", Kind.RISK: "risks"}.get(self.kind, "board")  # type: ignore[arg-type]


def write(desk: Desk, wish: Wish, form: str, into: BinaryIO, voice: Voice) -> int:
    """Write the list as `xlsx` or `csv`; returns how many rows. `Denied` to those who read no content."""
    may_export(desk)
    found = columns(wish.kind, voice.say)
    keys = [each.key for each in found]
    return WRITERS[form](
        into, found, _rows(desk, wish, keys, voice), heading(desk, _markings(desk, wish, voice.zone), voice)
    )


def may_export(desk: Desk) -> None:
    desk.decide(Act.LIST_EXPORT, desk.person)


def told_together(desk: Desk, wish: Wish, zone: str) -> list[Mosaic]:
    """What the rows tell together that none of them does."""
    return [] if wish.kind in (Kind.CONTACT, Kind.RISK) else mosaic.found(desk, _asked(wish, zone))


def remember(desk: Desk, wish: Wish, form: str, rows: int, **more: object) -> None:
    """Write down who took what along, under which filter; `desk` is a writing one. Words that were looked for may name
    somebody: of them only the digest is kept. `more`: why in spite of a mosaic."""
    text, plain = narrowed(wish.filter)
    desk.audit(Act.LIST_EXPORT, f"list:{wish.name}", text, form=form, rows=rows, filter=plain, **more)


def narrowed(wanted: Any) -> tuple[dict[str, str], dict[str, str]]:
    """How a list was narrowed: the words that were looked for, and what of the filter the audit keeps in plain."""
    asked = {name: value for name, value in vars(wanted).items() if value}
    text = {"text": asked.pop("text", "")}
    return text, _plain(asked)


def _plain(asked: dict[str, Any]) -> dict[str, str]:
    return {
        name: str(plain(value)) if not isinstance(value, tuple) else _listed(value) for name, value in asked.items()
    }


def _listed(values: tuple[Any, ...]) -> str:
    return ", ".join("=".join(each) if isinstance(each, tuple) else str(plain(each)) for each in values)


def _asked(wish: Wish, zone: str) -> list[Condition]:
    kinds = Filter(kinds=(wish.kind,), since=wish.filter.since, until=wish.filter.until) if wish.kind else wish.filter
    return [*conditions(wish.filter), of_kinds(kinds, zone), *_details(wish), col(Post.tlp) != TLP.RED]


def _details(wish: Wish) -> list[Condition]:
    if wish.kind is None or not wish.filter.details:
        return []
    table: Any = KINDS[wish.kind].table
    having = [getattr(table, name) == value for name, value in wish.filter.details]
    return [col(Post.id).in_(select(table.post_id).where(*having))]


def _rows(desk: Desk, wish: Wish, keys: list[str], voice: Voice) -> Iterator[list[Value]]:
    names = _names(desk)
    for posts in _batches(desk, wish, voice.zone):
        having = parts(desk, wish.kind, posts)
        for post in posts:
            values = row(post, having, names, voice)
            yield [values.get(key) for key in keys]
        desk.expunge_all()


def _batches(desk: Desk, wish: Wish, zone: str) -> Iterator[list[Post]]:
    order = col(Post.starts_at) if wish.kind == Kind.ACTIVITY else col(Post.title)
    ids = list(desk.exec(select(Post.id).where(*_asked(wish, zone)).order_by(order, col(Post.id))))
    for start in range(0, len(ids), BATCH):
        chunk = ids[start : start + BATCH]
        found = {each.id: each for each in desk.exec(select(Post).where(col(Post.id).in_(chunk)))}
        yield [found[each] for each in chunk if each in found]


def _names(desk: Desk) -> Names:
    return Names(
        {each.id: each.short_name for each in board.organisations(desk) if each.id},
        {id_: name for id_, name in board.regions(desk) if id_},
    )


def heading(desk: Desk, marked: Iterable[tuple[TLP, Marking]], voice: Voice, handle: str = HANDLE) -> Heading:
    """What stands on top of a file whose rows bear these markings: the strictest, who took it along when, and how to
    handle it."""
    organisations = _names(desk).organisations
    person = desk.person
    taken = {
        "name": person.name,
        "organisation": organisations[person.organisation_id],
        "day": f"{wall_clock(clock.now(), voice.zone):%Y-%m-%d %H:%M} ({dates.offset(clock.now(), voice.zone)})",
    }
    words = Words(MARKED, {"markings": " · ".join(_strictest(list(marked)))})
    return Heading(voice.say(words), [voice.say(Words(TAKEN, taken)), voice.say(handle)])


def _markings(desk: Desk, wish: Wish, zone: str) -> list[tuple[TLP, Marking]]:
    pairs: Any = desk.execute(select(Post.tlp, Post.marking).where(*_asked(wish, zone)).distinct()).all()
    return [(tlp, marking) for tlp, marking in pairs]


def _strictest(pairs: list[tuple[TLP, Marking]]) -> list[str]:
    """The strictest TLP, and every other marking."""
    strictest = max((tlp for tlp, _ in pairs), key=STRICTNESS.index, default=TLP.CLEAR)
    return [f"TLP:{strictest.value}", *sorted({marking.value for _, marking in pairs if marking != Marking.NONE})]


def activities_calendar(desk: Desk, wanted: Filter, voice: Voice, address: str) -> bytes:
    """Dated activities as iCalendar; `address` is the platform's own, for links back. Without a period: from 90 days
    back to a year ahead."""
    may_export(desk)
    today = clock.today(voice.zone)
    if not (wanted.since or wanted.until):
        wanted = Filter(**vars(wanted) | {"since": today - timedelta(days=90), "until": today + timedelta(days=365)})
    wish = Wish(Kind.ACTIVITY, wanted)
    dated = [*_asked(wish, voice.zone), col(Post.starts_at).is_not(None)]
    posts = desk.exec(select(Post).where(*dated).order_by(col(Post.starts_at)).limit(MOST_EVENTS))
    names = _names(desk)
    return calendar("CSAP", [_event(each, names, voice, address) for each in posts])


def _event(post: Post, names: Names, voice: Voice, address: str) -> Event:
    owner = names.organisations[post.organisation_id]
    assert post.starts_at is not None
    starts, ends = _days(post.starts_at, post.ends_at or post.starts_at, voice.zone)
    return Event(
        uid=f"{voice.ref(post.id)}@csap",
        starts=starts,
        ends=ends,
        summary=f"{owner}: {post.title}",
        changed=post.changed_at,
        location=post.place_name,
        description="\n".join([*_locally(starts, ends, voice), f"TLP:{post.tlp.value} {post.marking.value}".strip()]),
        url=f"{address}/posts/{voice.ref(post.id)}",
        classification=CLASSES.get(post.tlp, "CONFIDENTIAL"),
        status=STATUSES.get(post.status, "TENTATIVE"),
    )


def _locally(starts: date, ends: date, voice: Voice) -> Iterator[str]:
    """The hours by the host country's clock: a calendar shows those of the place where its reader is."""
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        first, last = (f"{each.astimezone(ZoneInfo(voice.zone)):%Y-%m-%d %H:%M}" for each in (starts, ends))
        hours = first if first == last else f"{first} – {last[11:] if first[:10] == last[:10] else last}"
        yield voice.say(Words(LOCALLY, {"hours": hours, "zone": dates.offset(starts, voice.zone)}))


def _days(starts: datetime, ends: datetime, zone: str) -> tuple[date, date]:
    """The instants themselves, or whole days where they last from midnight to midnight in the host country."""
    first, last = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    whole = (first.hour, first.minute, last.hour, last.minute) == (0, 0, 23, 59)
    return (first.date(), last.date()) if whole else (starts, ends)
