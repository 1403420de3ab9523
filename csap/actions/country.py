"""The host country: its clock, its places."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from csap.folding import fold as fold
from csap.model.places import Country, Place


def find_country(desk: Session) -> Country | None:
    """The host country; None before the platform was set up for one."""
    return desk.exec(select(Country)).first()


def country(desk: Session) -> Country:
    """The host country; read once per transaction."""
    found: Country | None = desk.info.get("country")
    if found is None:
        found = desk.info["country"] = desk.exec(select(Country)).one()
    return found


def to_utc(local: datetime | None, timezone: str) -> datetime | None:
    """A host-country wall-clock time, without a zone, as an instant. One that has a zone keeps it."""
    if local is None:
        return None
    return (local if local.tzinfo else local.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)


def to_local(instant: datetime | None, timezone: str) -> datetime | None:
    return instant.astimezone(ZoneInfo(timezone)) if instant else None


def find_places(desk: Session, text: str, limit: int = 10) -> list[Place]:
    """Gazetteer places whose name begins with `text`, in any script; shorter names first."""
    start = fold(text)
    if not start:
        return []
    begins = Place.folded >= start, Place.folded < start + "\uffff"
    return list(desk.exec(select(Place).where(*begins).order_by(Place.folded).limit(limit)))
