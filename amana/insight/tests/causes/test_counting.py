from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from amana.cases.models import TimeSpent
from amana.insight.causes.arriving import BATCH, count_arrivals
from amana.insight.causes.counting import count_cause, count_causes
from amana.insight.causes.gathering import add_case, add_group
from amana.insight.causes.measuring import compared
from amana.insight.causes.saying import in_a_thousand, outcome
from amana.insight.models import ArrivalDay, Cause, Recurrence
from amana.insight.tests.causes.conftest import DAY, arrivals, asked
from amana.review.amends import Gift, give
from amana.team.viewing import at_the_desk


def mended(cause, now, *, ago: int) -> Cause:
    Cause.objects.filter(pk=cause.pk).update(
        state=Cause.MENDED, mended_at=now - ago * DAY, since=(now - 200 * DAY).date()
    )
    return Cause.objects.get(pk=cause.pk)


@pytest.fixture
def known(cause, group, brand, ruth, now):
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    arrivals(brand, now, days=200)
    return cause


def test_new_questions_are_counted_by_day_a_batch_at_a_time_and_late_ones_again(cases, brand, now):
    later = now + 2 * DAY
    days = 0
    while counted := count_arrivals(later):
        assert counted <= BATCH
        days += counted
    assert days == 401 and ArrivalDay.objects.get(day=now.date()).cases == len(cases)
    assert ArrivalDay.objects.exclude(cases=0).count() == 1
    assert count_arrivals(later + timedelta(hours=13)) == 4
    assert count_arrivals(later + timedelta(hours=13)) == 0


def test_a_rate_is_a_share_of_new_cases_and_not_a_bare_count(known, group, now):
    asked(group, dict.fromkeys(range(1, 61), 2), now)
    row = count_cause(known, at=now)
    assert (row.before, row.before_of, row.before_days) == (120, 6000, 60)
    assert in_a_thousand(row.before, row.before_of) == "20 of 1,000 new cases (17 to 24)"
    assert row.weeks[-1][1:] == [14, 700] and len(row.weeks) == 26


def test_after_four_weeks_a_fix_that_helped_is_measured(known, group, now):
    cause = mended(known, now, ago=29)
    asked(group, dict.fromkeys(range(30, 120), 4) | {5: 1, 9: 1, 20: 2}, now)
    row = count_cause(cause, at=now)
    cause.refresh_from_db()
    assert (cause.state, row.after, row.after_days) == (Cause.MEASURED, 4, 28)
    assert outcome(cause, row) == "It comes less often: 4% of what it was before (1% to 9%)."


def test_before_four_weeks_nothing_is_judged(known, group, now):
    cause = mended(known, now, ago=10)
    asked(group, dict.fromkeys(range(11, 100), 4), now)
    row = count_cause(cause, at=now)
    cause.refresh_from_db()
    assert cause.state == Cause.MENDED
    assert "It is judged in 19 days." in outcome(cause, row)


def test_a_fix_that_did_not_help_opens_the_cause_again(known, group, now):
    cause = mended(known, now, ago=29)
    asked(group, dict.fromkeys(range(1, 120), 2), now)
    count_cause(cause, at=now)
    cause.refresh_from_db()
    assert (cause.state, cause.mended_at, cause.came_back) == (Cause.FOUND, None, 1)
    assert cause.steps.filter(what="did_not_help").exists()


def test_with_few_cases_it_is_said_that_nothing_can_be_said(known, group, now):
    cause = mended(known, now, ago=40)
    asked(group, {50: 1, 70: 1, 90: 1, 10: 1}, now)
    row = count_cause(cause, at=now)
    cause.refresh_from_db()
    assert cause.state == Cause.MENDED and "cannot be said yet" in outcome(cause, row)


def test_a_case_brought_by_hand_counts_once(known, group, cases, case, dana, now):
    for one in (case, cases[0]):
        add_case(known, one, by=at_the_desk(dana), at=now)
    arrivals(known.brand, now + DAY, days=1)
    row = count_cause(known, at=now + DAY)
    assert row.cases == 6 and row.waiting == 6 and row.before == 6


def test_what_its_cases_took_is_summed_and_never_by_person(known, cases, dana, now):
    TimeSpent.objects.create(case=cases[0], agent=dana, minutes=20, at=now)
    TimeSpent.objects.create(case=cases[1], agent=dana, minutes=5, at=now)
    give(cases[0], Gift("Money back", "It took long", amount=Decimal(50)), by=at_the_desk(dana), at=now)
    row = count_cause(known, at=now + 2 * DAY)
    assert (row.contacts, row.minutes, row.waiting_hours, row.elapsed_days) == (5, 25, 240, 10)
    assert list(row.paid.values()) == ["50.00"]


def test_causes_are_counted_every_hour_the_one_counted_longest_ago_first(known, now):
    assert count_causes(now) == 1
    assert count_causes(now + timedelta(minutes=30)) == 0
    assert count_causes(now + timedelta(minutes=61)) == 1
    Recurrence.objects.update(cases=50_000)
    assert count_causes(now + timedelta(hours=5)) == 0
    assert count_causes(now + timedelta(hours=26)) == 1


def test_where_cases_come_in_bursts_less_is_sure(known, group, now):
    cause = mended(known, now, ago=29)
    asked(group, dict.fromkeys(range(30, 120, 15), 20) | {5: 3}, now)
    found = compared(count_cause(cause, at=now))
    assert found is not None and found.low < 0.02 and found.high > 1
    cause.refresh_from_db()
    assert cause.state == Cause.MENDED
