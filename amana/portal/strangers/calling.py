"""The call a stranger asks for while writing: the times that are free, the one that was chosen, another one instead."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.counter.sites import times_for, widget_of
from amana.counter.writing import just_written
from amana.handling.talking.calling_back import free_times
from amana.kit.codes import key_in
from amana.portal.calling_back import window
from amana.team.models import Brand

Times = list[dict[str, Any]]


def times_on(brand: Brand, *, at: datetime) -> Times:
    """Return the times a brand offers to whoever writes to it by a page; none where it offers no calls there."""
    widget = widget_of(brand.pk)
    return _choices(brand, times_for(brand, at=at), at=at) if widget is not None and widget.offers_calls else []


def times_instead(brand: Brand, key: str, *, at: datetime) -> Times:
    """Return the times at which whoever answers for what was just written with the form of this key can call."""
    form = key_in(key)
    case = just_written(brand, form, at=at) if form else None
    return _choices(brand, free_times(case, at=at), at=at) if case is not None else []


def _choices(brand: Brand, times: list[datetime], *, at: datetime) -> Times:
    with timezone.override(ZoneInfo(brand.zone)):
        return [{"value": start.isoformat(), "label": window(start, at)} for start in times]


def start_in(typed: str) -> datetime | None:
    """Return the time that was chosen, None where none was. Raises Refused for what is no time."""
    if not typed:
        return None
    try:
        found = parse_datetime(typed[:40])
    except ValueError:
        found = None
    if found is None or not is_aware(found) or not 2000 <= found.year <= 2100:
        raise taken()
    return found


def must_be_offered(brand: Brand, start: datetime | None, *, at: datetime) -> None:
    """Raises Refused when a time was chosen that nobody of the brand has, before anything is stored."""
    if start is not None and start not in times_for(brand, at=at):
        raise taken()


def taken() -> Refused:
    return Refused(_("This time is not free any more. Choose another one."))
