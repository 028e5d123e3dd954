from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.models import Case, Closing
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.ringing import next_alarm, ring, ring_one
from amana.handling.ending.closing import propose
from amana.handling.opening import open_case, open_own_case
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Address, Company
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link, owner
from tests.letters import deliver
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db


def kinds(case, *wanted):
    return [e.kind for e in read(case.key, side="company") if e.kind in wanted]


def entries(case, kind):
    return [e for e in read(case.key, side="company") if e.kind == kind]


def go(until, *, at=None):
    """Let the clock run to a moment, ringing each alarm when it is due."""
    while (due := next_alarm()) is not None and due <= until:
        ring(at=due)
    assert list(recount(at=until)) == []


def notices(case):
    return list(Outgoing.objects.filter(case=case.key, what="notice").order_by("created_at"))


def test_owner_then_lead_are_reminded_before_it_is_late(case, dana, ruth, now):
    answer = Commitment.objects.get(case=case)
    go(answer.due_at - timedelta(minutes=1))
    assert [e["to"] for e in entries(case, "reminder.sent")] == ["Dana Katz", "Ruth Amit"]
    mails = Outgoing.objects.filter(what="reminder").values_list("recipients__address", flat=True)
    assert set(mails) == {"dana@example.com", "ruth@example.com"}
    assert not notices(case) and not kinds(case, "promise.late")


def test_when_it_is_late_the_customer_is_told_once_with_when_we_write_next_then_by_whom(case, now):
    answer = Commitment.objects.get(case=case)
    go(now + timedelta(days=30))

    first, second = notices(case)[:2]
    assert kinds(case, "promise.late", "rung.climbed")[:2] == ["promise.late", "rung.climbed"]
    told = [e["text"] for e in entries(case, "notice.sent")]
    assert answer.action in told[0] and "at the latest" in told[0] and "Ruth Amit" in told[1]
    assert first.created_at == answer.due_at and second.created_at > first.created_at


def test_there_is_never_a_third_notice(case, now):
    go(now + timedelta(days=90))
    assert len(notices(case)) == 2
    assert kinds(case, "rung.climbed") == ["rung.climbed"]


def test_nobody_is_told_of_what_was_kept_in_time(case, dana, now):
    reply(case, Reply("It works."), by=at_the_desk(dana), at=now)
    assert Commitment.objects.get(case=case, origin="answer").state == "kept"
    go(now + timedelta(days=2))
    assert not notices(case)


def test_the_customer_is_not_written_to_at_night_or_on_a_day_of_rest(brand, dana, noa, now):
    case = deliver("noa@customer.example", "Is anybody there?", at=now)
    due = datetime(2026, 11, 13, 22, tzinfo=UTC)  # Saturday 00:00 in Jerusalem
    make(case, [Draft("A call", due, owner=dana)], by=at_the_desk(dana), at=now)
    Commitment.objects.filter(case=case, origin="answer").update(alarm_at=None)
    ring(at=due - timedelta(hours=2))
    ring(at=due - timedelta(minutes=30))
    ring(at=due)

    [notice] = notices(case)
    assert notice.not_before == datetime(2026, 11, 15, 6, tzinfo=UTC)  # Sunday 08:00


def test_somebody_far_away_is_not_woken_by_the_second_notice(case, dana, now):
    Case.objects.filter(pk=case.pk).update(zone="America/Los_Angeles")
    go(now + timedelta(days=30))
    for notice in notices(case):
        local = notice.not_before.astimezone(__import__("zoneinfo").ZoneInfo("America/Los_Angeles"))
        assert 8 <= local.hour < 21


def test_with_nobody_above_who_owes_it_hears_it_again(brand, now):
    from tests.cast import agent

    alone = agent("Dana Katz", brand)
    case = deliver("noa@customer.example", "Is anybody there?", at=now)
    go(now + timedelta(days=30))
    reminded = entries(case, "reminder.sent")
    assert [e["is_late"] for e in reminded] == [False, True, True] and reminded[-1]["to"] == alone.name
    assert not kinds(case, "rung.climbed")


def test_a_promise_of_the_customer_that_runs_out_is_ours_to_ask_about(case, dana, now):
    reply(case, Reply("Please send a photograph."), by=at_the_desk(dana), at=now)
    due = now + timedelta(hours=5)
    make(case, [Draft("A photograph", due, "customer")], by=at_the_desk(dana), at=now)
    go(due)
    case.refresh_from_db()
    assert (case.waiting_for, case.next_reason) == ("customer", "follow_up")
    assert not notices(case)


def test_an_own_case_writes_to_nobody(noa, now):
    kav = Company.objects.create(name="Kav")
    case = open_own_case(noa, kav, happened="x", wanted="y", by=owner(noa), at=now)
    go(now + timedelta(days=30))
    assert kinds(case, "promise.late") == ["promise.late"]
    assert not Outgoing.objects.exists()


