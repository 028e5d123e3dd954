"""What stands under somebody's mail address and names no person goes with them, or after ninety days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case, Participant
from amana.channels.models import Invitation
from amana.handling.models import LeftOut, Origin
from amana.handling.moving_in.forgetting import forget_left_out
from amana.kit.codes import new_id
from amana.people.models import Address, Person
from amana.privacy.asking import ask
from amana.privacy.emptying import empty_case
from amana.privacy.erasing import erase_person
from amana.privacy.models import Emptied, Request
from amana.record.appending import SYSTEM
from amana.team.viewing import at_the_desk
from tests.cast import closed_at_rest

pytestmark = pytest.mark.django_db


def left_out(raw, at, digest="d"):
    origin, _made = Origin.objects.get_or_create(system="zendesk", defaults={"began_at": at})
    return LeftOut.objects.create(origin=origin, digest=digest, place="tickets.json #4", why="no date", raw=raw, at=at)


def invited(case, address, at):
    return Invitation.objects.create(
        uid=str(new_id()), case=case.key, commitment=new_id(), address=address, starts_at=at, ends_at=at, sent_at=at
    )


def test_an_erased_person_is_in_no_invitation_and_in_nothing_left_of_an_export(case, yossi, now):
    closed_at_rest(case, at=now)
    mail = Address.objects.filter(person=case.customer, kind=Address.MAIL).values_list("value", flat=True)[0]
    left_out(f'{{"requester": {{"email": "{mail.upper()}"}}, "description": "I am ill"}}', now)
    other = left_out('{"requester": {"email": "somebody@else.example"}}', now, "e")
    invited(case, mail, now)
    elsewhere = invited(case, "somebody@else.example", now)
    Invitation.objects.filter(pk=elsewhere.pk).update(case=new_id())
    erase_person(ask(case.customer, Request.ERASE, at=now), by=at_the_desk(yossi), at=now)
    assert list(LeftOut.objects.all()) == [other] and list(Invitation.objects.all()) == [elsewhere]


def test_the_name_a_visitor_gave_before_they_named_their_address_goes_with_them(case, yossi, now):
    Case.objects.filter(pk=case.pk).update(channel="chat")
    visitor, friend = Person.objects.create(name="Maya"), Person.objects.create(name="Gil")
    Address.objects.create(kind=Address.MAIL, value="gil@friend.example", person=friend, added_at=now)
    for one in (visitor, friend):
        Participant.objects.create(case=case, person=one, added_at=now)
    closed_at_rest(case, at=now)
    erase_person(ask(case.customer, Request.ERASE, at=now), by=at_the_desk(yossi), at=now)
    visitor.refresh_from_db()
    friend.refresh_from_db()
    assert (visitor.name, friend.name) == ("", "Gil")


def test_an_emptied_case_has_no_invitation(case, now):
    closed_at_rest(case, at=now)
    invited(case, "an@earlier.example", now)
    empty_case(case, why=Emptied.OVER, by=SYSTEM, at=now)
    assert not Invitation.objects.exists()


def test_what_was_left_of_an_export_goes_after_ninety_days(case, now):
    left_out("old", now - timedelta(days=91))
    fresh = left_out("fresh", now - timedelta(days=89), "e")
    assert forget_left_out(now) == 1 and list(LeftOut.objects.all()) == [fresh]
    assert forget_left_out(now) == 0
