from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from amana.record import guarding, proofs, verifying, withdrawing
from amana.record.appending import SYSTEM, Actor, Line, append, append_many, open_books
from amana.record.fixing import auditing, checkpointing, proving
from amana.record.fixing.checkpointing import latest_told, make, make_daily
from amana.record.models import Chain, Leaf, Node, Stamp

NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)
DAY = timedelta(days=1)
DANA = Actor("agent", str(uuid4()))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path


def books(count, *, at=NOW):
    keys = [uuid4() for _ in range(count)]
    open_books(keys, at=at)
    says = {"number": "AM-1", "subject": "ראוטר", "channel": "email", "kept_by": "company"}
    append_many([Line(key, "case.opened", SYSTEM, at, says) for key in keys])
    return keys


def call(book, text="a call"):
    return append(Line(book, "call.noted", DANA, NOW, {"who": "Dana", "text": text, "minutes": 3, "waited": 0}))


def note(book):
    return append(Line(book, "note.written", DANA, NOW, {"text": "for us"}))


def test_only_records_that_went_on_are_put_into_the_log():
    keys = books(40)
    first = make(at=NOW)
    assert (first.number, first.size) == (1, 40)
    assert make(at=NOW + DAY) is None
    call(keys[3])
    call(keys[3])
    note(keys[4])
    second = make(at=NOW + DAY)
    assert (second.number, second.size) == (2, 42)
    assert sorted(Leaf.objects.filter(place__gte=40).values_list("length", flat=True)) == [1, 3]
    assert not Chain.objects.filter(is_fresh=True).exists()
    assert list(auditing.audit()) == []


def test_one_checkpoint_is_made_on_a_day_and_an_early_clock_stops_none():
    keys = books(2)
    assert make_daily(NOW).number == 1
    call(keys[0])
    assert make_daily(NOW + timedelta(hours=13)) is None
    assert make_daily(NOW + timedelta(hours=14)).number == 2
    call(keys[0])
    # The clock was set back: a checkpoint all the same, and one.
    assert make_daily(NOW - 9 * DAY).number == 3
    assert make_daily(NOW - 9 * DAY + timedelta(hours=1)) is None


def test_two_that_make_the_checkpoint_of_a_day_at_once_make_one(monkeypatch):
    keys = books(2)
    own = checkpointing.note_heads

    def overtaken(*, most=None):
        monkeypatch.setattr(checkpointing, "note_heads", own)
        assert make_daily(NOW).number == 1
        call(keys[0])
        return own(most=most)

    monkeypatch.setattr(checkpointing, "note_heads", overtaken)
    assert make_daily(NOW) is None
    assert make(at=NOW).number == 2


def test_an_installation_with_many_records_is_caught_up_with_in_turns(monkeypatch):
    monkeypatch.setattr(checkpointing, "AT_A_TIME", 10)
    monkeypatch.setattr(checkpointing, "BATCH", 4)
    books(25)
    assert [make_daily(NOW) for _ in range(2)] == [None, None]
    assert Leaf.objects.count() == 24
    assert make_daily(NOW).size == 25
    assert list(auditing.audit()) == []


def test_each_checkpoint_names_the_one_before_it_and_grew_out_of_it():
    keys = books(17)
    for number in range(6):
        make(at=NOW + number * DAY)
        for key in keys[number : number + 9]:
            call(key)
    lines = [json.dumps(one) for one in proving.every_published()]
    found, said = proofs.check_list(lines)
    assert [body["number"] for body in found.values()] == [1, 2, 3, 4, 5, 6] and said == []
    assert [one.number for one in proving.newest(before=4)] == [3, 2, 1]
    for at in range(1, 6):
        with pytest.raises(proofs.Wrong, match="does not follow"):
            proofs.check_list(lines[: at - 1] + lines[at:] if at > 1 else [lines[0], *lines[2:]])
    forged = json.loads(lines[2])
    forged["growth"][0] = "0" * 64
    with pytest.raises(proofs.Wrong, match="did not grow out of"):
        proofs.check_list([*lines[:2], json.dumps(forged)])


def test_the_work_of_a_day_does_not_grow_with_what_was_there_before():
    def queries(run):
        with CaptureQueriesContext(connection) as caught:
            run()
        return [one["sql"] for one in caught]

    few = books(3)
    make(at=NOW)
    call(few[0])
    before = queries(lambda: make(at=NOW + DAY))
    many = books(600)
    make(at=NOW + 2 * DAY)
    call(many[5])
    after = queries(lambda: make(at=NOW + 3 * DAY))
    assert len(after) <= len(before) + 6  # one for each further level of the tree
    proof = queries(lambda: proving.proof_of(many[7], length=1))
    assert len(proof) <= 7


