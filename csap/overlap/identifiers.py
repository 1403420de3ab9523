"""E-mails and phones as the engine sees them: marks made with a key, never the values themselves. Pure.

The platform's own marks come from `model.sealing`; comparing needs no more than that equal
identifiers have equal marks."""

from collections.abc import Callable, Iterable
from typing import TypedDict

Mark = Callable[[str, str], str]
"""The mark of a text for a purpose (email, phone, domain)."""

_FREE_MAIL = frozenset(
    {
        "gmail.com",
        "yahoo.com",
        "yahoo.fr",
        "hotmail.com",
        "hotmail.fr",
        "outlook.com",
        "outlook.fr",
        "live.com",
        "icloud.com",
        "protonmail.com",
        "proton.me",
        "mail.ru",
        "yandex.ru",
        "ukr.net",
        "gmx.de",
        "gmx.net",
        "aol.com",
        "orange.fr",
        "wanadoo.fr",
        "laposte.net",
        "msn.com",
    }
)


class Identifiers(TypedDict):
    """What a Subject has of them."""

    emails: tuple[str, ...]
    phones: tuple[str, ...]
    domains: tuple[str, ...]


def marked(emails: Iterable[str], phones: Iterable[str], mark: Mark) -> Identifiers:
    """The marks of e-mails, of phones, and of the web domains that are not a free mail service's."""
    written = [email.strip().casefold() for email in emails]
    own = sorted({email.rsplit("@", 1)[-1].strip() for email in written if "@" in email} - _FREE_MAIL)
    return Identifiers(
        emails=tuple(mark("email", email) for email in written),
        phones=tuple(mark("phone", phone) for phone in phones),
        domains=tuple(mark("domain", domain) for domain in own),
    )
