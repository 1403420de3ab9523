"""Dates and stretches of time as people write them in sheets, in English and French. One cell in, one Span out."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from csap.formats import vocabulary
from csap.formats.cells import Cell, as_text
from csap.formats.problems import CellError
from csap.wording import N_, Words

Precision = Literal["moment", "day", "month", "quarter", "half", "year", "range"]

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # Excel's days from 1954 to 2119
FEW = 4
EPOCH = date(1899, 12, 30)
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
NUMERIC = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})\Z")
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
CLOCK = re.compile(
    r"[\sT,à@]+(?:at |à )?(\d{1,2})\s?[:hH]\s?(\d{2})?(?::\d{2}(?:\.\d+)?)?\s?(am|pm)?(?:Z|\+00:?00)?\Z", re.IGNORECASE
)
QUARTER = re.compile(
    r"(?:q|t|quarter|trimestre)\s?([1-4])\Z|([1-4])\s?(?:st|nd|rd|th|er|e|eme|ere)? ?(?:q|t|quarter|trimestre|trim)\Z"
)
HALF = re.compile(r"(?:h|s|semester|semestre)\s?([12])\Z|([12])\s?(?:st|nd|er|e|eme)? ?(?:half|semester|semestre)\Z")
YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
RANGE = re.compile(
    r"\s+(?:-|–|—|to|au|à|until|jusqu'au|et le|through)\s+|\s*[–—]\s*|"
    r"(?<=[^\W\d])\s*-\s*(?=[^\W\d])|\s*->\s*|\s*→\s*|/(?=[^\W\d])"
)
DAYS = re.compile(r"(?:du |from |le )?(\d{1,2})\s?(?:-|–|—|to|au|à|et|and|&)\s?(\d{1,2}) (\D.*)\Z", re.IGNORECASE)
LEAD = re.compile(r"\A(?:le|du|from|on|the|since|depuis|dès|en|in|début|fin|mi|early|late|mid)[\s-]+", re.IGNORECASE)
WEEKDAY = re.compile(
    r"\A(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+|\A(?:lun|mar|mercre|jeu|vendre|same)(?:di)\.?,?\s+|\Adimanche,?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both included; `at` is the time of day of a moment."""

    first: date
    last: date
    precision: Precision
    at: time | None = None


def span(cell: Cell, day_first: bool | None = None, year: int | None = None) -> Span | None:
    """What a cell says about time; None for a blank one.

    `day_first` settles 03/04/2025 (None: day first, as in Europe). `year` completes `March` and `Q1`. Raises CellError.
    """
    if isinstance(cell, datetime):
        return Span(cell.date(), cell.date(), "moment", cell.time()) if cell.time() != time() else day(cell.date())
    if isinstance(cell, date):
        return day(cell)
    text = clean(as_text(cell))
    if vocabulary.fold(text) in vocabulary.empty_words() or text in ("", "-", "?", "0"):
        return None
    found = single(text, day_first, year) or days(text, year) or stretch(text, day_first, year)
    if found is None or not 1900 <= found.first.year <= found.last.year <= 2199:
        raise CellError(
            Words(
                N_("“%(text)s” is not a date. Expected for example 31/12/2025, March 2025 or Q1 2025."),
                {"text": text[:80]},
            )
        )
    return found


def day_first(cells: Iterable[Cell]) -> bool | None:
    """Whether a column puts the day before the month, by the dates that only read one way; None: can't tell."""
    votes = {True: 0, False: 0}
    for cell in cells:
        match = NUMERIC.match(clean(cell)) if isinstance(cell, str) else None
        if match and (int(match[1]) > 12) != (int(match[2]) > 12):
            votes[int(match[1]) > 12] += 1
    return None if votes[True] == votes[False] else votes[True] > votes[False]


def swapped(cells: Iterable[Cell]) -> bool:
    """Whether a column's real dates probably have day and month changed over.

    An American spreadsheet programme that opens 31/12/2025 and 03/04/2025 leaves the first as text and makes 4 March of
    the second: then no real date lies after the 12th, and every text starts with a day that is no month.
    """
    real, texts = [], []
    for cell in cells:
        if isinstance(cell, date):
            real.append(cell.day)
        elif isinstance(cell, str) and (match := NUMERIC.match(clean(cell))):
            texts.append(int(match[1]))
    return min(len(real), len(texts)) >= FEW and max(real) <= 12 < min(texts)


