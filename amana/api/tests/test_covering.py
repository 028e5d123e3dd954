"""Numbers of cards and identity papers leave by the API covered, and are looked at by those who may, in writing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from amana.api import settling
from amana.api.scopes import CASES_UNMASK, FOR_AGENTS
from amana.api.tests.conftest import program
from amana.channels.web_hooks.shaping import told
from amana.handling.facts.noting import note
from amana.kit.codes import new_id
from amana.record.reading import entry, read
from tests.cast import agent

pytestmark = pytest.mark.django_db

CARD, COVERED = "4580 4580 4580 4580", "•••• •••• •••• 4580"


def uncovered(answer) -> bool:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200, content
    return CARD.encode() in content


@pytest.fixture
def without(dana):
    """A program that may do everything but look at covered numbers."""
    return program(dana, scopes=[one for one in FOR_AGENTS if one != CASES_UNMASK])


@pytest.fixture
def noted(case, desk):
    return note(case, f"Her card is {CARD}, and she called twice.", by=desk, at=timezone.now())


def test_a_number_is_covered_in_entries_feeds_search_and_web_hooks(danas, case, noted, monkeypatch):
    monkeypatch.setattr(settling, "SETTLES", -timedelta(seconds=60))
    entries = danas.get(f"cases/{case.number}/entries")
    assert not uncovered(entries) and COVERED in entries.json()["entries"][-1]["content"]["text"]
    assert [one["is_covered"] for one in entries.json()["entries"]].count(True) == 1
    assert not uncovered(danas.get("feeds/entries")) and not uncovered(danas.get("search", {"q": "called"}))
    assert CARD.encode() not in told(entry(noted.id, side="company"), case)
    written = danas.post(f"cases/{case.number}/notes", {"text": f"Again {CARD}"})
    assert written.status_code == 201 and CARD not in written.content.decode()


def test_titles_and_promises_are_covered_too(danas, case, monkeypatch):
    monkeypatch.setattr(settling, "SETTLES", -timedelta(seconds=60))
    type(case).objects.filter(pk=case.pk).update(subject=f"Card {CARD}")
    said = {"action": f"Take it off {CARD}", "due_at": (timezone.now() + timedelta(days=2)).isoformat()}
    assert CARD not in danas.post(f"cases/{case.number}/promises", said).content.decode()
    for path in (f"cases/{case.number}", "cases", "promises", "feeds/cases"):
        assert not uncovered(danas.get(path)), path


def test_looking_at_one_needs_a_right_of_its_own_and_is_written_down(danas, without, case, dana, noted, omar, brand):
    path = f"cases/{case.number}/entries/{noted.id}/unmasking"
    assert without.post(path).status_code == 403 and program(omar).post(path).status_code == 404
    assert [one.kind for one in read(case.key, side="company")].count("entry.unmasked") == 0
    assert uncovered(danas.post(path))
    (written,) = [one for one in read(case.key, side="company") if one.kind == "entry.unmasked"]
    assert (written.by.key, written["about"], written["by"]) == (str(dana.pk), str(noted.id), dana.name)
    assert danas.post(f"cases/{case.number}/entries/{written.id}/unmasking").status_code == 404
    assert danas.post(f"cases/{case.number}/entries/{new_id()}/unmasking").status_code == 404
    with pytest.raises(Exception, match="read here"):
        program(agent("Avi Auditor", brand, "auditor"), scopes=[CASES_UNMASK])


def test_a_sealed_record_with_such_a_number_needs_the_right_and_stays_whole(danas, without, case, noa, link):
    from amana.handling.talking.hearing import hear

    lines = b"".join(without.get(f"cases/{case.number}/record").streaming_content)
    assert lines
    said = hear(case, f"My card is {CARD}", by=link, at=timezone.now())
    refused = without.get(f"cases/{case.number}/record")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    whole = b"".join(danas.get(f"cases/{case.number}/record").streaming_content)
    assert CARD in whole.decode() and whole.startswith(lines)
    looked = [one["about"] for one in read(case.key, side="company") if one.kind == "entry.unmasked"]
    assert looked == [str(said.id)]
    assert json.loads(whole.splitlines()[-1])["content"]["text"]


def test_what_a_consumer_wrote_in_their_own_case_stays_theirs(dana):
    from amana.advocacy.defining import define
    from amana.people.models import Person

    gil = Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=dana.account)
    own = define(gil, company="Kav", happened=f"Charged twice on {CARD}.", wanted="A refund.", at=timezone.now())
    assert uncovered(program(gil).get(f"cases/{own.number}/entries"))


def test_keys_and_digests_are_no_cards(danas, case):
    """Whatever programs find things again by comes as it is."""
    from amana.language.masking import masked_within

    marks = {"key": "45804580-4580-4580-4580-458045804580", "hash": "4580" * 16, "mail": "<4580458045804580@x.example>"}
    assert masked_within(marks) == marks
    assert masked_within({"a": ["4580458045804580"], "n": 4580458045804580}) == {
        "a": ["••••••••••••4580"],
        "n": 4580458045804580,
    }
