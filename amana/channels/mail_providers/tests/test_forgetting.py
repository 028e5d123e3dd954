"""What mail services told of somebody goes with them, and of everybody after ninety days; that they complained stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.channels.mail_providers.forgetting import FEW, forget_addresses, forget_old
from amana.channels.mail_providers.setting_up import connect
from amana.channels.models import Complaint, MailTold
from amana.config.recurring import RECURRING
from amana.handling.providers.noting import note_told
from amana.privacy.asking import ask
from amana.privacy.erasing import erase_person
from amana.privacy.models import Request
from amana.team.viewing import at_the_desk
from tests.cast import closed_at_rest

pytestmark = pytest.mark.django_db
WHY = "550 5.1.1 no mailbox of Noa Levi here"


@pytest.fixture
def told(brand, dana, now):
    """Return a function that keeps what was told of an address."""
    provider = connect(brand, "postmark", signing_key="", by=dana, at=now)[0]

    def tell(address, what="bounced", **over):
        said = {"at": now, "why": WHY, "is_done": True, "digest": f"{MailTold.objects.count():064}"} | over
        return MailTold.objects.create(provider=provider, address=address, what=what, **said)

    return tell


def test_what_was_told_of_somebody_goes_with_them(case, told, yossi, now):
    person = case.customer
    address = person.addresses.get(kind="mail").value
    theirs, other = told(address), told("gal@tavor.example")
    closed_at_rest(case, at=now)
    erase_person(ask(person, Request.ERASE, at=now), by=at_the_desk(yossi), at=now)
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.address, theirs.why, theirs.is_done) == ("", "", True)
    assert (other.address, other.why) == ("gal@tavor.example", WHY)


def test_a_complaint_stands_also_when_it_was_not_acted_on_yet(told, now):
    told("noa@levi.example", "complained", is_done=False)
    told("noa@levi.example", is_done=False)
    forget_addresses(["Noa@levi.example "])
    forget_addresses([])
    assert note_told(now) == 0
    assert [row.address for row in Complaint.objects.all()] == ["noa@levi.example"]
    assert not MailTold.objects.exclude(address="", why="").exists()


def test_what_was_told_is_forgotten_after_ninety_days_and_what_waits_is_not(told, now):
    old, young = told("noa@levi.example"), told("gal@tavor.example", at=now + timedelta(days=1))
    waiting = told("ron@levi.example", is_done=False)
    assert forget_old(now + timedelta(days=90)) == 0
    assert forget_old(now + timedelta(days=90, seconds=1)) == 1 and FEW == 1_000
    assert {row.pk for row in MailTold.objects.all()} == {young.pk, waiting.pk} and old.pk not in {young.pk, waiting.pk}
    assert "amana.channels.mail_providers.forgetting.forget_old" in [name for _every, name in RECURRING]
