"""The mistake was ours; how it came this far; a claim answered by what was said; an own case opened again: by the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.advocacy.defining import define
from amana.api.tests.conftest import program
from amana.commitments.claiming import claim
from amana.commitments.models import Commitment
from amana.escalation.climbing import ask
from amana.escalation.models import Report
from amana.handling.facts.noting import note_call
from amana.people.models import Account, Person
from amana.record.reading import heads, read
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db
CARD = "4580 4580 4580 4580"
HOUR = timedelta(hours=1)


def of_kind(case, kind: str, side: str = "customer") -> list:
    return [one for one in read(case.key, side=side) if one.kind == kind]


# ── the mistake was ours ─────────────────────────────────────────────────────


def test_a_mistake_of_ours_is_admitted_once_where_both_read_it(danas, case):
    path = f"cases/{case.number}/fault"
    first = danas.post(path, {"text": f"We charged {CARD} twice."}, Idempotency_Key="f")

    assert first.status_code == 201 and CARD not in first.content.decode(), first.content
    assert danas.post(path, {"text": f"We charged {CARD} twice."}, Idempotency_Key="f").json() == first.json()
    (said,) = [one for one in read(case.key, side="customer") if str(one.id) == first.json()["entry"]]
    assert "We charged" in said["text"]
    before = heads(case.key)
    again = danas.post(path, {"text": "Once more."})
    assert (again.status_code, again.json()["entry"]) == (201, first.json()["entry"]) and heads(case.key) == before


@pytest.mark.parametrize("said", [{}, {"text": ""}, {"text": "  "}, {"text": 3}, {"text": "x", "why": "y"}])
def test_a63_what_is_admitted_is_said(danas, case, said):
    before = heads(case.key)
    assert danas.post(f"cases/{case.number}/fault", said).status_code in {409, 422} and heads(case.key) == before


def test_a48_nobody_admits_a_mistake_of_another_brand(case, omar):
    before = heads(case.key)
    assert program(omar).post(f"cases/{case.number}/fault", {"text": "Ours."}).status_code == 404
    assert heads(case.key) == before


# ── how it came this far ─────────────────────────────────────────────────────


@pytest.fixture
def climbed(case, noa, ruth, now):
    """A case that came up to Ruth, whose answer there is over."""
    ask(case, text="Somebody else", by=by_link(noa, case.key), at=now)
    note_call(case, "We spoke.", who="Noa", by=at_the_desk(ruth), at=now + HOUR)
    return case


def test_whoever_answered_on_a_rung_writes_how_it_came_this_far_once(climbed, ruth, danas):
    path, said = f"cases/{climbed.number}/ladder/report", {"text": "Two mails about the code were never read."}
    assert danas.post(path, said).status_code == 409
    first = program(ruth).post(path, said)

    assert (first.status_code, first.json()["kind"]) == (201, "rung.reported"), first.content
    assert str(Report.objects.get().entry) == first.json()["entry"]
    assert not of_kind(climbed, "rung.reported") and len(of_kind(climbed, "rung.reported", side="company")) == 1
    assert program(ruth).post(path, said).status_code == 409 and Report.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"text": ""}, {"text": " "}, {"text": None}])
def test_a63_a_report_has_words(climbed, ruth, said):
    assert program(ruth).post(f"cases/{climbed.number}/ladder/report", said).status_code in {409, 422}
    assert not Report.objects.exists()


# ── what they remember ───────────────────────────────────────────────────────


def test_a_claim_is_answered_by_what_both_can_read_and_by_nothing_else(danas, case, noa, omar, now):
    row = claim(case, action="A credit of 50", who="Avi", when=None, by=by_link(noa, case.key), at=now)
    call = note_call(case, "Avi offered to look into it.", who="Noa", by=at_the_desk(case.holder), at=now)
    ours = danas.post(f"cases/{case.number}/notes", {"text": "Avi says no."}).json()["entry"]
    path = f"promises/{row.pk}/answer"
    assert danas.post(path, {"shown_by": ours}).status_code == 409
    assert danas.post(path, {"shown_by": "x"}).status_code == 422 and danas.post(path, {}).status_code == 422
    assert program(omar).post(path, {"shown_by": str(call.id)}).status_code == 404

    told = danas.post(path, {"shown_by": str(call.id), "text": "This is what was said."})
    assert told.status_code == 200 and told.json()["state"] == Commitment.DISMISSED
    (shown,) = of_kind(case, "promise.shown")
    assert (shown["entry"], shown["text"]) == (str(call.id), "This is what was said.")
    assert danas.post(path, {"shown_by": str(call.id)}).status_code == 409 and len(of_kind(case, "promise.shown")) == 1


# ── an own case, once more ───────────────────────────────────────────────────


def test_a_keeper_opens_an_ended_own_case_again_and_nobody_else_does(danas, case):
    account = Account.objects.create_user("gil@bayit.example", "a quiet kettle", name="Gil", language="en")
    gil = Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=account)
    own = define(gil, company="Kav", happened="Charged twice.", wanted="A refund.", at=timezone.now() - 2 * HOUR)
    gils, path = program(gil), f"cases/{own.number}/reopening"
    assert gils.post(f"own-cases/{own.number}/ending", {}).json()["state"] == "closed"
    assert danas.post(path, {"why": "Still broken."}).status_code == 404
    assert gils.post(f"cases/{case.number}/reopening", {"why": "x"}).status_code == 404

    assert gils.post(path, {"why": "Charged again."}).json()["state"] == "open"
    again = gils.post(path, {"why": "Charged again."})
    assert again.status_code in {200, 409}
    assert len(of_kind(own, "case.reopened")) == 1
