"""The only place that asks what time it is; tests and scenarios set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: list[datetime] = []


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _fixed[-1] if _fixed else datetime.now(UTC)


def today(timezone: str) -> date:
    """The date in the host country, by an IANA zone name."""
    return now().astimezone(ZoneInfo(timezone)).date()


class stopped:
    """`with clock.stopped(instant):` the clock stands still at that instant."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant.astimezone(UTC)

    def __enter__(self) -> datetime:
        _fixed.append(self.instant)
        return self.instant

    def __exit__(self, *_: object) -> None:
        _fixed.pop()
