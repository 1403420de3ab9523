"""The clock of a request: one month from its receipt, two more where a reason was given (Regulation (EU) 2018/1725
art. 14(3))."""

from calendar import monthrange
from datetime import date

from csap.model.subject_requests import SubjectRequest

MONTHS = 1
EXTENSION = 2


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(request: SubjectRequest) -> date:
    """The last day to answer."""
    return months_after(request.received_on, MONTHS + (EXTENSION if request.extended_reason else 0))


def days_left(request: SubjectRequest, today: date) -> int:
    """Below zero once it is late."""
    return (due_on(request) - today).days
