"""A long exchange that two workers have in hand at once stays one case, although its later mails no longer name the first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.handling.intake.receiving import receive
from amana.post.leasing import claim, give_back
from amana.post.models import DONE, RawMessage
from tests.letters import accept, letter

pytestmark = pytest.mark.django_db

BORDER = "border.example.com"


def proven(text, *, at, key, answers=()):
    fields = (
        f"Authentication-Results: {BORDER}; dmarc=pass header.from=customer.example\nReceived: from x by {BORDER}\n"
    )
    raw = letter("noa@customer.example", text, at=at, message_id=f"{key}@customer.example",
                 answers=[f"{answered}@customer.example" for answered in answers])  # fmt: skip
    return fields.encode() + raw


def test_an_answer_to_a_letter_that_waits_waits_too(brand, dana, now, settings):
    settings.AUTHSERV_ID = BORDER
    accept(proven("The router is broken.", at=now, key="first"), at=now)
    others = claim(RawMessage.objects.waiting(now), most=5, at=now, worker="another")
    later = now + timedelta(seconds=1)
    accept(
        proven("It beeps.", at=later, key="second", answers=["first"]),
        proven("It smokes.", at=later, key="third", answers=["second"]),
        at=later,
    )

    assert receive(worker="test", at=later) == 2
    assert not Case.objects.exists()

    give_back(others, not_before=later)
    for seconds in (2, 3, 4):
        receive(worker="test", at=now + timedelta(seconds=seconds))
    assert Case.objects.count() == 1
    assert set(RawMessage.objects.values_list("state", "case")) == {(DONE, Case.objects.get().key)}
