from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from amana.language import read_many
from amana.readings import going_on
from amana.readings.going_on import STOPPED, go_on, read_together, read_until_done, stop, stopped
from amana.readings.models import READER_VERSION, TRIES, Reading
from amana.readings.rereading import ask_again
from amana.readings.taking import claim, read_one, texts_of
from amana.readings.tests.conftest import reading_of
from amana.record.appending import Actor
from amana.record.withdrawing import erase

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEXTS = ["I want a refund.", "When will it work?", "נחזור אליך מחר עד 10:00.", "This is outrageous!"]


def found() -> dict[object, list[object]]:
    rows = Reading.objects.values_list("pk", "found", "heat", "language", "versions")
    return {key: more for key, *more in rows}


def test_read_together_finds_what_is_found_one_by_one(say, read_all, now):
    for text in TEXTS:
        say("message.received", text)
        say("message.sent", text)
    read_all()
    before = found()
    ask_again()
    assert Reading.objects.unread().count() == len(before)
    assert read_together(worker="w", at=now + HOUR) == len(before)
    assert found() == before and not Reading.objects.unread().exists()


def test_a_text_that_defeats_the_reader_is_found_among_those_read_together(say, now, monkeypatch):
    good, bad = say("message.received", TEXTS[0]), say("message.received", "poison")

    def fragile(texts):
        if any("poison" in one["text"] for one in texts):
            raise RecursionError
        return read_many(texts)

    monkeypatch.setattr(going_on, "read_many", fragile)
    monkeypatch.setattr(
        "amana.readings.taking.read", lambda text, **more: next(iter(fragile([{"text": text, **more}])))
    )
    for attempt in range(3 * TRIES):
        read_together(worker="w", at=now + HOUR * (1 + attempt))
    assert reading_of(good).error == "" and reading_of(good).read_at
    assert reading_of(bad).error == "RecursionError"


def test_what_was_erased_since_is_forgotten_among_those_read_together(say, now):
    gone, left = say("message.received", TEXTS[0]), say("message.received", TEXTS[1])
    row = reading_of(gone)
    erase(gone.id, why="law", by=Actor("agent", "1"), at=now)
    row.save(force_insert=True)
    read_together(worker="w", at=now + HOUR)
    assert not Reading.objects.filter(pk=gone.id).exists() and reading_of(left).read_at


def test_rereading_stops_and_goes_on_while_what_is_new_is_read(say, read_all, now, capsys):
    for text in TEXTS:
        say("message.received", text)
    read_all()
    whole = Reading.objects.count()
    call_command("reread", "--queue")
    read_together(worker="w", at=now + HOUR, most=1)
    call_command("reread", "--stop", "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["queued"] == said["stopped"] == stopped() == whole - 1 and said["read"] == 1
    new = say("message.received", TEXTS[0])
    assert read_until_done(worker="w") == 1 and reading_of(new).version == READER_VERSION
    assert Reading.objects.filter(version=STOPPED, found__isnull=False).count() == whole - 1
    call_command("reread", "--go-on", "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["queued"], said["read"], said["stopped"]) == (whole - 1, whole + 1, 0)


def test_what_is_stopped_is_taken_from_whoever_has_it_in_hand(say, read_all, now):
    entry = say("message.received", TEXTS[0])
    read_all()
    ask_again()
    Reading.objects.exclude(pk=entry.id).delete()
    rows = claim(worker="slow", at=now + HOUR)
    assert stop() == 1
    read_one(rows[0], texts_of(rows), now + HOUR)
    assert reading_of(entry).version == STOPPED
    assert go_on() == 1 and reading_of(entry).tries == 0