def test_the_fresh_ones_are_found_in_their_index():
    few = books(200)[:3]
    make(at=NOW)
    for book in few:
        call(book)
    rows = Chain.objects.filter(is_fresh=True, pk__gt=uuid4()).order_by("pk").values_list("pk")[:5]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE record_chain")
        plan = rows.explain()
    assert "chain_fresh" in plan


@pytest.mark.parametrize("table", ["record_leaf", "record_node", "record_checkpoint", "record_stamp"])
def test_the_log_is_append_only(table):
    books(20)
    made = make(at=NOW)
    Stamp.objects.create(checkpoint_id=made.number, authority="x", at=NOW, request=b"a", response=b"b")
    column = {"record_leaf": "hash", "record_node": "hash", "record_checkpoint": "root", "record_stamp": "authority"}[
        table
    ]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


def test_a_head_is_said_to_be_in_the_log_and_nothing_else_about_it_changes():
    books(1)
    for statement in ("SET is_fresh = TRUE", "SET is_fresh = FALSE, head = 'x'", "SET head = 'x'"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE record_chain {statement}")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_chain SET is_fresh = FALSE")
    # Whoever does that by hand keeps a record out of the log, and is found.
    assert "passed over by the log" in " ".join(auditing.audit())


def rewritten(*statements):
    guarding.unguard()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    guarding.guard()
    return " ".join(auditing.audit())


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE record_leaf SET hash = salt WHERE place = 5", "Leaf 5 "),
        ("UPDATE record_leaf SET length = 2 WHERE place = 5", "Leaf 5 "),
        ("UPDATE record_entry SET hash = leaf WHERE number = 3", "has another entry 3 now"),
        ("DELETE FROM record_leaf WHERE place = 5", "leaf 5 is missing"),
        ("DELETE FROM record_leaf WHERE place > 17", "Checkpoint 2: the log it was signed over was changed"),
        ("UPDATE record_node SET hash = 'x'", "Node 4.0 of the log"),
        ("DELETE FROM record_node", "Node 4.0 of the log"),
        ("UPDATE record_checkpoint SET root = 'x' WHERE number = 1", "Checkpoint 1: its row is not what was signed"),
        ("DELETE FROM record_checkpoint WHERE number = 1", "Checkpoint 2 does not follow"),
        ("UPDATE record_checkpoint SET body = replace(body, '\"size\":18', '\"size\":17')", "was changed, or its signature"),
        ("UPDATE record_checkpoint SET size = 0 WHERE number = 1", "Checkpoint 1: its row is not what was signed"),
        ("UPDATE record_checkpoint SET body = 'x' WHERE number = 1", "Checkpoint 1 does not read as a checkpoint"),
        ("UPDATE record_checkpoint SET body = '[]' WHERE number = 1", "Checkpoint 1 does not read as a checkpoint"),
        ("UPDATE record_checkpoint SET body = '{}' WHERE number = 1", "Checkpoint 1 does not read as a checkpoint"),
        ("UPDATE record_checkpoint SET signatures = 'x' WHERE number = 1", "Checkpoint 1 does not read as a checkpoint"),
        ("UPDATE record_checkpoint SET signatures = '[]' WHERE number = 1", "Checkpoint 1 "),
        ("DELETE FROM record_leaf", "Checkpoint 1: the log it was signed over was changed"),
    ],
)  # fmt: skip
def test_whoever_changes_the_log_behind_its_guards_is_found(statement, said):
    keys = books(18)
    make(at=NOW)
    call(keys[0])
    call(keys[0])
    make(at=NOW + DAY)
    assert list(auditing.audit()) == []
    assert said in rewritten(statement)


def test_erasing_leaves_every_proof_as_it_was():
    keys = books(5)
    said = call(keys[2])
    make(at=NOW)
    before = proving.proof_of(keys[2], length=2)
    withdrawing.erase(said.id, why="asked to be forgotten", by=DANA, at=NOW)
    assert list(verifying.verify(keys)) == [] and list(auditing.audit()) == []
    assert proving.proof_of(keys[2], length=2) == before
    make(at=NOW + DAY)
    assert list(verifying.verify(keys)) == [] and list(auditing.audit()) == []
    assert proving.proof_of(keys[2], length=3).says["leaf"]["length"] == 3
    assert "forgotten" not in json.dumps(proving.proof_of(keys[2], length=3).says)


