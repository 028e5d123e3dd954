from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.models import Case
from amana.commitments.alarms import LATE, REMIND_LEAD, REMIND_OWNER, after_owner, first_alarm
from amana.commitments.models import Commitment
from amana.team.models import Brand

NOW = datetime(2026, 11, 12, 8, tzinfo=UTC)


def promise(hours, *, origin=Commitment.HAND, promiser="company"):
    case = Case(brand=Brand(name="Tavor"))
    return Commitment(case=case, promiser=promiser, origin=origin, made_at=NOW, due_at=NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    "hours, stage, before",
    [(8, REMIND_OWNER, timedelta(hours=2)), (2, REMIND_LEAD, timedelta(minutes=30)), (0.5, LATE, timedelta(0))],
)
def test_a_reminder_that_would_lie_before_the_promise_is_left_out(hours, stage, before):
    made = promise(hours)
    assert first_alarm(made, is_own=False) == made.due_at - before
    assert made.alarm_stage == stage


@pytest.mark.parametrize("more", [{"promiser": "customer"}, {"origin": Commitment.CLOSING}])
def test_no_lead_is_told_of_what_is_not_ours_to_do(more):
    made = promise(8, **more)
    assert after_owner(made, is_own=False) == made.due_at and made.alarm_stage == LATE


def test_an_own_case_has_no_lead():
    made = promise(8)
    assert after_owner(made, is_own=True) == made.due_at


def test_reminders_that_are_turned_off_are_skipped(settings):
    settings.REMIND_OWNER_BEFORE = settings.REMIND_LEAD_BEFORE = timedelta(0)
    made = promise(8)
    assert first_alarm(made, is_own=False) == made.due_at


def test_without_a_due_time_there_is_nothing_to_ring_for():
    assert first_alarm(Commitment(promiser="company", made_at=NOW), is_own=False) is None
