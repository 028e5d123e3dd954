"""What a machine heard in recordings is found by its words, said to be heard, and gone with whatever it was heard in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.api.tests.conftest import program
from amana.desk.tests.conftest import signed_in
from amana.handling.facts.noting import note, note_call
from amana.record.reading import read
from amana.record.withdrawing import erase, withdraw
from amana.recordings.hearing.listening import Heard
from amana.recordings.hearing.taking import claim, keep
from amana.recordings.keeping import Consent, attach, delete, set_rule, share
from amana.recordings.models import Hearing, Recording
from amana.search.asking import understand
from amana.search.finding import Search, alike, hits
from amana.search.indexing import LONGEST_TEXT
from amana.search.models import Indexed, Meaning
from amana.search.narrowing import narrow
from amana.search.taking_in import take_in_some
from amana.search.walking import begin_again, is_walking, walk_some
from amana.team.viewing import at_the_desk
from tests.letters import deliver
from tests.sounds import sound

pytestmark = pytest.mark.django_db
WORDS = "the technician comes with a new antenna on thursday"


@pytest.fixture
def case(brand, dana, now):
    return deliver("noa@levi.example", "My router is dead.", name="Noa Levi", at=now)


@pytest.fixture
def call(case, dana, now):
    return note_call(case, "She called.", who="Noa Levi", by=at_the_desk(dana), at=now).id


@pytest.fixture
def waiting(brand, case, call, dana, ruth, now):
    """A recording that is being listened to."""
    set_rule(brand, is_on=True, asks="", hears=True, by=at_the_desk(ruth), at=now)
    attach(case, call, sound(), Consent("Noa Levi", Recording.SPOKEN, now), by=at_the_desk(dana), at=now)
    return claim(worker="here", at=now)


@pytest.fixture
def kept(waiting, now):
    """A recording, and what was heard in it, as if a program had heard just that."""
    hear(waiting, WORDS, at=now)
    return Recording.objects.get()


def hear(row, words, *, at):
    keep(row, Heard(words, 71, 3, "pocketsphinx"), at=at)


def found(words, by):
    asked, viewer = understand(words), at_the_desk(by)
    return hits(Search(asked, narrow(asked, viewer), viewer)).rows


def close(words, by):
    asked, viewer = understand(words), at_the_desk(by)
    return alike(Search(asked, narrow(asked, viewer), viewer), but_not=[])


def take_in_all():
    while take_in_some(worker="test", at=timezone.now()):
        pass


# ── found ────────────────────────────────────────────────────────────────────


def test_it_is_found_by_its_words_and_the_page_says_that_a_machine_heard_them(kept, dana):
    page = signed_in(dana).get("/desk/find/", {"q": "antenna technician"}).content.decode()

    assert "<mark>antenna</mark>" in page and "Heard by a machine in a recording" in page


def test_what_people_wrote_is_not_said_to_be_heard(kept, dana):
    page = signed_in(dana).get("/desk/find/", {"q": "router"}).content.decode()

    assert "<mark>router</mark>" in page and "Heard by a machine" not in page


def test_shared_with_the_caller_it_is_found_once(kept, dana, now):
    share(kept, by=at_the_desk(dana), at=now)
    begin_again(now)
    while is_walking(now):
        walk_some(worker="test", at=now)

    assert [row.entry for row in found("antenna", dana)] == [Hearing.objects.get().entry]


@pytest.mark.parametrize("query", ["kind:recording antenna", "סוג:הקלטה antenna", "نوع:تسجيل antenna"])
def test_only_recordings_are_asked_for_in_three_languages(kept, case, dana, now, query):
    note(case, "An antenna was ordered.", by=at_the_desk(dana), at=now)

    assert [row.entry for row in found(query, dana)] == [Hearing.objects.get().entry]
    assert len(found("antenna", dana)) == 2


def test_its_meaning_is_found_too(kept, dana):
    take_in_all()

    assert [row.entry for row in close("the technician brings another antenna", dana)] == [Hearing.objects.get().entry]


def test_a_long_call_is_looked_through_beyond_what_a_letter_is(waiting, dana, now):
    hear(waiting, "and so on " * (LONGEST_TEXT // 8) + "antenna", at=now)

    assert len(found("antenna", dana)) == 1


def test_a_program_finds_it_and_reads_what_it_is(kept, dana):
    [hit] = program(dana).get("search", {"q": "antenna"}).json()["hits"]

    assert hit["kind"] == "recording.heard" and hit["text"] == WORDS


def test_a48_another_brand_finds_nothing(kept, omar):
    assert found("antenna", omar) == [] and close("a technician with an antenna", omar) == []


def test_what_people_write_costs_not_one_statement_more(case, dana, now):
    with CaptureQueriesContext(connection) as asked:
        note(case, "A note.", by=at_the_desk(dana), at=now)

    assert not [one["sql"] for one in asked if "recordings_" in one["sql"]]


# ── gone ─────────────────────────────────────────────────────────────────────

BY = "the law"


def erased_call(recording, by, at):
    erase(recording.call, why=BY, by=by.actor, at=at)


def erased_words(recording, by, at):
    erase(Hearing.objects.get().entry, why=BY, by=by.actor, at=at)


def deleted(recording, by, at):
    delete(recording, why=BY, by=by, at=at)


def withdrawn_call(recording, by, at):
    withdraw(recording.call, from_side="customer", why=BY, by=by.actor, at=at)


def withdrawn_words(recording, by, at):
    withdraw(Hearing.objects.get().shared, from_side="customer", why=BY, by=by.actor, at=at)


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("way", [erased_call, erased_words, deleted, withdrawn_call, withdrawn_words])
def test_a29_it_is_found_no_more_and_stays_so_when_all_is_gone_through_anew(kept, case, dana, now, way, is_shared):
    take_in_all()
    if is_shared or way is withdrawn_words:
        share(kept, by=at_the_desk(dana), at=now)
    assert found("antenna", dana)

    way(Recording.objects.get(), at_the_desk(dana), now)
    assert nothing_left(case, dana)

    begin_again(now)
    while is_walking(now):
        walk_some(worker="test", at=now)
    take_in_all()
    assert nothing_left(case, dana)


def nothing_left(case, dana) -> bool:
    heard = {one.id for one in read(case.key, side="company") if one.kind == "recording.heard"}
    rows = Indexed.objects.filter(entry__in=heard)
    return not (found("antenna", dana) or rows or Meaning.objects.filter(indexed__in=rows.values("pk")))


def test_what_is_heard_of_a_call_that_was_withdrawn_meanwhile_is_not_found(waiting, case, call, dana, now):
    withdraw(call, from_side="customer", why=BY, by=at_the_desk(dana).actor, at=now)
    hear(waiting, WORDS, at=now)

    assert any(one.kind == "recording.heard" for one in read(case.key, side="company"))
    assert nothing_left(case, dana)


def test_the_words_of_another_call_stay(kept, case, call, dana, now):
    other = note_call(case, "Again.", who="Noa Levi", by=at_the_desk(dana), at=now).id
    attach(case, other, sound(), Consent("Noa Levi", Recording.SPOKEN, now), by=at_the_desk(dana), at=now)
    hear(claim(worker="here", at=now), "the antenna is in the van", at=now)
    withdrawn_call(kept, at_the_desk(dana), now)

    assert [row.entry for row in found("antenna", dana)] == [Hearing.objects.get(recording__call=other).entry]
