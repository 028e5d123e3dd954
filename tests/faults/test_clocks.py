"""Clocks that are put forward and back, stand in 1970, and change twice a year."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.channels.email.delivering import Patience
from amana.channels.email.sending import send_due
from amana.channels.email.tests.peers import SmtpPeer
from amana.commitments.models import Commitment
from amana.handling.intake.receiving import receive
from amana.handling.mails.plain_mail import post_plain
from amana.kit.working_time import (
    after_working_hours,
    end_of_working_day,
    moment,
    next_opening,
    nth_working_day,
    week_for,
)
from amana.post.leasing import LEASE, LeaseLost, claim, finish
from amana.post.models import LONGEST_LEASE, Outgoing, RawMessage
from amana.record.models import Entry
from tests.faults.invariants import broken
from tests.faults.outside import Outside, message_id
from tests.letters import accept, letter, take_in

JUMPS = [timedelta(hours=2), -timedelta(hours=2), timedelta(days=-20_000), timedelta(days=400), timedelta(seconds=1)]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_f39_a_clock_that_jumps_while_work_is_leased_loses_and_doubles_nothing(brand, dana, now, jump):
    """Whoever holds a lease over the jump either ends the work or is refused; once the clock is right all is done once."""
    raws = [letter(f"n{n}@customer.example", "Where is it?", at=now) for n in range(4)]
    accept(*raws, at=now)
    mine = claim(RawMessage.objects.waiting(now), most=2, at=now, worker="before")
    receive(worker="after", at=now + jump)
    try:
        finish(mine, state="waiting")
    except LeaseLost:
        assert abs(jump) > LEASE
    for minutes in (5, 10):
        receive(worker="right", at=now + timedelta(minutes=minutes))
    assert RawMessage.objects.filter(state="done").count() == 4
    assert list(broken(Outside(shown=raws), at=now + timedelta(hours=3))) == []


@pytest.mark.django_db
def test_f39_a_lease_given_before_the_clock_was_put_back_holds_nobody_up(brand, dana, now):
    """The worker that gave it is gone; by the clock as it is now it would end in two hours."""
    accept(letter("noa@customer.example", "Where is it?", at=now), at=now - timedelta(minutes=1))
    assert claim(
        RawMessage.objects.waiting(now + timedelta(hours=2)), most=1, at=now + timedelta(hours=2), worker="gone"
    )
    assert receive(worker="here", at=now) == 1
    assert LEASE < LONGEST_LEASE


@pytest.mark.django_db
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_f39_a_mail_goes_out_once_however_the_clock_jumps(now, jump, settings):
    with SmtpPeer(offers=["SIZE 1000000"]) as smtp:
        settings.SMTP_URL = f"smtp://127.0.0.1:{smtp.port}"
        for n in range(2):
            post_plain(f"n{n}@x.example", "", "Words", "Hello", what="reminder", language="en", brand=None, at=now)
        for at in (now + jump, now, now + jump, now + timedelta(hours=1)):
            send_due(at=at, worker="w", patience=Patience(2, 2, 2, 5))
        taken = [message_id(one.content) for one in smtp.taken]
    assert sorted(taken) == sorted(Outgoing.objects.values_list("message_id", flat=True))
    assert list(broken(Outside(taken=taken), at=now + timedelta(hours=2))) == []


@pytest.mark.django_db
def test_f39_the_record_keeps_its_order_by_number_when_the_clock_goes_back(case, now):
    for back in (timedelta(hours=2), timedelta(days=20_000), timedelta(0)):
        take_in(letter("noa@customer.example", f"Again {back}", at=now, subject="Re: Router"), at=now - back)
    for key in Entry.objects.values_list("chain", flat=True).distinct():
        numbers = list(Entry.objects.filter(chain=key).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    assert list(broken(Outside(), at=now)) == []


@pytest.mark.django_db
def test_f39_what_is_due_is_neither_skipped_nor_reminded_of_twice(case, now):
    from amana.config.ticking import tick

    due = Commitment.objects.outstanding().get()
    told = []
    for at in (
        due.due_at + timedelta(hours=2),
        due.due_at - timedelta(hours=2),
        due.due_at,
        due.due_at + timedelta(hours=2),
    ):
        tick(at=at)
        told.append(Entry.objects.filter(kind="promise.late").count())
    assert told[-1] <= 1 and Commitment.objects.outstanding().filter(pk=due.pk).exists()
    assert list(broken(Outside(), at=now)) == []


CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29)), ("Europe/Berlin", datetime(2026, 10, 25)),
    ("Asia/Jerusalem", datetime(2026, 3, 27)), ("Asia/Jerusalem", datetime(2026, 10, 25)),
    ("America/New_York", datetime(2026, 3, 8)), ("America/New_York", datetime(2026, 11, 1)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5)), ("Australia/Lord_Howe", datetime(2026, 10, 4)),
    ("Africa/Cairo", datetime(2026, 4, 24)), ("Asia/Kathmandu", datetime(2026, 3, 29)), ("Asia/Kolkata", datetime(2026, 3, 29)),
]  # fmt: skip


def test_f40_a_time_the_clocks_skip_is_the_next_there_is_and_one_that_comes_twice_the_first() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    skipped = moment(datetime(2026, 3, 29).date(), time(2, 30), berlin)
    assert skipped.astimezone(UTC) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC) and skipped.hour == 3
    twice = moment(datetime(2026, 10, 25).date(), time(2, 30), berlin)
    assert twice.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.sampled_from(CHANGES),
    st.integers(-72, 72),
    st.integers(0, 59),
    st.floats(0, 30),
    st.sampled_from(["IL", "GB", "US", "AE"]),
)
@settings(derandomize=True, max_examples=150, deadline=None)
def test_f40_what_is_due_over_a_change_of_clocks_is_never_before_and_never_while_nobody_works(
    change, hours, minutes, work, country
):
    zone, day = change
    week = week_for(country, zone)
    start = (day + timedelta(hours=hours, minutes=minutes)).replace(tzinfo=ZoneInfo(zone))
    due, opening = after_working_hours(start, work, week), next_opening(start, week)
    assert due >= opening >= start.astimezone(UTC)
    own = due.astimezone(ZoneInfo(zone))
    # Work that ends with a shift is due at its end, when the next second is nobody's.
    assert week.is_open(due) or week.is_open(due - timedelta(seconds=1))
    assert week.why_closed((own - timedelta(seconds=1)).date()) is None or week.why_closed(own.date()) is None
    following = nth_working_day(start.date(), 1, week)
    ends = end_of_working_day(following, week)
    assert following > start.date() and week.is_working_day(following) and ends > start
    nine = moment(following, time(9), ZoneInfo(zone))
    assert (nine.hour, nine.minute) == (9, 0) and nine.astimezone(ZoneInfo("Asia/Kathmandu")) == nine
