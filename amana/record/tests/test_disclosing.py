"""Single entries leave a record with their proof, and none of a private chain ever does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from amana.kit.codes import new_id
from amana.record import sealing
from amana.record.appending import Actor, Appended, Line, append, open_books
from amana.record.copying import STAYS, check_copy, may_be_disclosed
from amana.record.disclosing import NotDisclosed, copies, is_as_kept_here
from amana.record.errors import Malformed
from amana.record.kinds import AUDIENCES, KINDS
from amana.record.models import Entry
from amana.record.withdrawing import erase, withdraw

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 8, tzinfo=UTC)
NOA = Actor("person", str(uuid4()))
ANOTHER = "0b5c1f0e-6f1d-4c39-9d0f-2f2f5a1f6c11"
PRIVATE = [kind for kind in KINDS.values() if kind.audience != "shared"]


@pytest.fixture
def book() -> UUID:
    key = new_id()
    open_books([key], at=AT)
    return key


@pytest.fixture
def target() -> UUID:
    key = new_id()
    open_books([key], at=AT)
    return key


def written(book: UUID, kind: str, **more: Any) -> Appended:
    listed = KINDS[kind]
    says = dict.fromkeys(listed.says, "words") | more.pop("says", {})
    return append(Line(book, kind, Actor(listed.who[0]), AT, says, **more))


def disclosing(target: UUID, copy: dict[str, Any]) -> Line:
    says = {"original": copy, "kind": "x", "said_at": "x", "noted_by": "x", "fingerprint": "x", "text": "", "files": []}
    return Line(target, "entry.disclosed", NOA, AT, says)


def forged(entry: Appended, **changes: Any) -> dict[str, Any]:
    """A copy as somebody would make it who reads the database: whole, but for what they change."""
    row = Entry.objects.select_related("chain", "content").get(pk=entry.id)
    before = Entry.objects.filter(chain=row.chain, number=row.number - 1).values_list("hash", flat=True).first()
    header = sealing.Header(
        entry.book, row.chain.audience, row.number, row.pk, row.kind, row.version, row.at, row.actor_kind, row.actor_key,
        None, row.leaf,
    )  # fmt: skip
    plain = header.plain(before or sealing.beginning(entry.book, row.chain.audience))
    return {**plain, "content": dict(entry.content), "hash": row.hash, "salt": row.content.salt} | changes


def resealed(copy: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy changed and sealed anew, so that it fits itself."""
    changed = copy | changes
    header = sealing.Header(
        UUID(changed["book"]), changed["audience"], changed["number"], UUID(changed["entry"]), changed["kind"],
        changed["version"], datetime.fromisoformat(changed["at"]), *changed["actor"], None,
        sealing.leaf(changed["salt"], sealing.canonical(changed["content"])),
    )  # fmt: skip
    return changed | {"leaf": header.leaf, "hash": sealing.link(changed["previous"], header)}


def test_a_copy_proves_itself_and_enters_another_record(book, target):
    written(book, "case.opened")
    call = written(book, "call.noted", says={"text": "פרטי השיחה"})
    [copy] = copies(book, [call.id])
    check_copy(copy)
    assert copy["hash"] == call.hash and copy["content"]["text"] == "פרטי השיחה" and is_as_kept_here(copy)
    assert append(disclosing(target, copy)).content["original"]["hash"] == call.hash


@pytest.mark.parametrize("kind", PRIVATE, ids=lambda kind: kind.name)
def test_no_private_kind_leaves_its_chain_by_any_way(book, target, kind):
    secret = written(book, kind.name)
    assert not may_be_disclosed(kind.name)
    with pytest.raises(NotDisclosed):
        copies(book, [secret.id])
    copy = forged(secret)
    relabelled = [copy, copy | {"audience": "shared"}, resealed(copy, audience="shared"),
                  resealed(copy, audience="shared", kind="call.noted")]  # fmt: skip
    for one in relabelled:
        with pytest.raises(Malformed):
            append(disclosing(target, one))
    assert not Entry.objects.filter(kind="entry.disclosed").exists()


