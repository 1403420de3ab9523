"""The French of the platform: one catalogue per room, merged into the one that the web reads. English is the source.

`python -m csap.locale` compiles, `... missing` lists what has no French yet, `... extract` lists every message.
Compiling sets the hard spaces and apostrophes of French typography, so that catalogues may be written with plain ones.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
COMPILED = HERE / "fr" / "LC_MESSAGES" / "messages.mo"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
SOURCES = {"csap": [("**.py", "python")], "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")]}
HARD_SPACE = "\u00a0"
PLACES = re.compile(r"%\((\w+)\)")

Key = str | tuple[str, ...]


class Clash(Exception):
    """Two rooms give the same English different French."""


def strings(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Singular and plural, or the one string, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ("",))


def rooms(folder: Path = HERE / "fr") -> Iterator[tuple[str, Catalog]]:
    """Each room's name and catalogue."""
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as source:
            yield file.stem, read_po(source, locale="fr", charset="utf-8", abort_invalid=True)


def messages(catalog: Catalog) -> Iterator[Message]:
    """The catalogue's messages without its header."""
    return (message for message in catalog if message.id)


def typeset(french: str) -> str:
    """French with typographic apostrophes, and hard spaces before : ; ? ! and inside guillemets."""
    curly = french.replace("'", "\u2019")
    return re.sub(r"(?<=\S) ?(?=[;?!»](?:\s|$)|:\s)| (?=[:;?!»])|(?<=«) ", HARD_SPACE, curly)


def merged(folder: Path = HERE / "fr") -> Catalog:
    """All rooms in one catalogue; `Clash` names the rooms that disagree."""
    whole, homes = Catalog(locale="fr", charset="utf-8", fuzzy=False), dict[tuple[str, ...], str]()
    for room, catalog in rooms(folder):
        for message in messages(catalog):
            known, french = whole.get(message.id), tuple(map(typeset, strings(message.string)))
            if known is not None and strings(known.string) != french:
                raise Clash(
                    f"{strings(message.id)[0]!r} has other French in {homes[strings(message.id)]}.po than in {room}.po"
                )
            homes[strings(message.id)] = room
            whole.add(message.id, french if message.pluralizable else french[0], flags=message.flags)
    return whole


def extracted(root: Path = ROOT) -> dict[Key, str]:
    """Every message of pages and code, with the place of its first use as `file:line`."""
    found: dict[Key, str] = {}
    for folder, methods in SOURCES.items():
        for name, line, key, *_ in extract_from_dir(root / folder, methods, keywords=KEYWORDS):
            found.setdefault(key if isinstance(key, str) else tuple(key), f"{folder}/{name}:{line}")
    return found


def missing(root: Path = ROOT) -> dict[Key, str]:
    """The messages without French, and where they are used."""
    whole = merged(root / "csap" / "locale" / "fr")
    return {key: place for key, place in extracted(root).items() if not translated(whole, key)}


def translated(catalog: Catalog, key: Key) -> bool:
    """Whether the message has final French, in every plural form."""
    message = catalog.get(key if isinstance(key, str) else key[0])
    if message is None or message.fuzzy or isinstance(message.id, str) != isinstance(key, str):
        return False
    return all(strings(message.string))


def faults(catalog: Catalog) -> list[str]:
    """French that would break: other %(places)s than the English has."""
    found = []
    for message in messages(catalog):
        english, french = strings(message.id), strings(message.string)
        if any(set(PLACES.findall(text)) - set(PLACES.findall(english[-1])) for text in french):
            found.append(f"{english[0]!r}: a %(place)s that the English does not have")
        if set(PLACES.findall(english[-1])) - set(PLACES.findall(french[-1])):
            found.append(f"{english[0]!r}: a %(place)s of the English is missing")
    return found


def stale() -> bool:
    """Whether a room's catalogue is newer than the compiled one."""
    files = [*(HERE / "fr").glob("*.po")]
    return not COMPILED.exists() or max((file.stat().st_mtime for file in files), default=0) > COMPILED.stat().st_mtime


def compile_catalog() -> int:
    """Write the merged catalogue where flask-babel looks for it; returns the number of messages.

    Written beside and moved into place, so that a second process never reads half a file.
    """
    whole = merged()
    COMPILED.parent.mkdir(exist_ok=True)
    draft = COMPILED.with_suffix(".mo.part")
    with draft.open("wb") as target:
        write_mo(target, whole)
    draft.replace(COMPILED)
    return len(whole)
