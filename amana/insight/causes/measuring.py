"""Whether a fix has helped: how often people ask now against how often they asked before, with what can be said of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.insight.causes.fixing import set_state
from amana.insight.causes.opening import held, must_lead, must_not_blame, note
from amana.insight.estimating import Interval, bursts, rate, ratio
from amana.insight.models import Cause, Recurrence
from amana.team.viewing import Viewer

# Four weeks, so that each day of the week counts alike and what was under way has come in.
LEAST_DAYS = 28
# A fix did not help when at least this part of what came before still comes, where enough was to be expected to see it.
AS_BEFORE, ENOUGH = 0.8, 10.0
A_THOUSAND = 1000
A_WEEK = timedelta(days=7)
# How far back the rate before is taken from, and for how long it is followed afterwards.
WINDOW = timedelta(days=90)


def measure(cause: Cause, figures: Recurrence, *, at: datetime) -> None:
    """Say that a mended cause is measured, or that it goes on as before, once there is enough to say it by; in a transaction."""
    if cause.state != Cause.MENDED or figures.after_days < LEAST_DAYS:
        return
    found = compared(figures)
    if found is None:
        return
    judged, cause = cause.mended_at, held(cause)
    if cause.state != Cause.MENDED or cause.mended_at != judged or cause.withdrawn_at is not None:
        return  # somebody else has said so meanwhile, or opened it again
    says: dict[str, Any] = {
        "before": figures.before,
        "before_of": figures.before_of,
        "after": figures.after,
        "after_of": figures.after_of,
    }
    if found.high < 1:
        set_state(cause, Cause.MEASURED, at=at)
        note(cause, "measured", by=None, at=at, **says)
    elif found.value >= AS_BEFORE and figures.before * figures.after_of / figures.before_of >= ENOUGH:
        _reopen(cause)
        note(cause, "did_not_help", by=None, at=at, **says)


def _reopen(cause: Cause) -> None:
    cause.came_back += 1
    cause.save(update_fields=["came_back"])
    set_state(cause, Cause.FOUND)


@transaction.atomic
def come_back(cause: Cause, *, recent: int, recent_of: int, at: datetime) -> None:
    """Open a mended cause again because it is asked about again as before; the caller has looked whether that is chance."""
    cause = held(cause)
    if cause.is_open or cause.withdrawn_at is not None:
        return
    _reopen(cause)
    note(cause, "came_back", by=None, at=at, recent=recent, recent_of=recent_of)


@transaction.atomic
def reopen(cause: Cause, *, why: str, by: Viewer, at: datetime) -> None:
    """Open a mended cause again, with a reason. Twice changes nothing."""
    must_lead(cause.brand, by)
    cause = held(cause)
    if cause.withdrawn_at is not None:
        raise Refused(_("This cause was taken back."))
    if cause.is_open:
        return
    if not why.strip():
        raise Refused(_("Say why."))
    must_not_blame(why)
    _reopen(cause)
    note(cause, "reopened", by=by, at=at, text=why)


def compared(figures: Recurrence) -> Interval | None:
    """Return the rate since it was mended as a part of the rate before; None as long as there is nothing to compare."""
    if not figures.before_of or not figures.after_of:
        return None
    size = bursts_of(figures)
    return ratio(figures.after / size, figures.after_of, figures.before / size, figures.before_of)


def bursts_of(figures: Recurrence) -> float:
    """Return in bursts of what size the cases came in the weeks before it was mended: intervals are wider by that."""
    cause = figures.cause
    until = (cause.mended_at or figures.counted_at).astimezone(UTC).date()
    since = max(until - WINDOW, cause.since)
    weeks = [(date.fromisoformat(first), cases, of) for first, cases, of in figures.weeks]
    before = [
        (float(cases), float(of)) for first, cases, of in weeks if of and since <= first and first + A_WEEK <= until
    ]
    return bursts(before)


def per_thousand(cases: int, of: int, *, size: float = 1.0) -> Interval | None:
    """Return how many of 1,000 new questions come from it, in bursts of a size; None of nothing."""
    return rate(cases / size, of / size / A_THOUSAND) if of else None
