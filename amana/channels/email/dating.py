"""When a message says it was written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Of these years a Date is believed.
YEARS = range(1990, 2091)
_MONTHS = {name: number for number, name in enumerate(
    (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), start=1
)}  # fmt: skip
# The form of RFC 5322, as nearly every program writes it; the others are left to Python, at ten times the cost.
_PLAIN = re.compile(
    rb"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ((?:19|20)\d\d)"
    rb" ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) ([+-])([01]\d)([0-5]\d)(?: \([A-Z]{1,5}\))?"
)


def read_date(value: bytes) -> datetime | None:
    """Return the moment a Date field names, in UTC; None when it names none. Of any year: what is absurd, callers know."""
    plain = _PLAIN.fullmatch(value)
    try:
        if plain is None:
            written = parsedate_to_datetime(value.decode("ascii", "replace"))
            return written.replace(tzinfo=UTC) if written.tzinfo is None else written.astimezone(UTC)
        day, month, year, hour, minute, second, sign, hours, minutes = plain.groups()
        local = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return local + ahead if sign == b"-" else local - ahead
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
