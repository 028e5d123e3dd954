from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from amana.advocacy.defining import define
from amana.handling.facts.noting import note_call
from amana.readings.correcting import Place, correct
from amana.readings.exporting import corrections, of_case, of_person
from amana.readings.models import Reading
from amana.readings.tests.conftest import reading_of
from amana.record.appending import Actor
from amana.record.withdrawing import withdraw
from amana.team.viewing import at_the_desk, owner

pytestmark = pytest.mark.django_db
PRESSING = "The offer ends tonight and only two are left, decide now while we are on the line."


@pytest.fixture
def own(noa, now):
    case = define(noa, company="Kav", happened="They charged me.", wanted="A refund.", settle_for="Half.", at=now)
    note_call(case, PRESSING, who="Avi", by=owner(noa), at=now)
    return case


def test_each_side_gets_what_is_its_own(case, own, noa, say, read_all):
    said = say("message.received", "I am furious. I want a refund.")
    ours = say("message.sent", "We will call you tomorrow. I am sorry you feel that way.")
    internal = say("note.written", "She is difficult.")
    read_all()

    company = {one["entry"] for one in of_case(case, side="company")}
    assert {str(said.id), str(ours.id), str(internal.id)} <= company
    assert of_case(case, side="customer") == [] and of_case(own, side="company") == []
    assert [one["words_of"] for one in of_case(own, side="customer")] == ["caller_note"]

    hers = {one["entry"]: one for one in of_person(noa)}
    assert str(said.id) in hers and str(ours.id) not in hers and str(internal.id) not in hers
    assert hers[str(said.id)]["heat"] > 0
    assert {one["entry"] for one in of_case(own, side="customer")} <= set(hers)


def test_what_was_withdrawn_from_a_person_is_not_in_their_export(case, noa, say, read_all, now):
    said = say("message.received", "I want a refund.")
    read_all()
    withdraw(said.id, from_side="customer", why="another's", by=Actor("agent", "1"), at=now)

    assert str(said.id) not in {one["entry"] for one in of_person(noa)}


def test_corrections_are_lines_to_learn_from(case, dana, say, read_all, now, tmp_path):
    said = say("message.received", "I am furious that nobody came. I restarted it.")
    read_all()
    row, viewer = reading_of(said), at_the_desk(dana)
    anger = next(one for one in row.found if one["kind"] == "feeling")
    correct(row, Place("feeling", anger["id"], anger["quote"]), "wrong", by=viewer, at=now)
    correct(row, Place("feeling", "distress", "nobody came"), "missed", by=viewer, at=now)
    correct(row, Place("tried", "customer", "I restarted it"), "missed", by=viewer, at=now)

    lines = {line["text"]: line for line in corrections()}

    assert len(lines) == 2, "what is found by rule is not learned"
    assert lines[anger["quote"]]["labels"] == [] and lines[anger["quote"]]["verdict"] == "wrong"
    assert lines["nobody came"] | {"note": ""} == {
        "text": "nobody came", "labels": ["distress"], "head": "tone", "lang": "en", "verdict": "missed", "note": "",
    }  # fmt: skip

    call_command("readings", "export-corrections", "--out", str(tmp_path / "all.jsonl"))
    call_command("readings", "export-corrections", "--folder", str(tmp_path / "extra"))
    assert len((tmp_path / "all.jsonl").read_text("utf-8").splitlines()) == 2
    assert [path.name for path in (tmp_path / "extra").iterdir()] == ["tone_en.jsonl"]


def test_the_command_writes_what_was_read_of_a_person(case, noa, say, read_all, tmp_path):
    say("message.received", "I want a refund.")
    read_all()

    call_command("readings", "export", "--person", "NOA@customer.example", "--out", str(tmp_path / "hers.json"))
    call_command("readings", "export", "--case", case.number, "--out", str(tmp_path / "case.json"))

    assert "I want a refund" in (tmp_path / "hers.json").read_text("utf-8")
    assert json.loads((tmp_path / "case.json").read_text("utf-8"))


def test_reread_reads_history_that_was_never_read(case, say, capsys):
    say("message.received", "I want a refund.")
    Reading.objects.all().delete()

    call_command("reread", "--json")

    said = json.loads(capsys.readouterr().out)
    assert said["read"] == said["of"] == said["queued"] == Reading.objects.count() > 0 and said["failed"] == 0


def test_reread_may_leave_the_reading_to_the_worker(case, say, read_all, now, capsys):
    say("message.received", "I want a refund.")
    read_all()

    call_command("reread", "--queue", "--since", "2026-11-12")

    assert Reading.objects.unread().count() == Reading.objects.filter(at__gte=now - timedelta(hours=10)).count() > 0
    assert f"0 of {Reading.objects.count()}" in capsys.readouterr().out
