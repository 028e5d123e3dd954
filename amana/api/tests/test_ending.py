"""What a consumer deletes takes the tokens of their programs with it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.advocacy.home.deleting import delete_everything
from amana.api.models import Answered, Token
from amana.api.tests.conftest import program
from amana.people.models import Person
from amana.team.viewing import owner

pytestmark = pytest.mark.django_db


def test_whoever_deletes_everything_leaves_no_token_of_their_own_cases_and_no_answer(danas, dana):
    person = Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=dana.account)
    gils = program(person)
    said = {"company": "Kav", "happened": "Charged twice.", "wanted": "A refund."}
    assert gils.post("own-cases", said, Idempotency_Key="k").status_code == 201 and Answered.objects.exists()
    delete_everything(dana.account, by=owner(person), at=timezone.now())
    assert not Answered.objects.exists() and not Token.objects.filter(person=person).exists()
    # What they do as somebody who serves is another matter.
    assert danas.get("token").status_code == 200
