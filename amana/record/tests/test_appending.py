from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from amana.record import appending, guarding, reacting, reading, verifying, withdrawing
from amana.record.appending import SYSTEM, Actor, Line, append, append_many
from amana.record.errors import Malformed, NotYours, RecordError, UnknownKind
from amana.record.models import Chain, Content, Entry

NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)
DANA = Actor("agent", str(uuid4()))

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    key = uuid4()
    appending.open_books([key], at=NOW)
    return key


def opened(book):
    content = {"number": "AM-1", "subject": "ראוטר", "channel": "email", "kept_by": "company"}
    return Line(book, "case.opened", SYSTEM, NOW, content)


def note(book, text="نصّ"):
    return Line(book, "note.written", DANA, NOW, {"text": text})


def call(book, text="a call"):
    return Line(book, "call.noted", DANA, NOW, {"who": "Dana", "text": text, "minutes": 3, "waited": 0})


def test_entries_are_numbered_per_audience_and_the_chains_verify(book):
    first, second, third = append_many([opened(book), note(book), call(book)])

    assert [(e.audience, e.number) for e in (first, second, third)] == [("shared", 1), ("company", 1), ("shared", 2)]
    assert list(verifying.verify([book])) == []
    assert reading.head(book) == (2, third.hash)


def test_the_customer_reads_nothing_of_the_companys_own_chain(book):
    _, private, _ = append_many([opened(book), note(book), call(book)])

    assert [e.kind for e in reading.read(book, side="customer")] == ["case.opened", "call.noted"]
    assert reading.entry(private.id, side="customer") is None
    assert {e.kind for e in reading.read(book, side="company")} == {"case.opened", "note.written", "call.noted"}


def test_unknown_forbidden_and_incomplete_entries_are_refused_before_anything_is_written(book):
    with pytest.raises(UnknownKind):
        append(Line(book, "case.exploded", SYSTEM, NOW, {}))
    with pytest.raises(NotYours):
        append(Line(book, "note.written", Actor("person", "x"), NOW, {"text": "hm"}))
    with pytest.raises(Malformed):
        append_many([note(book), Line(book, "call.noted", DANA, NOW, {"text": "no one"})])
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET kind = 'x'",
        "DELETE FROM record_entry",
        "UPDATE record_content SET body = '{}'",
        "DELETE FROM record_content",
        "UPDATE record_chain SET head = 'x'",
        "UPDATE record_chain SET length = 0",
        "DELETE FROM record_chain",
        "DELETE FROM record_book",
        "UPDATE record_book SET opened_at = '2020-01-01'",
    ],
)
def test_the_database_refuses_to_change_what_is_sealed(book, statement):
    append_many([opened(book), call(book)])

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(verifying.verify([book])) == []


def test_insert_over_an_existing_key_is_refused(book):
    append(opened(book))
    columns = "id, chain_id, number, kind, version, at, actor_kind, actor_key, corrects, leaf, hash"
    copy = f"SELECT {columns} FROM record_entry".replace(" kind,", " 'forged',")
    sqlite = [f"INSERT OR REPLACE INTO record_entry ({columns}) {copy}"]
    postgres = [
        f"INSERT INTO record_entry ({columns}) {copy} ON CONFLICT (id) DO UPDATE SET kind = 'forged'",
        "TRUNCATE record_entry CASCADE",
        "TRUNCATE record_book CASCADE",
    ]
    for statement in sqlite if connection.vendor == "sqlite" else postgres:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.get().kind == "case.opened"


def test_a_missing_trigger_is_noticed():
    guarding.check_guards()
    with connection.cursor() as cursor:
        table = " ON record_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER sealed_record_entry_update{table}")
    with pytest.raises(guarding.Unguarded, match="sealed_record_entry_update"):
        guarding.check_guards()
    guarding.guard()
    guarding.check_guards()


@pytest.mark.postgres  # on SQLite the trigger is its function
def test_a_guard_of_an_earlier_version_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION sealed_chain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )
    with pytest.raises(guarding.Unguarded, match=r"sealed_chain\(\)"):
        guarding.check_guards()
    guarding.guard()
    guarding.check_guards()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda e: Content.objects.filter(entry=e).update(body='{"text":"kinder"}'), "content was changed"),
        (lambda e: Content.objects.filter(entry=e).delete(), "no tombstone"),
        (lambda e: Entry.objects.filter(pk=e).update(actor_key="somebody"), "changed, or does not follow"),
        (lambda e: Entry.objects.filter(pk=e).update(number=9), "number 2 is missing"),
    ],
)
def test_whoever_gets_past_the_triggers_is_found_by_the_chain(book, change, why):
    _, second, _ = append_many([opened(book), call(book), call(book, "another")])
    guarding.unguard()
    change(second.id)

    fault = next(verifying.verify([book]))
    assert why in fault.why
    guarding.guard()


