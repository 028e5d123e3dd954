from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.config.working import READING_PAUSE, read_once
from amana.kit.codes import new_id
from amana.language import read
from amana.post.models import RawMessage
from amana.readings import taking
from amana.readings.finding import kept
from amana.readings.models import READER_VERSION, TRIES, Reading
from amana.readings.queueing import queue
from amana.readings.taking import FEW, LEASE, claim, read_some
from amana.readings.tests.conftest import reading_of
from amana.record.appending import Actor
from amana.record.storing import insert_rows
from amana.record.withdrawing import erase, withdraw
from tests.plans import plan_of
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db
ANGRY = "This is outrageous! I restarted the router twice. When will it work? I want my money back."


def kinds(row: Reading) -> set[str]:
    return {one["kind"] for one in row.found or []}


def test_what_is_said_is_queued_with_one_statement_and_read_later(case, say, read_all):
    entries = [say("message.received", ANGRY) for _number in range(3)]
    Reading.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        queue(entries)
    assert len(asked) == 1
    row = reading_of(entries[0])
    assert row.version == 0 and row.read_at is None and row.found is None

    read_all()

    row.refresh_from_db()
    assert row.version == READER_VERSION and row.language == "en" and row.taken_until is None
    assert {"question", "wanted", "tried", "feeling"} <= kinds(row) and row.heat > 0
    assert all(ANGRY[one["start"] : one["end"]] == one["quote"] and one["reason"] for one in row.found)
    assert "rules" in row.versions


def test_what_has_no_words_or_is_no_ones_saying_is_not_queued(case, say):
    before = Reading.objects.count()
    say("note.written", "   ")

    assert Reading.objects.count() == before
    assert not Reading.objects.filter(side="").exists()


def test_each_kind_is_read_as_its_writers_words(case, say):
    person = Actor("person", str(case.customer_id))
    assert reading_of(say("message.sent", "Hello")).side == "company"
    assert reading_of(say("note.written", "Hello")).side == "company"
    assert reading_of(say("call.noted", "Hello")).side == "company"
    assert reading_of(say("call.noted", "Hello", by=person)).side == "caller_note"
    assert reading_of(say("message.received", "Hello")).side == "customer"


def test_two_workers_never_have_the_same_text_in_hand(case, say, now):
    for number in range(5):
        say("message.received", f"Word {number}.")
    at = now + timedelta(hours=1)

    first, second = (claim(worker=name, at=at, most=3) for name in ("one", "two"))

    assert not {row.pk for row in first} & {row.pk for row in second}
    assert [row.at for row in first] == sorted(row.at for row in first)
    assert first[-1].at <= second[0].at
    assert claim(worker="three", at=at) == []
    assert [row.pk for row in claim(worker="three", at=at + LEASE + timedelta(seconds=1))] == [first[0].pk]


def test_a_worker_that_was_overtaken_writes_nothing(case, say, now):
    say("message.received", ANGRY)
    Reading.objects.exclude(pk=say("message.received", ANGRY).id).delete()
    at = now + timedelta(hours=1)
    [slow] = claim(worker="slow", at=at, most=1)
    [quick] = claim(worker="quick", at=at + LEASE + timedelta(seconds=1))

    taking._give_up(slow, "late", at)

    quick.refresh_from_db()
    assert quick.version == 0 and quick.error == ""


def test_a_text_that_defeats_the_reader_is_counted_and_stops_no_other(case, say, now, monkeypatch):
    bad, good = say("message.received", "poison"), say("message.received", ANGRY)

    def fragile(text: str, **more: Any):
        if text == "poison":
            raise RecursionError
        return read(text, **more)

    monkeypatch.setattr(taking, "read", fragile)
    for attempt in range(3 * TRIES):
        read_some(worker="test", at=now + timedelta(hours=1 + attempt), most=FEW)

    assert reading_of(good).error == "" and reading_of(good).read_at
    row = reading_of(bad)
    assert row.error == "RecursionError" and row.version == READER_VERSION and row.found is None
    assert list(Reading.objects.failed()) == [row]


