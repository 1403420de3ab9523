"""A copy of a digest as lines to be written: on the page, on paper, in a mail, in plain text, all from these."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from csap.actions.digest_copies import Copy, Shown
from csap.actions.overlaps import Side
from csap.model.digests import DigestQuestion
from csap.model.posts import Kind
from csap.refs import ref
from csap.rules import digest as rules
from csap.rules import digest_words as words
from csap.rules.digest import Section
from csap.wording import N_, Words

Said = Words | str
NO_INSTITUTION = N_("Without an institution")
MORE = {
    Section.OPENED: "/overlaps",
    Section.SETTLED: "/overlaps?state=settled",
    Section.WAITING: "/overlaps?days=7",
    Section.AHEAD: "/activities",
    Section.RISKS: "/risks",
    Section.CONTACTS: "/contacts",
    Section.COOPERATION: "/activities",
}


@dataclass(frozen=True)
class Line:
    """`when` is a time of that line's day; `alert`: it overlaps; `link` is a path of the platform."""

    key: str
    link: str
    headline: Said
    details: tuple[Said, ...]
    when: datetime | None
    alert: bool
    shown: Shown

    @property
    def annotation(self) -> str:
        return self.shown.annotation

    @property
    def questions(self) -> tuple[DigestQuestion, ...]:
        return self.shown.questions


@dataclass(frozen=True)
class Group:
    """Lines under one heading: a day, an institution, a format; or under none."""

    heading: Said | date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    section: Section
    title: str
    groups: tuple[Group, ...]
    more: str

    @property
    def number(self) -> int:
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class Figure:
    label: Said
    this: int
    last: int
    compared: Words


def parts(copy: Copy) -> list[Part]:
    """The sections that hold something, in their order."""
    found = []
    for section, shown in copy.sections.items():
        if shown:
            more = MORE.get(section, "") if section.value in copy.digest.more else ""
            found.append(Part(section, rules.SECTIONS[section], tuple(_groups(copy, section, shown)), more))
    return found


def _groups(copy: Copy, section: Section, shown: list[Shown]) -> Iterator[Group]:
    headings: dict[Section, Callable[[Shown], Any]] = {
        Section.AHEAD: lambda each: date.fromisoformat(each.item["day"]),
        Section.CONTACTS: lambda each: each.contact.institution if each.contact else "",
        Section.COOPERATION: lambda each: each.item["format"],
    }
    for heading, found in groupby(shown, headings.get(section, lambda each: "")):
        yield Group(_heading(section, heading), tuple(line(copy, each) for each in found))


def _heading(section: Section, heading: Any) -> Said | date:
    if section == Section.COOPERATION:
        return words.cooperation(heading)
    return Words(NO_INSTITUTION) if section == Section.CONTACTS and not heading else heading


def line(copy: Copy, shown: Shown) -> Line:
    headline, details = (_overlap if shown.overlap else _post)(copy, shown)
    when = shown.starts_at if shown.item["section"] == Section.AHEAD else None
    alert = bool(shown.item.get("overlaps"))
    return Line(shown.key, _link(shown), headline, tuple(each for each in details if each), when, alert, shown)


def _link(shown: Shown) -> str:
    if shown.overlap:
        return f"/overlaps/{ref(shown.overlap.overlap.id)}"
    return f"/posts/{ref(shown.item['post'])}"


def _overlap(copy: Copy, shown: Shown) -> tuple[Said, list[Said]]:
    assert shown.overlap
    seen, item = shown.overlap, shown.item
    details: list[Said] = [Words(words.KINDS[seen.overlap.kind])]
    if seen.severity and words.SEVERITIES[seen.severity]:
        details.append(Words(words.SEVERITIES[seen.severity]))
    if "outcome" in item:
        details.append(words.settled_after(item["outcome"], item["days"]))
        details.append(seen.overlap.outcome_reason if not seen.hit else "")
    elif "days" in item:
        details.append(words.open_for(item["days"]))
    details.append(_why(item))
    return words.both(*(_side(each) for each in (seen.left, seen.right))), details


def _side(side: Side) -> Words:
    return words.side(side.organisation.short_name, side.post.title if side.post else None)


def _why(item: dict[str, Any]) -> Said:
    return Words(words.WHY[item["why"]]) if "why" in item else ""


def _post(copy: Copy, shown: Shown) -> tuple[Said, list[Said]]:
    assert shown.post
    names = {key: each.short_name for key, each in copy.organisations.items()}
    details: list[Said] = [names.get(shown.post.organisation_id, "")]
    details += {Kind.CONTACT: _contact, Kind.RISK: _risk, Kind.ACTIVITY: _activity}[shown.post.kind](shown, names)
    if shown.changed:
        details.append(Words(N_("changed since the release")))
    return shown.title, [*details, _why(shown.item)]


def _contact(shown: Shown, names: dict[int, str]) -> list[Said]:
    function = shown.contact.function if shown.contact else ""
    return [function, Words(N_("new") if shown.item.get("new") else N_("changed"))]


def _risk(shown: Shown, names: dict[int, str]) -> list[Said]:
    return [*words.risk(shown.item, names)] if "moves" in shown.item else []


def _activity(shown: Shown, names: dict[int, str]) -> list[Said]:
    assert shown.post
    return [shown.item.get("place", shown.post.place_name)]


def figures(copy: Copy) -> list[Figure]:
    """The week's figures with last week's beside them."""
    given = copy.digest.figures
    if not given:
        return []
    rows: list[tuple[str, int, int]] = [(words.POSTED[Kind(kind)], *pair) for kind, pair in given["posted"].items()]
    last, this = given["overlaps"][-2:]
    rows += [(N_("Overlaps opened"), this[1], last[1]), (N_("Overlaps settled"), this[2], last[2])]
    return [Figure(Words(label), now, then, rules.compared(now, then)) for label, now, then in rows]


def silent(copy: Copy) -> list[str]:
    """Who shared nothing with everyone this week."""
    return _names(copy, copy.digest.figures.get("silent", ()))


def _names(copy: Copy, ids: Iterable[int]) -> list[str]:
    return [copy.organisations[each].short_name for each in ids if each in copy.organisations]
