"""Puts words on paper outside the web: the same catalogue, clock and filters, for mails, copies and PDFs."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from csap import clock, dates, locale
from csap.config import ROOT
from csap.refs import ref
from csap.wording import Words

LANGUAGES = ("en", "fr")
DATES = {"en": "en_150"}
"""English is written as in Europe: 28 November 2026, 14:00."""


@lru_cache
def translations(language: str) -> NullTranslations:
    """The compiled catalogue of a language; English is the source."""
    return Translations.load(str(locale.HERE), [language]) if language != "en" else NullTranslations()


@dataclass(frozen=True)
class Press:
    """Writes in one language, by one clock. `address` is the platform's own, without a slash at its end."""

    language: str
    timezone: str
    address: str

    def said(self, words: Words | str) -> str:
        """Words from below, in this language."""
        if not isinstance(words, Words):
            return translations(self.language).gettext(words) if words else ""
        text = translations(self.language).gettext(words.message)
        given = {name: self._meant(value) for name, value in words.params.items()}
        return str(text % given if given else text)

    def _meant(self, value: Any) -> Any:
        if isinstance(value, Words):
            return self.said(value)
        return self.date(value) if isinstance(value, date) else value

    def time(self, value: datetime | None, form: str = "d MMM y HH:mm") -> str:
        """An instant by the host country's clock."""
        return dates.time_written(value, form, self._dates, self.timezone) if value else ""

    def date(self, value: date | datetime | None, form: str = "d MMM y") -> str:
        if isinstance(value, datetime):
            value = value.astimezone(ZoneInfo(self.timezone)).date()
        return dates.day_written(value, form, self._dates) if value else ""

    def zone(self, value: datetime) -> str:
        """How far the host country's clock is from UTC at an instant: `UTC+1`."""
        return dates.offset(value, self.timezone)

    @property
    def _dates(self) -> str:
        return DATES.get(self.language, self.language)

    def write(self, template: str, **given: Any) -> str:
        """A template of `templates/`, filled in."""
        zone = dates.offsets(clock.today(self.timezone), self.timezone)
        more = {"address": self.address, "language": self.language, "zone": zone}
        return _paper(self).get_template(template).render(**more, **given)


@lru_cache(maxsize=64)
def _paper(press: Press) -> Environment:
    paper = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = translations(press.language)
    paper.install_gettext_callables(words.ugettext, words.ungettext, newstyle=True)  # type: ignore[attr-defined]
    paper.filters |= {
        "said": press.said,
        "local_time": press.time,
        "local_date": press.date,
        "zone": press.zone,
        "ref": ref,
    }
    return paper