def test_a_text_that_kills_its_worker_each_time_is_left_alone(case, say, now):
    Reading.objects.all().delete()
    deadly, innocent = say("message.received", ANGRY), say("message.received", ANGRY)
    assert len(claim(worker="dies", at=now + timedelta(hours=1))) == 2
    for attempt in range(1, TRIES):
        assert [row.pk for row in claim(worker="dies", at=now + timedelta(hours=1 + attempt))] == [deadly.id]

    for attempt in range(2):
        read_some(worker="test", at=now + timedelta(hours=9 + attempt))

    assert reading_of(deadly).error == "never ended"
    assert reading_of(innocent).error == "" and reading_of(innocent).read_at


@pytest.mark.parametrize(
    "text", ["\0\0", "\ud800 when?", "?" * 50_000, "ל" * 9_000, "\u200f" * 300 + "?", "4111 1111 1111 1111"]
)
def test_rubbish_is_read_and_kept(case, now, text):
    found = kept(read(text, sent_at=now, side="customer"))
    row = Reading(entry=new_id(), case=case, side="customer", at=now, version=1, found=found)
    row.save()

    row.refresh_from_db()
    assert row.found == found and "4111" not in str(found)


def test_a_withdrawn_or_erased_entry_leaves_no_reading(case, say, read_all, now):
    erased, hidden, theirs = (say("message.sent", "We will call tomorrow.") for _one in range(3))
    dana = Actor("agent", "1")
    read_all()

    erase(erased.id, why="law", by=dana, at=now)
    withdraw(hidden.id, from_side="company", why="wrong", by=Actor("person", "1"), at=now)
    withdraw(theirs.id, from_side="customer", why="wrong", by=dana, at=now)

    left = set(Reading.objects.values_list("pk", flat=True))
    assert erased.id not in left and hidden.id not in left and theirs.id in left


def test_what_was_hidden_before_it_was_read_is_forgotten_unread(case, say, read_all, now):
    entry = say("message.sent", "We will call tomorrow.")
    row = reading_of(entry)
    erase(entry.id, why="law", by=Actor("agent", "1"), at=now)
    row.save(force_insert=True)

    read_all()

    assert not Reading.objects.filter(pk=entry.id).exists()


def test_mail_goes_first(case, say, now):
    say("message.received", ANGRY)
    RawMessage.objects.create(digest="d", sha256="s", size=1, body=b"x", received_at=now, not_before=now)
    assert read_once() == READING_PAUSE
    assert not Reading.objects.filter(read_at__isnull=False).exists()

    RawMessage.objects.all().update(state="done")
    assert read_once() == 0.0
    assert Reading.objects.filter(read_at__isnull=False).exists()


def test_looking_for_work_reads_an_index_however_much_was_read(case, now):
    many = 100_000
    for start in range(0, many, 10_000):
        rows = [(new_id(), case.pk, "customer", now, READER_VERSION, now) for _number in range(start, start + 10_000)]
        insert_rows(Reading, ("entry", "case_id", "side", "at", "version", "read_at"), rows)
    waiting = Reading.objects.waiting(now + timedelta(hours=1)).order_by("version", "at", "entry")

    sql, params = waiting.values_list("pk", flat=True)[:FEW].query.sql_with_params()
    plan = plan_of(sql, params)

    assert not plan.scans and not plan.sorts, plan.text
    assert plan.rows is None or plan.rows < 100


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_share_the_texts(case, say, now):
    wanted = {say("message.received", f"Word {number}.").id for number in range(24)}
    wanted |= set(Reading.objects.values_list("pk", flat=True))

    def take(name: str) -> list[UUID]:
        mine: list[UUID] = []
        while rows := claim(worker=name, at=now + timedelta(hours=1), most=3):
            mine += [row.pk for row in rows]
        return mine

    begun = [in_a_thread(lambda name=name: take(name)) for name in ("one", "two")]
    taken = [key for future in begun for key in future.result(timeout=60)]

    assert sorted(taken) == sorted(wanted)
