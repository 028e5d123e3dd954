from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.readings.correcting import Place, as_people_left_it, correct, fingerprint, laid_over
from amana.readings.knowing import known_of
from amana.readings.models import Correction, Reading
from amana.readings.permissions import may
from amana.readings.rereading import ask_again, progress
from amana.readings.tests.conftest import reading_of
from amana.record.appending import Actor
from amana.record.withdrawing import erase
from amana.team.viewing import at_the_desk, by_link, owner

pytestmark = pytest.mark.django_db
TEXT = "I am furious that nobody came. I restarted the router twice. My order number is 48215577. I want a refund."


@pytest.fixture
def row(say, read_all) -> Reading:
    said = say("message.received", TEXT)
    read_all()
    return reading_of(said)


def seen(row: Reading, kind: str) -> list[dict]:
    row.refresh_from_db()
    return [one for one in as_people_left_it([row])[row.pk] if one["kind"] == kind]


def place(one: dict) -> Place:
    return Place(one["kind"], one["id"], one["quote"])


def test_a_wrong_finding_is_hidden_and_a_right_one_confirmed(row, dana, now):
    viewer = at_the_desk(dana)
    tried = seen(row, "tried")[0]

    for anger in seen(row, "feeling"):
        correct(row, place(anger), "wrong", by=viewer, at=now)
    correct(row, place(tried), "right", by=viewer, at=now)

    assert seen(row, "feeling") == []
    assert [one["verdict"] for one in seen(row, "tried")] == ["right"]


def test_what_was_missed_is_added_and_can_be_taken_back(row, dana, now):
    viewer, missed = at_the_desk(dana), Place("feeling", "threat_to_leave", "nobody  came")
    correct(row, missed, "missed", by=viewer, at=now)
    added = [one for one in seen(row, "feeling") if one["id"] == "threat_to_leave"]
    assert [one["verdict"] for one in added] == ["missed"]
    assert Correction.objects.count() == 1

    correct(row, place(added[0]), "wrong", by=viewer, at=now)

    assert [one for one in seen(row, "feeling") if one["id"] == "threat_to_leave"] == []
    assert Correction.objects.count() == 1


def test_the_latest_word_of_several_people_counts(row, dana, omer, now):
    tried = place(seen(row, "tried")[0])
    correct(row, tried, "wrong", by=at_the_desk(dana), at=now)
    correct(row, tried, "right", by=at_the_desk(omer), at=now + timedelta(minutes=1))

    assert [one["verdict"] for one in seen(row, "tried")] == ["right"]
    assert Correction.objects.count() == 2


def test_reading_again_changes_nothing_that_a_person_decided(row, dana, now, read_all):
    viewer = at_the_desk(dana)
    for anger in seen(row, "feeling"):
        correct(row, place(anger), "wrong", by=viewer, at=now)
    correct(row, place(seen(row, "tried")[0]), "right", by=viewer, at=now)
    correct(row, Place("question", "", "nobody came"), "missed", by=viewer, at=now)

    Reading.objects.update(found=[])
    assert ask_again() == Reading.objects.count() and progress().read == 0
    read_all()

    assert progress().read == progress().of
    assert seen(row, "feeling") == [] and seen(row, "tried")[0]["verdict"] == "right"
    assert [one["quote"] for one in seen(row, "question") if one["verdict"] == "missed"] == ["nobody came"]


def test_a_confirmed_finding_stays_when_a_later_reader_misses_it(row, dana, now):
    correct(row, place(seen(row, "tried")[0]), "right", by=at_the_desk(dana), at=now)
    Reading.objects.update(found=[])

    assert [one["verdict"] for one in seen(row, "tried")] == ["right"]


@pytest.mark.parametrize(
    ("kind", "label", "quote", "verdict"),
    [
        ("feeling", "anger", "words that are not there", "missed"),
        ("feeling", "anger", "", "missed"),
        ("feeling", "anger", "\0", "missed"),
        ("mark", "mockery", "nobody came", "missed"),
        ("feeling", "\0", "nobody came", "missed"),
        ("feeling", "anger", "nobody came", "maybe"),
        ("identifier", "iban", "48215577", "right"),
    ],
)
def test_rubbish_is_refused(row, dana, now, kind, label, quote, verdict):
    with pytest.raises(Refused):
        correct(row, Place(kind, label, quote), verdict, by=at_the_desk(dana), at=now)
    assert not Correction.objects.exists()


def test_nobody_else_reads_or_corrects(row, case, omar, noa, dana, now):
    anger = place(seen(row, "feeling")[0])
    for viewer in (at_the_desk(omar), by_link(noa, case.key), owner(noa)):
        assert not may(viewer, "read", case)
        assert not Reading.objects.visible_to(viewer).exists()
        with pytest.raises(Refused):
            correct(row, anger, "wrong", by=viewer, at=now)
    dana.account.is_active = False
    with pytest.raises(Refused):
        correct(row, anger, "wrong", by=at_the_desk(dana), at=now)


def test_corrections_go_with_the_entry(row, dana, now):
    correct(row, place(seen(row, "feeling")[0]), "wrong", by=at_the_desk(dana), at=now)

    erase(row.pk, why="law", by=Actor("agent", "1"), at=now)

    assert not Correction.objects.exists() and not Reading.objects.filter(pk=row.pk).exists()


def test_the_same_words_twice_are_one_finding_to_a_person(now):
    one = {"kind": "tried", "id": "customer", "quote": "did it", "start": 0, "end": 6}
    wrong = Correction(kind="tried", label="customer", quote="did it", verdict="wrong", at=now,
                       finding=fingerprint("tried", "customer", "did it"))  # fmt: skip

    assert laid_over([one, {**one, "start": 9, "end": 15}], [wrong]) == []


def test_the_record_knows_what_was_given_and_tried(row, case, dana, now):
    known = known_of(case)
    assert known.given["order"] == "48215577" and any("restarted" in words for words in known.tried)

    correct(row, place(seen(row, "tried")[0]), "wrong", by=at_the_desk(dana), at=now)

    assert known_of(case).tried == ()