@pytest.mark.parametrize("audience", [name for name in AUDIENCES if name != "shared"])
@pytest.mark.parametrize(
    "kind", [name for name, kind in KINDS.items() if kind.audience == "shared" and name != "entry.disclosed"]
)
def test_a_shared_kind_that_lies_in_a_private_chain_stays_there(book, target, kind, audience):
    secret = written(book, kind, audience=audience)
    with pytest.raises(NotDisclosed):
        copies(book, [secret.id])
    for one in (forged(secret), resealed(forged(secret), audience="shared")):
        with pytest.raises(Malformed):
            append(disclosing(target, one))


@pytest.mark.parametrize("kind", sorted(STAYS - {"entry.disclosed"}))
def test_what_the_record_says_about_itself_stays_in_it(book, target, kind):
    said = written(book, kind)
    with pytest.raises(NotDisclosed):
        copies(book, [said.id])
    with pytest.raises(Malformed):
        append(disclosing(target, forged(said)))


def test_a_copy_is_not_shown_on(book, target):
    [copy] = copies(book, [written(book, "call.noted").id])
    shown = append(disclosing(target, copy))
    with pytest.raises(NotDisclosed):
        copies(target, [shown.id])
    with pytest.raises(Malformed):
        append(disclosing(book, forged(shown)))


def test_what_was_withdrawn_from_either_side_or_erased_is_not_shown(book):
    for side in ("customer", "company"):
        call = written(book, "call.noted")
        withdraw(call.id, from_side=side, why="a card number", by=NOA, at=AT)
        with pytest.raises(NotDisclosed):
            copies(book, [call.id])
    gone = written(book, "call.noted")
    [copy] = copies(book, [gone.id])
    erase(gone.id, why="the law", by=NOA, at=AT)
    with pytest.raises(NotDisclosed):
        copies(book, [gone.id])
    assert is_as_kept_here(copy) is False


def test_an_entry_of_another_book_does_not_come_along(book, target):
    here, there = written(book, "call.noted"), written(target, "call.noted")
    with pytest.raises(NotDisclosed):
        copies(book, [here.id, there.id])


CHANGES: list[dict[str, Any]] = [
    {"content": {"text": "other words"}}, {"at": "2026-01-01T00:00:00.000000Z"}, {"number": 7}, {"kind": "message.sent"},
    {"actor": ["agent", "x"]}, {"salt": "0" * 32}, {"hash": "0" * 64}, {"leaf": "0" * 64}, {"previous": "f" * 64},
    {"book": ANOTHER}, {"entry": ANOTHER}, {"version": 2}, {"corrects": ANOTHER},
    {"content": None}, {"content": ["x"]}, {"salt": None}, {"hash": 5}, {"number": "1"}, {"number": True}, {"number": 0},
    {"book": "no key"}, {"at": "soon"}, {"actor": []}, {"actor": "agent"}, {"kind": "no.such"}, {"kind": None},
    {"content": {"text": 1.5}}, {"content": {"text": "\ud800"}}, {"audience": None}, {"extra": 1},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_copy_that_was_changed_enters_nothing(book, target, change):
    [copy] = copies(book, [written(book, "call.noted").id])
    with pytest.raises(Malformed):
        append(disclosing(target, copy | change))


@pytest.mark.parametrize("rubbish", [None, "", [], {}, {"original": {}}, 7])
def test_rubbish_is_no_copy(target, rubbish):
    with pytest.raises(Malformed):
        append(disclosing(target, rubbish))


def test_one_invented_whole_for_an_entry_kept_here_is_refused_and_one_from_elsewhere_is_not(book, target):
    [copy] = copies(book, [written(book, "call.noted").id])
    invented = resealed(copy, content={**copy["content"], "text": "They admitted everything."})
    check_copy(invented)
    with pytest.raises(Malformed):
        append(disclosing(target, invented))
    elsewhere = resealed(copy, entry=str(uuid4()), book=str(uuid4()), at=sealing.instant(AT - timedelta(days=3)))
    assert is_as_kept_here(elsewhere) is None
    append(disclosing(target, elsewhere))
