"""A mail forwarded to the address of an own case waits for its keeper, enters nothing by itself and is answered by nobody."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.advocacy.adding.forwarding import own_address, take_forwarded
from amana.advocacy.letters.models import Dropped
from amana.cases.models import Case
from amana.handling.intake.importing import new_brand
from amana.portal.tests.mine.stage import LANGUAGES, entries, in_language, shared, somebody_else, url
from amana.post.models import DONE, Outgoing, RawMessage
from amana.team.models import BrandAddress
from tests.letters import letter, take_in

WORDS = "A technician will come on Sunday."


@pytest.fixture
def reached(own):
    """An installation that receives mail for a brand that has nothing to do with the case."""
    brand = new_brand("Tavor", at=timezone.now(), language="en")
    BrandAddress.objects.create(value="care@tavor.example", brand=brand)
    return own


def sent(case: Case, text: str = WORDS) -> None:
    take_in(letter("service@kav.example", text, at=timezone.now(), to=own_address(case)), at=timezone.now())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_address_and_what_came_waits_to_be_looked_at(reached, client, language):
    in_language(reached, language)
    assert own_address(reached) in client.get(url(reached, "adding/")).content.decode()
    sent(reached)
    assert RawMessage.objects.get().state == DONE and not entries(reached, "message.received")
    assert Case.objects.count() == 1 and not Outgoing.objects.exists() and WORDS not in shared(reached)
    page = client.get(url(reached, "adding/")).content.decode()
    dropped = Dropped.objects.get()
    assert url(reached, f"adding/{dropped.pk}/") in page
    assert WORDS in client.get(url(reached, f"adding/{dropped.pk}/")).content.decode()


def test_it_is_laid_before_its_keeper_once(reached, client):
    sent(reached)
    assert take_forwarded(reached, at=timezone.now()) == 1
    Dropped.objects.all().delete()
    assert take_forwarded(reached, at=timezone.now()) == 0 and not Dropped.objects.exists()


def test_an_address_that_was_changed_leads_nowhere(reached):
    address = own_address(reached)
    plus = address.index("+") + 1
    wrong = address[:plus] + ("b" if address[plus] != "b" else "c") + address[plus + 1 :]
    take_in(letter("service@kav.example", WORDS, at=timezone.now(), to=wrong), at=timezone.now())
    assert take_forwarded(reached, at=timezone.now()) == 0 and not entries(reached, "message.received")


def test_nobody_else_sees_it_and_without_mail_there_is_no_address(own, client):
    assert own_address(own) == "" and 'id="address"' not in client.get(url(own, "adding/")).content.decode()
    assert somebody_else().get(url(own, "adding/")).status_code == 404