def test_a_proof_tells_nothing_of_other_records():
    keys = books(9)
    note(keys[1])
    make(at=NOW)
    says = json.dumps(proving.proof_of(keys[4], length=1).says)
    assert str(keys[4]) in says
    others = [str(key) for key in keys if key != keys[4]]
    others += list(Chain.objects.exclude(book=keys[4]).values_list("head", flat=True))
    assert not any(one in says for one in others)
    # Two logs over the same heads have nothing in common but those: each leaf has its salt.
    assert Leaf.objects.values("salt").distinct().count() == Leaf.objects.count()


def test_a_new_key_is_told_by_the_earlier_one(settings):
    keys = books(3)
    settings.CHECKPOINT_KEY = "first"
    make(at=NOW)
    settings.CHECKPOINT_KEY, settings.CHECKPOINT_KEYS_EARLIER = "second", ["nobody", "first"]
    call(keys[0])
    make(at=NOW + DAY)
    settings.CHECKPOINT_KEY, settings.CHECKPOINT_KEYS_EARLIER = "third", []
    call(keys[0])
    make(at=NOW + 2 * DAY)
    _found, said = proofs.check_list([json.dumps(one) for one in proving.every_published()])
    assert len(said) == 2 and "says so too" in said[0] and "does not say so" in said[1]
    # The audit knows the keys that settings name, and those that one of them signed; each other is told once.
    first, second, _third = (one["body"]["key"] for one in proving.every_published())
    strange = list(auditing.audit())
    assert (
        len(strange) == 2
        and first in strange[0]
        and second in strange[1]
        and "none of this installation's" in strange[0]
    )
    for known in (
        ["first"],
        [f"public:{first}"],
        ["nobody", "first", "second"],
        [f"public:{first}", f"public:{second}"],
    ):
        settings.CHECKPOINT_KEYS_EARLIER = known
        assert list(auditing.audit()) == []
        settings.CHECKPOINT_KEY = "fourth"
        assert len(list(auditing.audit())) == 1
        settings.CHECKPOINT_KEY = "third"


def test_what_mails_say_of_a_checkpoint_is_known_without_a_query(
    django_capture_on_commit_callbacks, django_assert_num_queries
):
    assert latest_told() is None
    keys = books(2)
    with django_capture_on_commit_callbacks(execute=True):
        first = make(at=NOW)
    with django_assert_num_queries(0):
        assert latest_told() == (1, first.fingerprint)
    call(keys[0])
    with django_capture_on_commit_callbacks(execute=True):
        second = make(at=NOW + DAY)
    assert latest_told() == (2, second.fingerprint)


def test_the_command_signs_checks_and_publishes(tmp_path, capsys):
    call_command("checkpoint")
    assert "no record yet" in capsys.readouterr().out
    books(3)
    call_command("checkpoint")
    call_command("checkpoint", "--key")
    out = capsys.readouterr().out
    assert "Checkpoint 1" in out and proving.latest().key in out.splitlines()[-1]
    call_command("checkpoint")
    assert "No record has gone on" in capsys.readouterr().out
    call_command("checkpoint", "--verify")
    assert "In order: 1 checkpoints over 3 heads" in capsys.readouterr().out
    call_command("checkpoint", "--publish", str(tmp_path / "list.jsonl"))
    assert len(proofs.check_list((tmp_path / "list.jsonl").read_text().splitlines())[0]) == 1
    rewritten("UPDATE record_leaf SET head = salt WHERE place = 1")
    with pytest.raises(SystemExit):
        call_command("checkpoint", "--verify")
    assert "Leaf 1" in capsys.readouterr().out


def test_nodes_are_kept_for_one_leaf_in_fifteen():
    books(600)
    make(at=NOW)
    assert Node.objects.count() == 600 // 16 + 600 // 256


@pytest.mark.postgres  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
def test_a_record_that_is_being_written_holds_no_checkpoint_up_and_two_at_once_make_one_log():
    keys = books(30)
    writes, may_end = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                call(keys[0])
                writes.set()
                may_end.wait(20)
        finally:
            connection.close()

    def sign():
        try:
            made.append(make(at=NOW))
        finally:
            connection.close()

    made: list[checkpointing.Fixed | None] = []
    writer = threading.Thread(target=write)
    writer.start()
    assert writes.wait(20)
    signers = [threading.Thread(target=sign) for _ in range(2)]
    for one in signers:
        one.start()
    for one in signers:
        one.join(30)
    may_end.set()
    writer.join(20)
    assert sorted(one.size for one in made if one) == [29]
    assert make(at=NOW + DAY).size == 30
    assert Leaf.objects.get(place=29).length == 2
    assert list(auditing.audit()) == []
