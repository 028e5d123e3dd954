from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from amana.cases.errors import Refused
from amana.commitments.models import Commitment, Slot
from amana.commitments.offering import agree_time, offer_time
from amana.handling.facts.noting import note_call
from amana.handling.talking.calling_back import book, call_owed, cancel, free_times, move
from amana.record.reading import read
from amana.team.models import Absence
from amana.team.viewing import by_link

pytestmark = pytest.mark.django_db
NUMBER = "+972501234567"


def test_times_are_whole_half_hours_of_three_working_days_that_leave_us_time(case, now):
    times = free_times(case, at=now)
    assert times and all(one.minute % 30 == 0 and one.tzinfo is UTC for one in times)
    assert times[0] >= now + timedelta(minutes=30)
    assert len({one.date() for one in times}) <= 3
    week = case.brand.week.working
    assert all(week.is_open(one) for one in times)


def test_one_call_per_half_hour_and_agent_held_by_the_database(case, desk, now):
    start = free_times(case, at=now)[0]
    call = book(case, start, number=NUMBER, about="the router", by=desk, at=now)
    assert (call.window_from, call.due_at) == (start, start + timedelta(minutes=30))
    assert start not in free_times(case, at=now)
    with pytest.raises(Refused):
        book(case, free_times(case, at=now)[0], number=NUMBER, by=desk, at=now)
    other = Commitment.objects.exclude(pk=call.pk).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.create(agent=call.owner_agent, starts_at=start, commitment=other, number="1")


def test_logging_the_call_keeps_it_and_another_call_does_not(case, desk, now):
    call = book(case, free_times(case, at=now)[0], number=NUMBER, by=desk, at=now)
    note_call(case, "About another thing.", who="Noa", by=desk, at=now)
    assert call_owed(case) == call
    note_call(case, "We called.", who="Noa", by=desk, at=now, keeps=[call], direction="out")
    call.refresh_from_db()
    assert call.state == "kept"
    assert "promise.kept" in [one.kind for one in read(case.key, side="customer")]


def test_whoever_is_away_calls_nobody(case, desk, now):
    times = free_times(case, at=now)
    holder = case.holder
    last = times[-1]
    Absence.objects.create(agent=holder, since=last - timedelta(minutes=10), until=last + timedelta(minutes=10))
    assert last not in free_times(case, at=now)
    Absence.objects.create(agent=holder, since=now - timedelta(hours=1))
    for start in free_times(case, at=now)[:1]:
        assert book(case, start, number=NUMBER, by=desk, at=now).owner_agent != holder


def test_only_the_customer_moves_a_call(case, desk, noa, now):
    first, second = free_times(case, at=now)[:2]
    call = book(case, first, number=NUMBER, by=desk, at=now)
    with pytest.raises(Refused):
        move(call, second, by=desk, at=now)
    fresh = move(call, second, by=by_link(noa, case.key), at=now)
    assert fresh.slot.number == NUMBER
    with pytest.raises(Refused):
        cancel(fresh, by=desk, at=now)


@pytest.mark.parametrize("start", [datetime(2001, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, 3, 7, tzinfo=UTC)])
def test_a_time_that_was_not_offered_is_refused(case, desk, now, start):
    with pytest.raises(Refused):
        book(case, start, number=NUMBER, by=desk, at=now)
    with pytest.raises(Refused):
        book(case, free_times(case, at=now)[0], number="12", by=desk, at=now)


def test_another_time_that_is_agreed_is_a_half_hour_too(case, desk, noa, now):
    first, second = free_times(case, at=now)[:2]
    call = book(case, first, number=NUMBER, by=desk, at=now)
    offer = offer_time(call, due_at=second + timedelta(minutes=30), why="A meeting", by=desk, at=now)
    fresh = agree_time(offer, by=by_link(noa, case.key), at=now)
    assert (fresh.window_from, fresh.origin) == (second, Commitment.CALL_BACK)
    assert second not in free_times(case, at=now) and first in free_times(case, at=now)
