"""Days, hours and the host country's zone as a language writes them: the same on pages, in mails and on paper."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime

FIRST = re.compile(r"\bd(?= MMM)")
"""The day of the month where its month follows in words."""
FORTNIGHT = timedelta(days=14)


@lru_cache(maxsize=10_000)
def day_written(day: date, form: str, language: str) -> str:
    """A day by a pattern of CLDR, or by the name of one: `d MMMM y`, `long`."""
    return format_date(day, _pattern(form, day, language), locale=language)


@lru_cache(maxsize=10_000)
def time_written(instant: datetime, form: str, language: str, zone: str) -> str:
    """An instant by the clock of an IANA zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return format_datetime(local, _pattern(form, local, language), locale=language)


def _pattern(form: str, day: date, language: str) -> str:
    """French says `1er décembre` and `2 décembre`; CLDR's patterns don't know of it."""
    if day.day != 1 or language[:2] != "fr":
        return form
    named = Locale.parse(language).date_formats
    return FIRST.sub("d'er'", named[form].pattern if form in named else form)


def offset(instant: datetime, zone: str) -> str:
    """How far the clock of a zone is from UTC at an instant: `UTC`, `UTC+1`, `UTC−3:30`."""
    minutes = round((instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


@lru_cache(maxsize=64)
def offsets(today: date, zone: str) -> str:
    """Every offset that the clock of a zone has in the year from today on, today's first: `UTC+1`, `UTC+2/UTC+3`."""
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    return "/".join(dict.fromkeys(offset(noon + FORTNIGHT * step, zone) for step in range(27)))
