"""Please stop: noted with an entry, kept for everybody here, and taken back only by whoever noted it or once they write again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import urlencode

from amana.advocacy.letters.sparing import leave_alone, spared_in, write_again
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.directory.models import Lifted, Stop
from amana.directory.reaching import is_stopped, written
from amana.escalation.own.models import EXECUTIVE, HEAD, SUPERVISOR
from amana.handling.talking.bringing_in import Heard, line_of
from amana.kit.codes import new_id
from amana.people.models import Account
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url
from amana.portal.tests.mine.test_climbing import asked, at, send
from amana.record.appending import append
from amana.team.viewing import owner

THEIRS = "noa.bar@kav.example"
LIFTING = f"ladder/stop/lifting/?{urlencode({'address': THEIRS})}"


@pytest.fixture
def stopped(own, client) -> Case:
    Case.objects.filter(pk=own.pk).update(opened_at=at(-40), last_word_at=at(-40))
    own.refresh_from_db()
    send(own, "complaint", days=-30)
    asked(own, SUPERVISOR, days=-20, name="Ruth")
    asked(own, HEAD, days=-15, name="Dan")
    send(own, "executive", EXECUTIVE, reader="Noa Bar", to=THEIRS, how="mailto")
    client.post(url(own, "ladder/stop/"), {"address": THEIRS})
    return own


def they_write(case: Case, *, minutes: int) -> None:
    said = Heard(timezone.now() + timedelta(minutes=minutes), "company", "Noa Bar", "You may write to me.")
    line = line_of(case, new_id(), said, by=owner(case.customer), at=timezone.now(), channel="email")
    line.content["from"] = {"name": "Noa Bar", "address": "Noa.Bar@KAV.example"}
    append(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_taken_back_by_whoever_made_it_with_an_entry(stopped, client, language):
    in_language(stopped, language)
    assert len(entries(stopped, "contact.stopped")) == 1 and is_stopped(THEIRS)
    assert LIFTING in client.get(url(stopped, "ladder/")).content.decode().replace("&amp;", "&")
    assert client.get(url(stopped, LIFTING)).status_code == 200
    client.post(url(stopped, LIFTING), {"text": "The wrong one of two"})
    assert not is_stopped(THEIRS) and Lifted.objects.get().reason == Lifted.SLIP
    assert entries(stopped, "contact.resumed")[0]["why"] == "The wrong one of two"
    assert "The wrong one of two" in client.get(url(stopped)).content.decode()
    assert THEIRS not in shared(stopped).replace("letter.sent", "") or "The wrong one" not in shared(stopped)


def test_the_guard_stays_when_it_is_taken_back(stopped, client):
    client.post(url(stopped, LIFTING), {"text": "A slip"})
    with pytest.raises(Refused, match="ten working days"):
        send(stopped, "executive", EXECUTIVE, reader="Noa Bar", to=THEIRS, how="mailto")
    assert len(written(stopped.key)) == 1


def test_without_a_reason_it_stands(stopped, client):
    assert client.post(url(stopped, LIFTING), {"text": " \0"}).status_code == 422
    assert is_stopped(THEIRS) and not Lifted.objects.exists()


def test_what_somebody_else_noted_ends_only_when_they_write_again(stopped, client):
    other = Account.objects.create_user("somebody@x.example", "correct horse battery", name="Somebody")
    Stop.objects.update(by=other)
    page = client.get(url(stopped, "ladder/")).content.decode()
    assert THEIRS in page and "stop/lifting/" not in page
    assert client.post(url(stopped, LIFTING), {"text": "I want to"}).status_code == 422 and is_stopped(THEIRS)
    they_write(stopped, minutes=-60)
    assert client.post(url(stopped, LIFTING), {"text": "They wrote before"}).status_code == 422
    they_write(stopped, minutes=60)
    client.post(url(stopped, LIFTING), {"text": "They wrote to me"})
    assert not is_stopped(THEIRS) and Lifted.objects.get().reason == Lifted.WROTE


def test_twice_is_one_entry_each_way(stopped, client):
    client.post(url(stopped, "ladder/stop/"), {"address": THEIRS})
    assert len(entries(stopped, "contact.stopped")) == 1
    client.post(url(stopped, LIFTING), {"text": "A slip"})
    assert client.post(url(stopped, LIFTING), {"text": "A slip"}).status_code == 422
    assert len(entries(stopped, "contact.resumed")) == 1


@pytest.mark.parametrize("address", ["", "x", "somebody@else.example", "a" * 900, "%00", "<b>"])
def test_an_address_nobody_was_written_to_at_is_neither_stopped_nor_taken_back(stopped, client, address):
    account = Account.objects.get(person=stopped.owner)
    by = owner(stopped.customer)
    with pytest.raises(Refused):
        leave_alone(stopped, address, by=by, account=account, at=timezone.now())
    with pytest.raises(Refused):
        write_again(stopped, address, why="x", by=by, account=account, at=timezone.now())
    answer = client.post(url(stopped, f"ladder/stop/lifting/?{urlencode({'address': address})}"), {"text": "x"})
    assert answer.status_code == 422 and "<b>" not in answer.content.decode()
    assert len(spared_in(stopped, account=account)) == 1


def test_nobody_else_takes_anything_back(stopped):
    assert somebody_else().post(url(stopped, LIFTING), {"text": "x"}).status_code == 404
    assert is_stopped(THEIRS)