def test_an_alarm_rings_once(case, now):
    answer = Commitment.objects.get(case=case)
    assert ring_one(answer.pk, case.key, answer.alarm_at, at=answer.alarm_at)
    assert not ring_one(answer.pk, case.key, answer.alarm_at, at=answer.alarm_at)
    assert len(entries(case, "reminder.sent")) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clocks_that_arrive_together_ring_once(case, now):
    answer, both = Commitment.objects.get(case=case), threading.Barrier(2)

    def clock():
        both.wait(30)
        return ring(at=answer.alarm_at)

    threads = [in_a_thread(clock), in_a_thread(clock)]
    assert sorted(thread.result(60) for thread in threads) == [0, 1]
    assert len(entries(case, "reminder.sent")) == 1


def test_one_bad_alarm_does_not_silence_the_rest(brand, dana, noa, now):
    bad, good = (open_case(noa, brand, subject="x", text="y", by=at_the_desk(dana), at=now) for _ in range(2))
    Case.objects.filter(pk=bad.pk).update(zone="Mars/Olympus")
    go_at = Commitment.objects.get(case=good).due_at
    Commitment.objects.update(alarm_at=go_at, alarm_stage=2)

    assert ring(at=go_at) == 1
    assert kinds(good, "promise.late") and not kinds(bad, "promise.late")
    assert Commitment.objects.get(case=bad, origin="answer").alarm_at > go_at


def test_ringing_takes_as_many_statements_in_a_long_queue_as_in_a_short_one(brand, dana, noa, now):
    def statements(count):
        cases = [open_case(noa, brand, subject="x", text="y", by=at_the_desk(dana), at=now) for _ in range(count)]
        row = Commitment.objects.get(case=cases[0])
        with CaptureQueriesContext(connection) as seen:
            assert ring_one(row.pk, cases[0].key, row.alarm_at, at=row.alarm_at)
        return len(seen)

    assert statements(1) == statements(20)


# ── asking whether it is over ────────────────────────────────────────────────


@pytest.fixture
def proposed(case, dana, now):
    reply(case, Reply("It works again. May we close this case?"), by=at_the_desk(dana), at=now)
    return propose(case, terms=[], by=at_the_desk(dana), at=now)


def test_silence_is_asked_twice_and_then_is_an_ending_of_its_own(case, proposed, now):
    go(now + timedelta(days=8))
    proposed.refresh_from_db()
    assert (proposed.reminders, proposed.ending, len(notices(case))) == (2, "", 2)

    go(now + timedelta(days=20))
    proposed.refresh_from_db()
    case.refresh_from_db()
    assert (proposed.ending, case.state) == ("lapsed", "closed")
    assert kinds(case, "closing.agreed", "closing.lapsed") == ["closing.lapsed"]
    assert not Commitment.objects.outstanding().filter(case=case).exists()


def test_each_question_asked_is_a_promise_kept_and_the_next_one_made(case, proposed, now):
    go(now + timedelta(days=4))
    rows = Commitment.objects.filter(case=case, origin=Commitment.CLOSING).order_by("made_at")
    assert [row.state for row in rows] == ["kept", "open"]
    kept = next(e for e in read(case.key, side="customer") if e.id == rows[0].ended_in)
    assert next(e for e in read(case.key, side="customer") if str(e.id) == kept["shown_by"]).kind == "notice.sent"


def test_a_word_from_the_customer_stops_the_questions_even_after_we_have_answered(case, proposed, dana, noa, now):
    for day in (1, 4, 7, 10, 13):
        at = now + timedelta(days=day)
        go(at)
        hear(case, "One more thing …", by=by_link(noa, case.key), at=at)
        reply(case, Reply("Here you are."), by=at_the_desk(dana), at=at + timedelta(minutes=1))
    proposed.refresh_from_db()
    assert (proposed.reminders, proposed.ending) == (0, "")


def test_reminders_are_not_sent_at_night(brand, case, dana, now):
    night = datetime(2026, 11, 12, 23, tzinfo=UTC)
    reply(case, Reply("Solved."), by=at_the_desk(dana), at=night)
    propose(case, terms=[], by=at_the_desk(dana), at=night)
    go(night + timedelta(days=4))
    assert notices(case)[-1].not_before.hour == 6  # 08:00 in Jerusalem


def test_who_cannot_be_written_to_is_never_closed_by_silence(brand, dana, noa, now):
    Address.objects.filter(person=noa).delete()
    case = open_case(noa, brand, subject="x", text="y", by=at_the_desk(dana), at=now)
    row = propose(case, terms=[], by=at_the_desk(dana), at=now)
    go(now + timedelta(days=60))
    row.refresh_from_db()
    assert (row.reminders, row.ending) == (0, "")
    assert entries(case, "reminder.sent")[-1]["to"] == "Dana Katz"
    assert Closing.objects.filter(ended_at=None).count() == 1
