"""The browsers that a person has signed in with: known ones are throttled by themselves, new ones are told of."""

import hashlib

from sqlmodel import select

from csap import clock
from csap.actions.telling import tell_of_account
from csap.desk import Desk
from csap.model.factors import Device
from csap.model.people import Person
from csap.wording import N_, Words

NEW = N_("Somebody signed in to your account with a browser that was not used for it before: %(browser)s.")
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What browsers put into their names for themselves, the more telling first, for many name others too."""


def in_words(agent: str) -> str:
    """A browser's name for itself as people know it, such as `Firefox, Windows`; "" where nothing in it is known."""
    found = (next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def key(person_id: int | None, secret: str) -> str:
    """The hash of a device's cookie; two people at one browser have a key each."""
    return hashlib.sha256(f"{person_id}:{secret}".encode()).hexdigest()


def is_known(system: Desk, person_id: int | None, secret: str) -> bool:
    return system.exec(select(Device.id).where(Device.secret_hash == key(person_id, secret))).first() is not None


def note(system: Desk, person: Person, secret: str, browser: str) -> None:
    """Remember a device; the person hears of each but the first."""
    now = clock.now()
    known = list(system.exec(select(Device).where(Device.person_id == person.id)))
    found = next((each for each in known if each.secret_hash == key(person.id, secret)), None)
    if found:
        found.seen_at = now
        return
    assert person.id is not None
    system.add(Device(person_id=person.id, secret_hash=key(person.id, secret), created_at=now, seen_at=now))
    system.flush()
    if known:
        tell_of_account(system, person, Words(NEW, {"browser": in_words(browser) or "?"}))
