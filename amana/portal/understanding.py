"""Understanding what people type into forms: words, numbers and moments."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.kit.hebrew_calendar import in_figures

EARLIEST, LATEST = 1990, 2200


def typed_text(request: HttpRequest, name: str, *, most: int = 5000) -> str:
    """Return the words of a field without what no database keeps (NUL, half characters), at most `most` characters."""
    words = request.POST.get(name, "")[:most]
    return words.replace("\0", "").encode("utf-8", "ignore").decode("utf-8").strip()


def typed_number(request: HttpRequest, name: str) -> int:
    """Return the whole number in a field, 0 when it is empty. Raises Refused when it is none or below 0."""
    words = request.POST.get(name, "").strip()
    if not words:
        return 0
    if not words.isdecimal() or len(words) > 6:
        raise Refused(_("Write minutes as a whole number, up to a day."))
    return int(words)


_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\D{1,8}(\d{1,2}:\d{2}))?\Z")


def in_order(typed: str) -> str:
    """Return a day and an hour with the year first and in plain figures, as browsers write it: also "١٥/١١/٢٠٢٦ ١٨:٠٠".

    Of a day of the Hebrew calendar its civil day; anything else stays as it is.
    """
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in typed)
    found = _DAY_FIRST.match(in_figures(plain, near=timezone.localdate(), is_gone=None))
    if found is None:
        return plain
    day, month, year, hour = found.groups()
    return f"{year}-{int(month):02}-{int(day):02}" + (f"T{hour:0>5}" if hour else "")


def typed_moment(typed: str) -> datetime | None:
    """Return what a field for date and hour holds, in the zone in force; None when it is empty.

    Raises Refused when it is no moment, also for an hour that a change of clocks leaves out or has twice.
    """
    if not typed.strip():
        return None
    try:
        found = parse_datetime(in_order(typed.strip()[:60]))
        if found is None or not is_naive(found) or not EARLIEST <= found.year <= LATEST:
            raise ValueError
        return from_current_timezone(found)
    except (ValueError, ValidationError):
        raise Refused(_("Write the day and the hour, such as 2026-11-15 18:00.")) from None
