"""The weekly digests: compiled at the cut-off, reviewed by the head or the deputy, read by everyone once released."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, func
from sqlmodel import select

from csap import clock
from csap.actions.country import country, find_country
from csap.actions.digest_figures import figures
from csap.actions.digest_news import gather
from csap.actions.people import viewer_of
from csap.desk import Desk, open_desk
from csap.errors import Conflict, Invalid
from csap.model.digests import Deputy, Digest, DigestState
from csap.model.people import Person, Role
from csap.model.posts import Post
from csap.rules import digest as rules
from csap.rules.acts import Act
from csap.rules.digest import EVERYONE, Cutoff, Period
from csap.rules.viewers import SYSTEM
from csap.wording import N_, Words

PAGE = 30
NOBODY = N_("There is no Head of Delegation and no coordinator yet: nobody could review a digest.")


@dataclass(frozen=True)
class Contents:
    """What compiling finds."""

    items: list[dict[str, object]]
    more: list[str]
    figures: dict[str, object]


def listed(desk: Desk, most: int | None = PAGE) -> list[Digest]:
    """The newest issues that this person reads; None: all."""
    newest = Digest.ends_at.desc(), Digest.issue.desc()  # type: ignore[attr-defined]
    return list(desk.exec(select(Digest).order_by(*newest).limit(most)))


def due(engine: Engine, cut: Cutoff) -> Period | None:
    """The latest period that has ended, if its digest is still to be compiled; None before there is any post."""
    with open_desk(engine, SYSTEM) as system:
        here = find_country(system)
        if here is None:
            return None
        period = rules.last_period(clock.now(), cut, here.timezone)
        known = system.exec(select(Digest.id).where(Digest.week == period.week)).first()
        begun = system.exec(select(Post.id).where(Post.created_at < period.ends).limit(1)).first()
    return period if begun and not known else None


def asked(engine: Engine, cut: Cutoff, week: str = "") -> Period:
    """The period of a week, or the latest that has ended. `Invalid` for a week that there is not, or that lasts."""
    with open_desk(engine, SYSTEM) as system:
        return _period(cut, country(system).timezone, week)


def _period(cut: Cutoff, zone: str, week: str) -> Period:
    last = rules.last_period(clock.now(), cut, zone)
    try:
        period = rules.period(week, cut, zone) if week else last
    except ValueError:
        raise Invalid(
            {"week": [Words(N_("“%(week)s” is no week: write it as in 2026-W47."), {"week": week})]}
        ) from None
    if period.ends > last.ends:
        raise Invalid({"week": [Words(N_("This week has not ended yet."))]})
    return period


def compile_week(engine: Engine, cut: Cutoff, period: Period) -> Digest:
    """Compile a week, through the head's own desk, and keep it. What takes long holds up no writer: only the last
    step writes. `Conflict` if it is released already."""
    with open_desk(engine, SYSTEM) as system:
        reviewer = head(system)
    with open_desk(engine, viewer_of(reviewer)) as desk, open_desk(engine, EVERYONE) as everyone:
        zone = country(desk).timezone
        news = gather(desk, period, zone)
        contents = Contents(news.items, news.more, figures(everyone, period, cut, zone))
    with open_desk(engine, SYSTEM, writing=True) as system:
        return keep(system, period, contents)


def keep(system: Desk, period: Period, contents: Contents) -> Digest:
    """Store what was compiled. Done again before the release, what the reviewer had ordered, hidden and written
    stays with the items that are still there."""
    known = system.exec(select(Digest).where(Digest.week == period.week, Digest.issue == 0)).first()
    now = clock.now()
    if known is None:
        made = Digest(week=period.week, starts_at=period.starts, ends_at=period.ends, compiled_at=now)
        made.items, made.more, made.figures = contents.items, contents.more, contents.figures
        made.deputy_id = deputy_id(system)
        return system.create(Act.DIGEST_COMPILE, made)
    if known.state == DigestState.RELEASED:
        raise Conflict(N_("This digest is released, and stays as it is. Put a mistake right with an erratum."))
    items = rules.kept_order(known.items, contents.items)
    values = {"items": items, "more": contents.more, "figures": contents.figures, "compiled_at": now}
    system.change(Act.DIGEST_COMPILE, known, values)
    return known


def head(system: Desk) -> Person:
    """Through whose desk a digest is compiled: the head's; the coordinator's where there is no head."""
    for role in (Role.HEAD, Role.COORDINATOR):
        found = system.exec(select(Person).where(Person.role == role, Person.active).order_by(Person.id)).first()  # type: ignore[arg-type]
        if found:
            return found
    raise Conflict(NOBODY)


def today(system: Desk) -> date:
    return clock.today(country(system).timezone)


def deputy_id(system: Desk) -> int | None:
    """Who stands in for the head today."""
    day = today(system)
    standing = Deputy.starts_on <= day, Deputy.ends_on >= day
    return system.exec(select(Deputy.person_id).where(*standing).order_by(Deputy.id.desc())).first()  # type: ignore[union-attr]


def refresh_deputy(system: Desk) -> None:
    """Name today's deputy on every issue that is still to be released."""
    standing = deputy_id(system)
    for each in system.exec(select(Digest).where(Digest.state == DigestState.COMPILED)):
        each.deputy_id = standing
    system.flush()


def next_number(system: Desk) -> int:
    return (system.exec(select(func.max(Digest.number))).one() or 0) + 1


def previous(desk: Desk, before: datetime) -> Digest | None:
    """The last released issue before an instant."""
    earlier = Digest.state == DigestState.RELEASED, Digest.ends_at < before
    return desk.exec(select(Digest).where(*earlier).order_by(Digest.ends_at.desc()).limit(1)).first()  # type: ignore[attr-defined]