def test_a_cut_tail_is_found_by_the_head(book):
    append_many([opened(book), call(book)])
    guarding.unguard()
    last = Entry.objects.get(number=2)
    Content.objects.filter(entry=last).delete()
    last.delete()

    assert "end of the record" in next(verifying.verify([book])).why
    guarding.guard()


def test_withdrawing_hides_from_one_side_and_both_see_the_tombstone(book):
    _, second = append_many([opened(book), call(book, "card 4580…")])
    withdrawing.withdraw(second.id, from_side="customer", why="a card number", by=DANA, at=NOW)

    hidden = reading.entry(second.id, side="customer")
    assert hidden.content is None and hidden.hidden_from == "customer"
    assert reading.entry(second.id, side="company")["text"] == "card 4580…"
    assert [e.kind for e in reading.read(book, side="customer")][-1] == "entry.withdrawn"
    assert withdrawing.withdraw(second.id, from_side="customer", why="again", by=DANA, at=NOW) is None
    assert list(verifying.verify([book])) == []


def test_erasing_destroys_the_words_and_the_chain_still_verifies(book):
    _, second = append_many([opened(book), call(book, "words")])
    withdrawing.erase(second.id, why="asked to be forgotten", by=DANA, at=NOW)

    assert not Content.objects.filter(entry=second.id).exists()
    assert reading.entry(second.id, side="company").content is None
    assert list(verifying.verify([book])) == []


def test_many_are_erased_with_as_many_statements_as_a_few_and_each_once(book, django_assert_max_num_queries):
    keys = [one.id for one in append_many([opened(book), *(call(book, str(n)) for n in range(600)), note(book)])]
    withdrawing.erase(keys[3], why="asked to be forgotten", by=DANA, at=NOW)
    withdrawing.withdraw(keys[4], from_side="company", why="a password", by=DANA, at=NOW)
    stays = {"entry.erased", "entry.withdrawn"}
    left = withdrawing.words_of(book, side="company", besides=stays)
    assert sorted(left) == sorted({*keys} - {keys[3]})
    with django_assert_max_num_queries(40):
        assert withdrawing.erase_many([*left, left[0], keys[3]], why="the law", by=DANA, at=NOW) == len(left)
    assert withdrawing.words_of(book, side="company", besides=stays) == []
    assert all(one.content is None for one in reading.read(book, side="company") if one.kind not in stays)
    assert list(verifying.verify([book])) == []
    assert withdrawing.erase_many(keys, why="the law", by=DANA, at=NOW) == 0
    assert withdrawing.erase_many([], why="the law", by=DANA, at=NOW) == 0
    with pytest.raises(RecordError):
        withdrawing.erase_many([keys[0], uuid4()], why="the law", by=DANA, at=NOW)


def test_reactions_run_once_per_append_with_all_their_entries_and_never_in_a_circle(book, monkeypatch):
    seen = []
    monkeypatch.setattr(reacting, "_table", {"note.*": [lambda es: seen.append([e["text"] for e in contents(es)])]})
    append_many([note(book, "one"), note(book, "two")])
    assert seen == [["one", "two"]]

    monkeypatch.setattr(reacting, "_table", {"note.written": [lambda es: append(note(book))]})
    with pytest.raises(RuntimeError, match="circle"):
        append(note(book))


def contents(entries):
    return [entry.content for entry in entries]


def test_a_head_moves_only_to_an_entry_that_is_there_and_is_noted_as_fresh(book):
    append_many([opened(book), call(book)])
    chain = Chain.objects.get(book=book, audience="shared")
    for wrong in ({"length": 3}, {"length": 3, "head": "0" * 64}, {"length": 2, "head": "0" * 64}, {"length": 1}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Chain.objects.filter(pk=chain.pk).update(**wrong)
    if connection.vendor == "sqlite":
        for length in (0, 1, 2, 9):
            columns, values = (
                "id, book_id, audience, length, head, is_fresh",
                f"id, book_id, audience, {length}, head, 1",
            )
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT OR REPLACE INTO record_chain ({columns}) SELECT {values} FROM record_chain")
    # As a program moved it that knew nothing of the log of heads: after a checkpoint, and saying nothing of it.
    Chain.objects.filter(pk=chain.pk).update(is_fresh=False)
    third = Entry.objects.get(number=2)
    third.pk, third.number, third.hash = uuid4(), 3, "1" * 64
    third.save(force_insert=True)
    with transaction.atomic():
        moved = Chain.objects.filter(pk=chain.pk)
        if connection.vendor == "sqlite":
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                moved.update(length=3, head="1" * 64)
        else:
            moved.update(length=3, head="1" * 64)
    chain.refresh_from_db()
    assert (chain.length, chain.is_fresh) in ((2, False), (3, True))


def test_a_head_never_moves_back(book):
    append_many([opened(book), call(book)])
    chain = Chain.objects.get(book=book, audience="shared")
    with pytest.raises(DatabaseError), transaction.atomic():
        Chain.objects.filter(pk=chain.pk).update(length=1)
