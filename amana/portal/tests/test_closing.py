"""Agreeing that a case is over, by the link in the mail that asks for it; and what stands there for whoever comes later."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone, translation

from amana.cases.models import Case, Closing
from amana.commitments.models import Commitment
from amana.handling.ending.closing import agree, lapse, propose, refuse, withdraw_proposal
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Person
from amana.portal.closing import how_it_stands
from amana.portal.tests.conftest import code_sent
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, last_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(brand, dana, at):
    """A case that came by mail; one mail of Dana's answers it and asks whether it is over."""
    case = deliver("noa@levi.example", "My router is dead.", name="Noa Levi", to="shop@tahuna.example", at=at)
    reply(case, Reply("A new one is on your table.", asks_closing=True), by=at_the_desk(dana), at=at)
    return propose(case, terms=[], by=at_the_desk(dana), at=at)


def enter(client, url):
    """Follow the link of a mail on a new device: ask for a code, and type it."""
    assert client.get(url).status_code == 200
    client.post(f"{url}code/")
    assert client.post(f"{url}device/", {"code": code_sent()}).status_code == 302


def said(client, url):
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_whole_way_from_the_mail_to_the_ending_and_back_again(asked, client):
    mail = last_mail("reply")
    assert "nothing is closed before you have been asked" in mail and "This case is closed" not in mail
    assert 'Answer "' in mail  # with the words that agree, for whoever does not follow links
    url = re.search(r"https?://[^/]+(/c/[a-z0-9]{32}/)", mail)[1]
    enter(client, url)
    page = said(client, url)
    assert "Is it over?" in page and f"{url}closing/" in page
    assert "Yes, close the case" in said(client, f"{url}closing/")
    assert client.post(f"{url}closing/").url == url
    page = said(client, url)
    assert "in agreement with you" in page and "Did you feel taken care of?" in page

    again = said(client, f"{url}closing/")
    assert "It is settled already: it was closed in agreement with you today" in again
    assert "It is settled already" in said(client, f"{url}closing/missing/")
    assert client.post(f"{url}closing/").status_code == 302 and Closing.objects.count() == 1
    client.post(f"{url}message/", {"text": "It is dead again."})
    assert "and has been opened again since" in said(client, f"{url}closing/")
    assert Case.objects.get().is_open


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_whatever_became_of_the_question_is_said_in_the_readers_language(asked, dana, client, language, at):
    case = asked.case
    Person.objects.update(language=language)
    Case.objects.update(language=language)
    url = re.search(r"https?://[^/]+(/c/[a-z0-9]{32}/)", last_mail("reply"))[1]
    enter(client, url)
    withdraw_proposal(asked, why="Too early", by=at_the_desk(dana), at=at)
    with translation.override(language):
        assert how_it_stands(Case.objects.get(), at=timezone.now())[:12] in said(client, f"{url}closing/")
    assert not Closing.objects.filter(ended_at=None).exists() and case.pk


def test_every_way_a_question_can_end_has_its_sentence(asked, dana, noa, at):
    case, link = asked.case, by_link(asked.case.customer, asked.case.key)
    now = timezone.now()
    found = []

    def note():
        found.append(how_it_stands(Case.objects.get(pk=case.pk), at=now))

    refuse(asked, term="It smells", by=link, at=at)
    note()
    Commitment.objects.exclude(origin="answer").filter(ended_at=None).update(
        state="released", ended_at=at, ended_in=case.pk, alarm_at=None
    )
    reply(Case.objects.get(), Reply("And now?"), by=at_the_desk(dana), at=at)
    withdraw_proposal(propose(case, terms=[], by=at_the_desk(dana), at=now), why="Early", by=at_the_desk(dana), at=now)
    note()
    row = propose(case, terms=[], by=at_the_desk(dana), at=now)
    Closing.objects.filter(pk=row.pk).update(reminders=2)
    lapse(row, at=now)
    note()
    hear(Case.objects.get(), "It is dead", by=link, at=now)
    note()
    reply(Case.objects.get(), Reply("And now?"), by=at_the_desk(dana), at=now)
    agree(propose(case, terms=[], by=at_the_desk(dana), at=now), by=link, at=now)
    note()
    assert len(set(found)) == 5
    assert [
        word in one
        for word, one in zip(["missing", "taken back", "no answer", "again since", "agreement"], found, strict=True)
    ] == [True] * 5


def test_nobody_asked_yet(router, at):
    assert how_it_stands(router, at=at) == "Nobody asks whether this is over."


def test_a_stranger_reads_nothing_of_it(asked, client):
    url = re.search(r"https?://[^/]+(/c/[a-z0-9]{32}/)", last_mail("reply"))[1]
    answer = client.get(f"{url}closing/")
    assert answer.status_code == 403 and "Router" not in answer.content.decode()
