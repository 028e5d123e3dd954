from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.handling.ending.closing import agree, propose
from amana.handling.intake.importing import FILES, go_on
from amana.handling.intake.receiving import receive
from amana.handling.talking.hearing import hear
from amana.look.telling import Links, Teller, story
from amana.post.accepting import Came, accept_all
from amana.record.reading import read
from amana.review.enduring import in_words, ordeal_of, suggestion_for
from amana.review.models import Change
from amana.team.viewing import at_the_desk, by_link
from tests.letters import letter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
QUESTION = "My router is dead. When will you come?"


@pytest.fixture
def brought_in(brand, dana, now):
    """Two matters of one person, as a file of old mail holds them: one of last week, one of last year."""
    for days, subject in ((5, "The router"), (300, "The bill")):
        raw = letter(
            "noa@levi.example", QUESTION, at=now - days * DAY, subject=subject, message_id=f"old{days}@levi.example"
        )
        accept_all([Came(raw, peek(raw).digest, FILES, peek(raw).message_id, history_until=now)], at=now)
    receive(worker="test", at=now)
    go_on(at=now)
    return {case.subject: case for case in Case.objects.all()}


def ordeal(case, at):
    case.refresh_from_db()
    return ordeal_of(case, read(case.key, side="company"), at=at)


def test_what_was_brought_in_and_goes_on_did_not_come_back(brought_in, now):
    case = brought_in["The router"]
    assert case.is_open and "case.reopened" in {one.kind for one in read(case.key, side="company")}
    found = ordeal(case, now)
    assert found.came_back == 0 and not in_words(found) and suggestion_for(found, is_ours=False).parts == ()
    assert not Change.objects.filter(case=case).exists()


def test_the_story_does_not_say_that_it_was_reopened(brought_in, now):
    entries = read(brought_in["The router"].key, side="company")
    days = story(entries, Teller("company", Links(file=lambda _key: ""), now, "Tavor"))
    told = [entry for day in days for entry in day["entries"]]
    assert not [one for one in told if one.get("step") == "reopened"]
    assert any("goes on here" in str(one.get("sentence", "")) for one in told)


def test_a_live_answer_to_what_came_in_as_history_did_not_come_back_after_solved(brought_in, now):
    case = brought_in["The bill"]
    hear(case, "And again: when?", by=by_link(case.customer, case.key), at=now + DAY)
    assert ordeal(case, now + DAY).came_back == 0
    assert case.is_open and not Change.objects.filter(reason="reopened").exists()


def test_once_it_was_really_ended_an_answer_is_coming_back(brought_in, dana, now):
    case = brought_in["The router"]
    desk, link = at_the_desk(dana), by_link(case.customer, case.key)
    agree(propose(case, terms=[], by=desk, at=now + DAY), by=link, at=now + DAY)
    hear(case, "It is dead again.", by=link, at=now + 2 * DAY)
    assert ordeal(case, now + 2 * DAY).came_back == 1
    assert Change.objects.filter(case=case, reason="reopened").count() == 1
