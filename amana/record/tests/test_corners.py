"""What the record does at its edges: nothing asked for, nothing there, something that is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4, uuid5

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from amana.record import apps, exporting, guarding, proofs, reading, sealing, verifying, withdrawing
from amana.record.appending import Actor, Line, append, append_many, open_books
from amana.record.disclosing import _before
from amana.record.errors import Malformed, RecordError
from amana.record.exporting import chain_keys, chain_lines, entries_after, passed_over, shared_lines
from amana.record.fixing import auditing, branching, proving
from amana.record.fixing.checkpointing import latest_told, make
from amana.record.models import Book, Chain, Checkpoint, Content, Entry, Leaf, Node, Stamp, Tombstone
from amana.record.seldom import found
from amana.record.storing import update_rows

NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)
DANA = Actor("agent", "dana")


@pytest.fixture
def book(db, settings, tmp_path):
    settings.DATA = tmp_path
    key = uuid4()
    open_books([key], at=NOW)
    return key


def call(book, text="a call", *, at=NOW):
    return Line(book, "call.noted", DANA, at, {"who": "Dana", "text": text, "minutes": 3, "waited": 0})


@contextmanager
def lifted() -> Iterator[None]:
    """Without the guards, as somebody with the database in hand."""
    guarding.unguard()
    yield
    guarding.guard()


def test_every_row_has_a_name_for_whoever_looks_into_the_database(book):
    entry = append(call(book))
    rows = [
        Book(pk=book), Chain(book_id=book, audience="shared", length=1), Entry(number=1, kind="call.noted"),
        Content(entry_id=entry.id), Tombstone(entry_id=entry.id, hidden_from="both"), Leaf(place=3, length=1), Node(pk=7),
        Checkpoint(number=2, fingerprint="f" * 64), Stamp(checkpoint_id=2, authority="x"),
    ]  # fmt: skip
    told = [str(row) for row in rows]
    assert len(set(told)) == len(told) and str(book) in told[0] and "hidden from both" in told[4]
    fault = verifying.Fault(book, "shared", 3, None, "it was changed")
    assert str(fault) == f"{book} shared entry 3: it was changed"


def test_a_line_without_a_zone_and_an_entry_that_is_not_there_are_refused(book):
    with pytest.raises(Malformed, match="time zone"):
        append(call(book, at=NOW.replace(tzinfo=None)))
    for deed in (
        lambda: withdrawing.withdraw(uuid4(), from_side="company", why="x", by=DANA, at=NOW),
        lambda: withdrawing.erase(uuid4(), why="x", by=DANA, at=NOW),
    ):
        with pytest.raises(RecordError):
            deed()


def test_the_newest_the_first_and_all_are_read_and_counted(book):
    append_many([call(book, str(n)) for n in range(5)])
    assert [one["text"] for one in reading.read(book, side="company", most=2)] == ["3", "4"]
    assert [one["text"] for one in reading.read(book, side="company", most=3, after=3)] == ["3", "4"]
    assert [one["text"] for one in reading.beginnings([book], side="company", most=2)] == ["0", "1"]
    assert reading.entry_count() == 5
    assert found(Entry.objects.order_by("-number"), most=1)[0].number == 5
    assert found(Entry.objects.filter(number=9), most=1) == [] and _before([]) == {}


def test_a_moment_in_an_entry_is_one_with_its_zone_and_nothing_else():
    assert sealing.moment_in(sealing.instant(NOW)) == NOW
    assert [sealing.moment_in(one) for one in ("2026-11-12T10:00:00", "x", None, 7)] == [None] * 4


def test_rows_of_another_width_are_refused(book):
    with pytest.raises(ValueError, match="rows of 1 values for 2 columns"):
        update_rows(Book, ("opened_at",), [(NOW,)], where=("id",))


def test_how_far_a_record_is_fixed_is_told_and_the_list_begins_anywhere(book):
    assert proving.fixed_to(book, length=9) is None and proving.published() == []
    append(call(book))
    make(at=NOW)
    append(call(book))
    make(at=NOW + timedelta(days=1))
    assert [proving.fixed_to(book, length=length)[1] for length in (0, 1, 2, 9)] == [0, 1, 2, 2]
    assert proving.fixed_to(uuid4(), length=9)[1] == 0
    assert [one["body"]["number"] for one in proving.published()] == [1, 2]
    assert [one["body"]["number"] for one in proving.published(before=2)] == [1]
    assert branching.hash_of((3, 3), {}) == sha256().hexdigest()


def test_what_a_database_of_either_kind_is_guarded_by_is_written_for_both():
    """The triggers of the other kind are at least named and well put together."""
    for made in (list(guarding._sqlite_triggers()), list(guarding._postgres_triggers())):
        tables = {guarding._table_of(name) for name, _statement in made}
        assert tables == {*guarding.SEALED, *guarding.KEPT, "record_content", "record_chain"}
        assert len({name for name, _statement in made}) == len(made)


# ── what is no proof ─────────────────────────────────────────────────────────


def signed(secret=b"7" * 32, **body):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw().hex()
    body = {
        "at": "2026-11-12T10:00:00.000000Z",
        "key": public,
        "number": 1,
        "previous": None,
        "root": "0" * 64,
        "size": 1,
    } | body
    name = proofs._canonical(body)
    return {"body": body, "growth": [], "signatures": [{"key": public, "signature": key.sign(name).hex()}]}


def test_what_is_no_signature_no_leaf_and_no_checkpoint_is_refused():
    good = signed()
    key, signature = (bytes.fromhex(good["signatures"][0][name]) for name in ("key", "signature"))
    message = proofs._canonical(good["body"])
    assert proofs.is_signed(key, signature, message)
    no_point, beyond = b"\xff" * 32, b"\xff" * 31 + b"\x7f"
    for one, other in ((key[:-1], signature), (key, signature[:-1]), (no_point, signature), (beyond, signature),
                       (key, no_point + signature[32:]), (key, signature[:32] + b"\xff" * 32)):  # fmt: skip
        assert not proofs.is_signed(one, other, message)
    # Not every number below the prime is the height of a point.
    assert None in [proofs._point(number.to_bytes(32, "little")) for number in range(2, 9)]
    assert not proofs.is_included(b"", 1, 1, [], b"") and not proofs.is_included(b"", -1, 1, [], b"")
    for body in ({"number": "1"}, {"number": 0}, {"size": True}, {"size": 1.0}):
        with pytest.raises(proofs.Wrong, match="has no number"):
            proofs.check_signed(signed(**body))
    for change in ({"signatures": []}, {"signatures": signed(b"8" * 32)["signatures"]}):
        with pytest.raises(proofs.Wrong, match=r"not signed by its own key|signature is not of the key"):
            proofs.check_signed(good | change)


def test_a_list_whose_first_names_one_before_it_is_refused():
    with pytest.raises(proofs.Wrong, match="it is the first, and names one before it"):
        proofs.check_list([json.dumps(signed(previous="0" * 64))])
    assert proofs.check_list([json.dumps(signed(number=7, previous="0" * 64))])[0]


def test_two_that_follow_each_other_and_do_not_name_each_other_are_no_history():
    first, second = signed(), signed(number=2, previous="1" * 64)
    with pytest.raises(proofs.Wrong, match="does not follow"):
        proofs._growing({"growth": [{"from": 1, "path": []}]}, [first, second])


def test_whole_chains_and_all_entries_are_walked_in_parts(book):
    append_many([call(book, str(n)) for n in range(3)])
    append(Line(book, "note.written", DANA, NOW, {"text": "for us"}))
    first = chain_keys(after=None, most=1)
    walked = [*first, *chain_keys(after=first[-1][0], most=9)]
    assert sorted(audience for _key, _book, audience in walked) == ["company", "shared"]
    shared = next(key for key, _book, audience in walked if audience == "shared")
    assert list(chain_lines([shared], "company")) == list(shared_lines(book, "company"))
    assert len(list(chain_lines([key for key, *_rest in walked], None))) == 4
    ever = datetime(2200, 1, 1, tzinfo=UTC)
    some = entries_after(None, until=ever, most=3)
    assert len([*some, *entries_after(some[-1].id, until=ever, most=3)]) == 4
    assert entries_after(None, until=datetime(1990, 1, 1, tzinfo=UTC), most=3) == []


def test_entries_by_their_keys_are_those_a_side_may_read(book):
    said = append(call(book))
    kept = append(Line(book, "note.written", DANA, NOW, {"text": "for us"}))
    keys = [said.id, kept.id, uuid4()]
    assert set(reading.entries(keys, side="company")) == {said.id, kept.id}
    assert {key: one["text"] for key, one in reading.entries(keys, side="customer").items()} == {said.id: "a call"}


def test_books_are_found_by_what_one_kind_of_actor_wrote_for_both_sides(book):
    other = uuid4()
    open_books([other], at=NOW)
    append_many([call(book), Line(other, "note.written", DANA, NOW, {"text": "for us"})])
    assert reading.books_with("call.noted", [book, other], by="agent") == {book}
    assert reading.books_with("call.noted", [book, other], by="customer") == set()
    assert reading.books_with("note.written", [book, other], by="agent") == set()


def test_what_has_a_key_of_another_time_comes_with_the_entry_that_follows_it(book):
    """A page drawn an hour ago gave a reply its key; whoever walks by keys has passed that place already."""
    now = datetime.now(UTC)
    early = UUID(int=(int((now - timedelta(hours=1)).timestamp() * 1000) << 80) | 7 << 76 | 2 << 62)
    before, strayed, made = (replace(call(book, text, at=now), **kept) for text, kept in (
        ("before", {}), ("an hour ago", {"id": early}), ("of its words", {"id": uuid5(book, "words")})))  # fmt: skip
    append_many([before, strayed, made, after := call(book, "after", at=now)])
    found_ = [one for one in reading.read(book, side="company") if one.id in (before.id, after.id)]
    passed = passed_over(found_)
    assert [one["text"] for one in passed[after.id]] == ["an hour ago", "of its words"]
    assert passed[before.id] == [] and passed_over([]) == {}


@pytest.mark.parametrize(("begins_with_it", "count"), [(True, 6), (True, 7), (False, 7)])
def test_what_was_brought_in_at_once_is_found_however_much_of_it_lies_before_what_comes_next(
    book, monkeypatch, begins_with_it, count
):
    """A whole history moved in before one new word: the feed hands it on with that word, and in its order."""
    monkeypatch.setattr(exporting, "BATCH", 2)
    if not begins_with_it:
        append(call(book, "before"))
    moved = [replace(call(book, f"moved {n}"), id=uuid5(book, str(n))) for n in range(count)]
    append_many(moved)
    now = datetime.now(UTC)
    after = call(book, "after", at=now)
    append(after)
    newest = [one for one in reading.read(book, side="company") if one.id == after.id]
    assert [one["text"] for one in passed_over(newest)[after.id]] == [f"moved {n}" for n in range(count)]


def test_all_books_are_verified_when_none_is_named(book):
    append(call(book))
    assert list(verifying.verify()) == []
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE record_entry SET kind = 'note.written'")
    (fault,) = verifying.verify()
    assert (fault.book, fault.number) == (book, 1)


def test_a_table_of_a_later_migration_is_guarded_once_it_is_there(db):
    apps.lift_guards()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE record_tombstone RENAME TO not_there_yet")
    apps.restore_guards()
    with pytest.raises(guarding.Unguarded):
        guarding.check_guards()
    guarding.guard()
    with pytest.raises(guarding.Unguarded, match="record_tombstone"):
        guarding.check_guards()
    guarding.unguard()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE not_there_yet RENAME TO record_tombstone")
    apps.restore_guards()
    guarding.check_guards()


def test_a_key_that_is_none_of_ours_is_told_once_however_much_it_signed(book, settings):
    settings.CHECKPOINT_KEY = "first"
    for day in range(2):
        append(call(book))
        make(at=NOW + timedelta(days=day))
    settings.CHECKPOINT_KEY, settings.CHECKPOINT_KEYS_EARLIER = "second", []
    (said,) = auditing.audit()
    assert "Checkpoint 1 is signed by the key" in said


def test_what_is_told_of_a_checkpoint_is_read_once_and_damage_is_nothing(
    book, settings, django_capture_on_commit_callbacks
):
    append(call(book))
    with django_capture_on_commit_callbacks(execute=True):
        made = make(at=NOW)
    assert latest_told() == latest_told() == (1, made.fingerprint) and made.fingerprint.startswith(made.short)
    (file,) = (path for path in settings.DATA.iterdir() if path.is_file())
    file.write_text("[]", "ascii")
    assert latest_told() is None