def year_in(*texts: str) -> int | None:
    """The one year that file and sheet names speak of; None when there is none or more than one."""
    years = {int(each) for text in texts for each in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", text)}
    return years.pop() if len(years) == 1 else None


def clean(text: str) -> str:
    """Single spaces, digits of any script as 0 to 9."""
    plain = "".join(str(unicodedata.digit(each, each)) for each in text.replace("\u00a0", " ").replace("\u202f", " "))
    return re.sub(r"\s+", " ", plain).strip(" .,;")


def day(value: date) -> Span:
    return Span(value, value, "day")


def single(text: str, first: bool | None, year: int | None) -> Span | None:
    """One date, month, quarter, half or year."""
    bare = WEEKDAY.sub("", text)
    clock = CLOCK.search(bare)
    if clock and (found := calendar_day(bare[: clock.start()], first, year)) and (at := time_of(clock)) is not None:
        return Span(found, found, "moment", at)
    if (found := calendar_day(bare, first, year)) is not None:
        return day(found)
    return part_of_year(LEAD.sub("", bare), year)


def time_of(clock: re.Match[str]) -> time | None:
    hour, minute = int(clock[1]), int(clock[2] or 0)
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def calendar_day(text: str, first: bool | None, year: int | None) -> date | None:
    text = text.strip(" ,")
    if match := ISO.match(text) or COMPACT.match(text):
        return made(int(match[1]), int(match[2]), int(match[3]))
    if match := NUMERIC.match(text):
        return numeric(int(match[1]), int(match[2]), full_year(match[3]), first)
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and FIRST_SERIAL < float(text) < LAST_SERIAL:
        return EPOCH + timedelta(days=int(float(text)))
    return named_day(text, year)


def numeric(one: int, two: int, year: int, first: bool | None) -> date | None:
    """Day and month as the column has them, or the other way round where only that is a date."""
    order = [(one, two), (two, one)] if first is not False else [(two, one), (one, two)]
    return made(year, order[0][1], order[0][0]) or made(year, order[1][1], order[1][0])


def named_day(text: str, year: int | None) -> date | None:
    """`15 mars 2025`, `1er mars`, `March 3rd, 2025`, `31-déc-25`."""
    words = vocabulary.fold(text).split()
    months = [index for index, word in enumerate(words) if word.isalpha() and word in vocabulary.words("month")]
    numbers = [
        re.sub(r"(?<=\d)(st|nd|rd|th|er|eme|e)\Z", "", word) for index, word in enumerate(words) if index not in months
    ]
    numbers = [each for each in numbers if each not in ("le", "the", "of", "de", "du", "on")]
    if len(months) != 1 or not 1 <= len(numbers) <= 2 or not all(each.isdigit() for each in numbers):
        return None
    month = int(vocabulary.words("month")[words[months[0]]])
    if len(numbers) == 1:
        return made(year, month, int(numbers[0])) if year and int(numbers[0]) < 32 and months[0] > 0 else None
    if len(numbers[0]) == 4:
        return made(int(numbers[0]), month, int(numbers[1]))
    return made(full_year(numbers[1]), month, int(numbers[0]))


def part_of_year(text: str, year: int | None) -> Span | None:
    """`mars 2025`, `03/2025`, `Q1 2025`, `1er trimestre 2025`, `S2 2025`, `2025`; without a year the given one."""
    if match := re.fullmatch(r"(\d{1,2})[-/.]((?:19|20)\d{2})|((?:19|20)\d{2})[-/.](\d{1,2})", text):
        return months(int(match[2] or match[3]), int(match[1] or match[4]), 1, "month")
    said = YEAR.search(text)
    if said:
        year, text = int(said[1]), (text[: said.start()] + " " + text[said.end() :])
    folded = vocabulary.fold(text)
    if said is None and (short := re.fullmatch(r"([a-z]+) (\d\d)", folded)) and short[1] in vocabulary.words("month"):
        year, folded = 2000 + int(short[2]), short[1]
    folded = re.sub(r"\b(de|of|d|du|the|le|mois|month)\b", " ", folded).strip()
    return named_part(" ".join(folded.split()), year, said is not None)


def named_part(name: str, year: int | None, year_said: bool) -> Span | None:
    if year is None:
        return None
    if not name:
        return months(year, 1, 12, "year") if year_said else None
    if month := vocabulary.words("month").get(name):
        return months(year, int(month), 1, "month")
    if match := QUARTER.match(name):
        return months(year, int(match[1] or match[2]) * 3 - 2, 3, "quarter")
    if match := HALF.match(name):
        return months(year, int(match[1] or match[2]) * 6 - 5, 6, "half")
    return None


def days(text: str, year: int | None) -> Span | None:
    """`3-5 March 2025`, `du 3 au 5 mars 2025`."""
    match = DAYS.match(text)
    if not match:
        return None
    first, last = named_day(f"{match[1]} {match[3]}", year), named_day(f"{match[2]} {match[3]}", year)
    return Span(first, last, "range") if first and last and first <= last else None


def stretch(text: str, first: bool | None, year: int | None) -> Span | None:
    """Two dates or months: `January-April 2025`, `1 mars au 15 avril 2025`, `01/03/2025 - 15/04/2025`."""
    ends = RANGE.split(LEAD.sub("", text))
    if len(ends) != 2:
        ends = re.split(r"\s*-\s*", text) if text.count("-") == 1 else []
    if len(ends) != 2:
        return None
    last = single(ends[1], first, year)
    start = single(ends[0], first, last.first.year if last else year)
    if not start or not last or start.first > last.last:
        return None
    return Span(start.first, last.last, "range")


def months(year: int, month: int, count: int, precision: Precision) -> Span | None:
    first = made(year, month, 1)
    if first is None or year > 2199:
        return None
    following = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    return Span(first, following - timedelta(days=1), precision)


def full_year(text: str) -> int:
    """Two digits mean 1970 to 2069."""
    return int(text) if len(text) > 2 else int(text) + (2000 if int(text) < 70 else 1900)


def made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
