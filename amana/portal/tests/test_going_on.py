"""A case that was merged, by its old link; and saying that something stands still."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from amana.cases.models import Participant
from amana.handling.opening import open_case
from amana.handling.tying.merging import merge, unmerge
from amana.portal.tests.conftest import door_to
from amana.record.reading import read
from amana.team.viewing import at_the_desk


@pytest.fixture
def other(noa, brand, dana, at):
    """A second case of Noa, in which her first one is to go on."""
    made = open_case(noa, brand, subject="The line itself", text="No light at all.", by=at_the_desk(dana), at=at)
    return door_to(made, noa)


def test_the_old_link_shows_where_it_goes_on_and_what_is_written_there_is_heard(inside, door, other, dana):
    merge(door.case, into=other.case, by=at_the_desk(dana), at=timezone.now())
    html = inside.get(door.url).content.decode()
    assert other.case.number in html and other.url in html and "goes on from now" in html
    assert "No light at all." not in html
    assert "No light at all." in inside.get(other.url).content.decode()
    answer = inside.post(door.of("message"), {"text": "Any news?"}, follow=True).content.decode()
    assert "in which this one goes on" in answer
    assert [e["text"] for e in other.entries("message.received")] == ["Any news?"]
    assert door.entries("message.received") == []


def test_what_was_promised_is_remembered_by_the_old_link_too(inside, door, other, dana):
    merge(door.case, into=other.case, by=at_the_desk(dana), at=timezone.now())
    inside.post(door.of("claim"), {"text": "A new router", "who": "Dana"})
    assert [e["action"] for e in other.entries("promise.claimed")] == ["A new router"]
    assert door.entries("promise.claimed") == []


def test_taken_out_again_the_old_link_is_the_case_again(inside, door, other, dana):
    merge(door.case, into=other.case, by=at_the_desk(dana), at=timezone.now())
    unmerge(door.case, by=at_the_desk(dana), at=timezone.now())
    html = inside.get(door.url).content.decode()
    assert "goes on in another one" not in html
    inside.post(door.of("message"), {"text": "Any news?"})
    assert [e["text"] for e in door.entries("message.received")] == ["Any news?"]


def test_a52_whoever_takes_no_part_in_the_other_case_gets_no_way_into_it(inside, door, samis, noa, sami, dana):
    now = timezone.now()
    Participant.objects.create(case=door.case, person=sami, added_at=now)
    merge(door.case, into=samis.case, knowing=True, by=at_the_desk(dana), at=now)
    Participant.objects.filter(case=samis.case, person=noa).delete()
    html = inside.get(door.url).content.decode()
    assert samis.case.number in html and "Open that case" not in html
    assert "طلب رقم 7" not in html and samis.token not in html
    inside.post(door.of("message"), {"text": "For me alone"})
    assert "For me alone" not in str([e["text"] for e in read(samis.case.key, side="customer")])
    assert [e["text"] for e in door.entries("message.received")] == ["For me alone"]


def test_a53_a_device_that_is_not_known_learns_nothing_of_where_it_goes_on(door, other, dana):
    merge(door.case, into=other.case, by=at_the_desk(dana), at=timezone.now())
    assert other.case.number not in Client().get(door.url).content.decode()


def test_a_customer_says_that_something_stands_still_and_that_it_goes_on(inside, door):
    assert "My business or my life stands still over this" in inside.get(door.url).content.decode()
    assert inside.post(door.of("standstill"), {"text": " "}).status_code == 422
    inside.post(door.of("standstill"), {"text": "The bakery is closed."})
    door.case.refresh_from_db()
    assert door.case.is_standstill
    (said,) = door.entries("case.standstill")
    assert (said["text"], said["by"], said.by.kind) == ("The bakery is closed.", "Noa Levi", "person")
    assert "It goes on again" in inside.get(door.url).content.decode()
    inside.post(door.of("standstill"), {"text": ""})
    door.case.refresh_from_db()
    assert not door.case.is_standstill


def test_of_a_closed_case_nothing_can_be_said_to_stand_still(inside, door, other, dana):
    merge(door.case, into=other.case, by=at_the_desk(dana), at=timezone.now())
    answer = inside.get(door.of("standstill"), follow=True)
    assert [url for url, _status in answer.redirect_chain] == [door.url]
    assert "This case is closed" in answer.content.decode()
    assert "stands still over this" not in inside.get(door.url).content.decode()


def test_a_stranger_to_the_device_says_nothing(door):
    assert Client().post(door.of("standstill"), {"text": "x"}).status_code == 403
    assert door.entries("case.standstill") == []
