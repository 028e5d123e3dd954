"""Own cases, by the API: the rungs of a company, letters, another time for a promise, a call that was announced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.defining import define
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.escalation.own.models import OwnRung
from amana.kit.codes import new_id
from amana.people.models import Account, Person
from amana.record.reading import heads, read
from amana.team.viewing import owner

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def keeper(name: str) -> Person:
    account = Account.objects.create_user(f"{name.lower()}@bayit.example", "a quiet kettle", name=name, language="en")
    return Person.objects.create(name=name, language="en", zone="Asia/Jerusalem", account=account)


@pytest.fixture
def gil(db) -> Person:
    return keeper("Gil")


@pytest.fixture
def own(gil) -> Case:
    return define(gil, company="Kav", happened="Charged twice.", wanted="A refund.", at=timezone.now() - 5 * DAY)


@pytest.fixture
def gils(gil):
    return program(gil)


@pytest.fixture
def strangers(dana):
    """Whoever keeps cases too, and an agent of some company."""
    return [program(keeper("Tal")), program(dana)]


@pytest.fixture
def theirs(own, gil) -> Commitment:
    """What the company promised, late since yesterday."""
    now = timezone.now()
    draft = Draft("Refund 120", now - DAY, owner=own.company)
    return make(own, [draft], by=owner(gil), at=now - 3 * DAY)[0]


def kinds(case) -> list[str]:
    return [one.kind for one in read(case.key, side="customer")]


# ── the ladder ───────────────────────────────────────────────────────────────


def rung(caller, own, name: str) -> dict:
    found = caller.get(f"own-cases/{own.number}/ladder").json()
    return next(one for one in found["rungs"] if one["rung"] == name)


def test_somebody_was_asked_by_word_of_mouth_and_answers(gils, own):
    first = rung(gils, own, "front")
    assert first["is_open"] and first["why"] and not rung(gils, own, "executive")["is_open"]
    said = {"rung": "front", "text": "I called and asked for the refund.", "name": "Avi"}
    asked = gils.post(f"own-cases/{own.number}/ladder", said, Idempotency_Key="l")

    assert asked.status_code == 201, asked.content
    assert gils.post(f"own-cases/{own.number}/ladder", said, Idempotency_Key="l").json() == asked.json()
    (row,) = rung(gils, own, "front")["asked"]
    assert (row["name"], row["ended_at"]) == ("Avi", None) and OwnRung.objects.count() == 1
    path = f"own-cases/{own.number}/ladder/{row['key']}/answer"
    answered = gils.post(path, {"text": "No refund.", "how_far": "Nobody read it.", "is_settled": False})
    assert answered.status_code == 200 and rung(gils, own, "front")["asked"][0]["ended_at"]
    assert gils.post(path, {"text": "No refund.", "is_settled": False}).status_code == 409


def test_a_rung_that_is_not_open_is_not_asked(gils, own):
    before = heads(own.key)
    answer = gils.post(f"own-cases/{own.number}/ladder", {"rung": "executive", "text": "I wrote to her."})

    assert answer.status_code == 409 and answer.json()["detail"] and heads(own.key) == before


@pytest.mark.parametrize(
    "wrong",
    [{"rung": "roof"}, {"text": ""}, {"text": " "}, {"text": "x" * 6000}, {"answer_by": "soon"}, {"company": "x"},
     {"answer_by": "2020-01-01T10:00+00:00"}, {"name": 3}, {"company": str(new_id())}, {"by": "somebody"}],
)  # fmt: skip
def test_a63_whom_when_and_what_was_asked_is_said(gils, own, wrong):
    before, said = heads(own.key), {"rung": "front", "text": "I asked for the refund."}
    assert gils.post(f"own-cases/{own.number}/ladder", said | wrong).status_code in {404, 409, 422}
    assert heads(own.key) == before and not OwnRung.objects.exists()


# ── letters ──────────────────────────────────────────────────────────────────


@pytest.fixture
def letter(gils, own) -> dict:
    begun = gils.post(f"own-cases/{own.number}/letters", {"kind": "complaint", "language": "en", "reader": "Avi Cohen"})
    assert begun.status_code == 201, begun.content
    return begun.json()


def path_of(own, letter: dict, *more: str) -> str:
    return "/".join([f"own-cases/{own.number}/letters/{letter['key']}", *more])


def test_a_letter_is_begun_changed_and_left_only_by_its_writers_word(gils, own, letter):
    assert "Avi Cohen" in letter["text"] and not SentLetter.objects.exists()
    changed = gils.post(
        path_of(own, letter), {"to": "service@kav.example", "text": "Please refund 120 by Sunday."}
    ).json()
    assert (changed["to"], changed["subject"]) == ("service@kav.example", letter["subject"])
    assert [one["key"] for one in gils.get(f"own-cases/{own.number}/letters").json()["begun"]] == [letter["key"]]

    sent = gils.post(path_of(own, letter, "sending"), {"how": "copy"})
    assert sent.status_code == 200 and (sent.json()["how"], sent.json()["to"]) == ("copy", "service@kav.example")
    (said,) = [one for one in read(own.key, side="customer") if one.kind == "letter.sent"]
    assert (str(said.id), said["text"]) == (sent.json()["entry"], "Please refund 120 by Sunday.")
    for path in ("sending", "removal"):
        assert gils.post(path_of(own, letter, path), {"how": "copy"} if path == "sending" else None).status_code == 404
    assert gils.post(path_of(own, letter), {"text": "Other words."}).status_code == 404
    key = {"key": sent.json()["key"]}
    for _twice in range(2):
        assert gils.post(path_of(own, key, "answer")).json()["answered_at"]
    listed = gils.get(f"own-cases/{own.number}/letters").json()
    assert listed["begun"] == [] and [one["key"] for one in listed["sent"]] == [key["key"]]


def test_a_letter_that_is_not_wanted_is_thrown_away(gils, own, letter):
    before = heads(own.key)
    assert gils.post(path_of(own, letter, "removal")).json()["key"] == letter["key"]

    assert gils.post(path_of(own, letter, "removal")).status_code == 404
    assert gils.get(f"own-cases/{own.number}/letters").json() == {"begun": [], "sent": []}
    assert heads(own.key) == before


def test_without_a_mailbox_an_address_or_words_nothing_leaves(gils, own, letter):
    gils.post(path_of(own, letter), {"to": "service@kav.example"})
    assert gils.post(path_of(own, letter, "sending"), {"how": "mailbox"}).status_code == 409
    gils.post(path_of(own, letter), {"to": ""})
    assert gils.post(path_of(own, letter, "sending"), {"how": "eml"}).status_code == 409
    gils.post(path_of(own, letter), {"text": " "})
    assert gils.post(path_of(own, letter, "sending"), {"how": "copy"}).status_code == 409
    for wrong in (
        {},
        {"how": "pigeon"},
        {"how": "copy", "files": ["x"]},
        {"how": "copy", "files": [str(new_id())] * 30},
    ):
        assert gils.post(path_of(own, letter, "sending"), wrong).status_code == 422, wrong
    assert not SentLetter.objects.exists() and "letter.sent" not in kinds(own)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"kind": "threat"}, {"kind": "complaint", "language": "fr"}, {"kind": "complaint", "company": str(new_id())},
     {"kind": "broken_promise", "about": "x"}, {"kind": "complaint", "reader": 3}, {"kind": "complaint", "to": "x"}],
)  # fmt: skip
def test_a63_a_letter_of_no_kind_is_not_begun(gils, own, wrong):
    assert gils.post(f"own-cases/{own.number}/letters", wrong).status_code in {404, 409, 422}
    assert not LetterDraft.objects.exists()


# ── promises ─────────────────────────────────────────────────────────────────


def test_another_time_they_named_is_agreed_to_or_noted_while_the_old_one_stays_late(gils, own, theirs):
    path, soon = f"own-cases/{own.number}/promises/{theirs.pk}/time", timezone.now() + 2 * DAY
    refused = gils.post(path, {"due_at": soon.isoformat(), "why": "The bank is slow.", "agrees": False})
    assert refused.status_code == 200, refused.content
    theirs.refresh_from_db()
    assert (refused.json()["key"], theirs.state) == (str(theirs.pk), Commitment.OPEN)
    assert "promise.time_refused" in kinds(own)
    assert gils.post(path, {"due_at": soon.isoformat()}).status_code == 200
    theirs.refresh_from_db()
    assert theirs.state == Commitment.RENEGOTIATED and theirs.replaced_by.due_at == soon


def test_a_call_they_announced_stands_in_the_ledger_with_its_clock(gils, own):
    start = timezone.now() + DAY
    said = {"not_before": start.isoformat(), "until": (start + DAY / 24).isoformat(), "who": "Avi"}
    first = gils.post(f"own-cases/{own.number}/call-windows", said, Idempotency_Key="w")

    assert first.status_code == 201, first.content
    assert gils.post(f"own-cases/{own.number}/call-windows", said, Idempotency_Key="w").json() == first.json()
    row = Commitment.objects.get(pk=first.json()["key"])
    assert (row.window_from, row.due_at, row.promiser) == (start, start + DAY / 24, "company")
    before = heads(own.key)
    backwards = {"not_before": said["until"], "until": said["not_before"]}
    past = {"not_before": (start - 3 * DAY).isoformat(), "until": (start - 2 * DAY).isoformat()}
    for wrong, status in ((backwards, 409), (past, 409), ({}, 422), ({"until": said["until"]}, 422)):
        assert gils.post(f"own-cases/{own.number}/call-windows", wrong).status_code == status, wrong
    assert heads(own.key) == before


@pytest.mark.parametrize("wrong", [{}, {"due_at": "soon"}, {"due_at": "2026-12-01T10:00"}, {"agrees": "maybe"}])
def test_a63_another_time_is_a_time(gils, own, theirs, wrong):
    before, soon = heads(own.key), {"due_at": (timezone.now() + DAY).isoformat()} if wrong.get("agrees") else {}
    assert gils.post(f"own-cases/{own.number}/promises/{theirs.pk}/time", soon | wrong).status_code == 422
    assert heads(own.key) == before


def test_a48_an_own_case_is_its_keepers_alone(strangers, gils, own, case, letter, theirs):
    before = heads(own.key), heads(case.key)
    soon = (timezone.now() + DAY).isoformat()
    calls = [
        ("ladder", {"rung": "front", "text": "x"}), (f"ladder/{new_id()}/answer", {"text": "x", "is_settled": True}),
        ("letters", {"kind": "complaint"}), (f"letters/{letter['key']}", {"text": "x"}),
        (f"letters/{letter['key']}/sending", {"how": "copy"}), (f"letters/{letter['key']}/removal", None),
        (f"letters/{letter['key']}/answer", None), (f"promises/{theirs.pk}/time", {"due_at": soon}),
        ("call-windows", {"not_before": soon, "until": soon}),
    ]  # fmt: skip
    for path, said in calls:
        for stranger in strangers:
            assert stranger.post(f"own-cases/{own.number}/{path}", said).status_code in {403, 404}, path
        assert gils.post(f"own-cases/{case.number}/{path}", said).status_code == 404, path
    for path in ("ladder", "letters"):
        assert [one.get(f"own-cases/{own.number}/{path}").status_code for one in strangers] == [404, 404]
    assert (heads(own.key), heads(case.key)) == before and LetterDraft.objects.get().ended_at is None
    assert not SentLetter.objects.exists() and not OwnRung.objects.exists()
