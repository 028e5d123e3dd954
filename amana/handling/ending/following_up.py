"""Asking some working days after an agreed closing whether it is still solved."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amana.cases.locking import take
from amana.cases.models import OPEN, Case, Closing
from amana.handling.ending.caring import may_be_asked
from amana.handling.mails.notices import ask_whether_still_solved
from amana.handling.mails.saying import zone_of
from amana.handling.models import FollowUp
from amana.kit.quiet_hours import next_civil_moment
from amana.kit.working_time import moment, nth_working_day
from amana.team.policies import policy_of

# Questions asked in one go; the next minute goes on.
BATCH = 100
# The customer may have had too many mails of ours today; then it is tried again a day later, this long.
TRY_FOR = timedelta(days=14)


def plan_follow_up(case: Case, closing: Closing, *, at: datetime) -> FollowUp | None:
    """Plan the question, so many working days from now as the brand's rules say, at the hour of the closing; None for 0.

    It is not planned into quiet hours or a day of rest. The caller holds the case.
    """
    days = policy_of(case.brand).follow_up_days
    if not days or case.brand is None:
        return None
    zone, week = zone_of(case), case.brand.week.working
    local = at.astimezone(zone)
    day = nth_working_day(local.date(), days, week)
    due_at = next_civil_moment(moment(day, local.time(), zone), zone=case.zone, week=week)
    return FollowUp.objects.create(case=case, closing=closing, due_at=due_at)


def ask_due(at: datetime) -> int:
    """Recurring: ask the customers whose time has come; return how many were asked. Each in a transaction of its own."""
    due = FollowUp.objects.filter(asked_at=None, ended_at=None, due_at__lte=at).order_by("due_at", "pk")
    return sum(_ask(key, case, at=at) for key, case in list(due.values_list("pk", "case_id")[:BATCH]))


@transaction.atomic
def _ask(key: UUID, case_key: UUID, *, at: datetime) -> bool:
    case = take(case_key)
    row = FollowUp.objects.filter(pk=key, asked_at=None, ended_at=None).first()
    if row is None:
        return False
    if case.state == OPEN or _latest(case) != row.closing_id:
        end(row, FollowUp.MOOT, at=at)
        return False
    civil = next_civil_moment(at, zone=case.zone, week=case.brand.week.working if case.brand else None)
    if civil > at:
        # The clock stood still past the time that was planned: nobody is disturbed for that.
        FollowUp.objects.filter(pk=row.pk).update(due_at=civil)
        return False
    row.asked_in = ask_whether_still_solved(case, with_care=may_be_asked(case), at=at)
    if row.asked_in is None:
        _try_later(row, case, at=at)
        return False
    row.asked_at = at
    row.save(update_fields=["asked_in", "asked_at"])
    earlier = FollowUp.objects.filter(case=case, ended_at=None).exclude(pk=row.pk)
    earlier.update(ended_at=at, ending=FollowUp.MOOT)
    return True


def _latest(case: Case) -> UUID | None:
    found: UUID | None = (
        Closing.objects.filter(case=case).order_by("-proposed_at", "-pk").values_list("pk", flat=True).first()
    )
    return found


def _try_later(row: FollowUp, case: Case, *, at: datetime) -> None:
    planned = timedelta(days=policy_of(case.brand).follow_up_days)
    if at + timedelta(days=1) > row.closing.proposed_at + TRY_FOR + planned:
        end(row, FollowUp.UNASKED, at=at)
    else:
        FollowUp.objects.filter(pk=row.pk).update(due_at=at + timedelta(days=1))


def end(row: FollowUp, ending: str, *, at: datetime) -> None:
    """Write down how the question ended; the caller holds the case."""
    row.ended_at, row.ending = at, ending
    row.save(update_fields=["ended_at", "ending"])


def open_question(case: Case) -> FollowUp | None:
    """Return the question that was asked on a closed case and has no answer yet."""
    if case.is_open:
        return None
    row = FollowUp.objects.filter(case=case, ended_at=None, asked_at__isnull=False).order_by("-due_at").first()
    return row if row is not None and row.closing_id == _latest(case) else None
