from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction

from amana.kit.codes import new_id
from amana.post.accepting import LARGEST_IN_ROW, Came, Row, accept_all, messages_with
from amana.post.bodies import raw_bytes
from amana.post.models import Arrival, MessageKey, RawMessage
from amana.record.storing import insert_rows
from tests.together import in_a_thread

pytestmark = pytest.mark.django_db


def came(name="one", *, door="a", raw=None, **more):
    return Came(raw or f"Subject: {name}\n\nwords".encode(), f"digest {name}", door, f"{name}@x.example", **more)


def files():
    return {file for file in Path(settings.FILES).rglob("*") if file.is_file()}


def test_the_same_message_twice_is_one_with_both_arrivals(now):
    first = accept_all([came(door="imap")], at=now)
    again = accept_all([came(door="lmtp"), came(door="webhook")], at=now)

    assert (len(first.stored), first.duplicates) == (1, 0) and (again.stored, again.duplicates) == ([], 2)
    assert RawMessage.objects.get().arrivals.count() == 3


def test_the_same_message_twice_in_one_delivery_is_one(now):
    accepted = accept_all([came(), came()], at=now)
    assert (len(accepted.stored), accepted.duplicates, RawMessage.objects.count()) == (1, 1, 1)


def test_a14_the_same_id_over_other_words_is_another_message(now):
    accept_all([came("one"), Came(b"other words", "digest two", "a", "one@x.example")], at=now)
    assert RawMessage.objects.count() == 2
    assert MessageKey.objects.get().raw.digest == "digest one"


def test_the_same_uid_of_a_mailbox_arrives_once(now):
    for _ in range(2):
        accept_all([came(uid=7, uidvalidity=1)], at=now)
    assert Arrival.objects.count() == 1


def test_new_ones_beside_ones_we_have_are_told_apart(now):
    [known] = accept_all([came("b")], at=now).stored
    accepted = accept_all([came("a"), came("b"), came("c"), came("a", door="b")], at=now)

    rows = dict(RawMessage.objects.values_list("digest", "pk"))
    assert accepted.stored == [rows["digest a"], rows["digest c"]] and accepted.duplicates == 2
    assert rows["digest b"] == known
    assert sorted(Arrival.objects.values_list("raw__digest", "door")) == [
        ("digest a", "a"),
        ("digest a", "b"),
        ("digest b", "a"),
        ("digest b", "a"),
        ("digest c", "a"),
    ]


def test_a_large_message_we_have_is_not_written_again(now):
    large, more = b"x" * (LARGEST_IN_ROW + 1), came("b")
    accept_all([came(raw=large)], at=now)
    before = files()
    accepted = accept_all([came(raw=large, door="b"), more], at=now)
    assert files() == before and (len(accepted.stored), accepted.duplicates) == (1, 1)
    assert RawMessage.objects.get(digest="digest one").arrivals.count() == 2


@pytest.mark.parametrize("size", [LARGEST_IN_ROW, LARGEST_IN_ROW + 1])
def test_a_message_is_kept_whole_wherever_it_lies(now, size):
    raw = b"x" * size
    accept_all([came(raw=raw)], at=now)
    row = RawMessage.objects.get()
    assert raw_bytes(row) == raw and bool(row.file_key) == (size > LARGEST_IN_ROW)


def test_what_cannot_be_committed_is_not_acknowledged(now):
    with transaction.atomic():
        accept_all([came()], at=now)
        transaction.set_rollback(True)
    assert not RawMessage.objects.exists()


def test_accepting_fifty_takes_as_many_statements_as_accepting_ten(now, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for count in (10, 50):
        batch = [came(f"{count}-{number}") for number in range(count)]
        with CaptureQueriesContext(connection) as seen:
            accept_all(batch, at=now)
        counts.append(len({query["sql"][:40] for query in seen}))
    assert counts[0] == counts[1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_f28_two_doors_at_the_same_moment_store_it_once_and_leave_no_file_behind(now):
    large, before, written, told = b"x" * (LARGEST_IN_ROW + 1), files(), threading.Event(), []

    def first():
        with transaction.atomic():
            told.append(accept_all([came("a", raw=large), came("b")], at=now))
            written.set()
            time.sleep(0.3)

    def second():
        written.wait(30)
        told.append(accept_all([came("b", door="b"), came("a", door="b", raw=large)], at=now))

    for thread in [in_a_thread(first), in_a_thread(second)]:
        thread.result(60)
    assert [(len(one.stored), one.duplicates) for one in told] == [(2, 0), (0, 2)]
    assert (RawMessage.objects.count(), Arrival.objects.count()) == (2, 4)
    assert len(files() - before) == 1


def test_a_row_is_what_the_model_would_have_written(now):
    came = Came(
        b"bytes", "digest", "imap", "one@x.example", 3, 7, "a@x.example", "b@y.example", now, now + timedelta(1)
    )
    [key] = accept_all([came], at=now).stored

    row = RawMessage.objects.get()
    given = {"digest": "digest", "size": 5, "message_id": "one@x.example", "envelope_from": "a@x.example"}
    given |= {"envelope_to": "b@y.example", "received_at": now, "history_until": now, "not_before": now + timedelta(1)}
    wanted = RawMessage(id=key, body=b"bytes", sha256=row.sha256, **given)
    for field in RawMessage._meta.concrete_fields:
        found = getattr(row, field.attname)
        assert (bytes(found) if field.name == "body" else found) == getattr(wanted, field.attname), field.name
    [arrival] = Arrival.objects.values("raw", "door", "uidvalidity", "uid", "at")
    assert arrival == {"raw": key, "door": "imap", "uidvalidity": 3, "uid": 7, "at": now}
    assert MessageKey.objects.values().get() == {"value": "one@x.example", "case": None, "entry": None, "raw_id": key}


def row(digest, now):
    return Row(new_id(), digest, "", 0, b"", "", "", "", "", now, None, now)


def put(rows):
    return insert_rows(RawMessage, Row._fields, rows, unless_there=True)


def test_those_that_are_there_are_passed_over_and_not_counted(now):
    rows = [row(digest, now) for digest in "abc"]
    assert put(rows[:2]) == 2
    assert put([row("b", now), *rows[2:]]) == 1
    assert put([]) == 0
    assert messages_with(["a", "b", "c", "d"]) == {one.digest: one.id for one in rows}


def test_the_key_that_comes_back_is_a_key(now):
    put([row("a", now)])
    assert isinstance(messages_with({"a"})["a"], UUID) and messages_with([]) == {}
