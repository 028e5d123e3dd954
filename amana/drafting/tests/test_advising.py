"""What there is to say about a draft, with what the record knows of its case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.drafting.advising import advice_on, must_sell_nothing, offers_a_sale

pytestmark = pytest.mark.django_db

SALE = "In the meantime, may I interest you in our Premium plan?"


@pytest.fixture
def long_open(case, now):
    """Noa's case twelve days on, with a promise that is late."""
    case.opened_at = now - timedelta(days=12)
    case.save()
    Commitment.objects.outstanding().filter(case=case).update(due_at=now - timedelta(days=1))
    return case


def codes(advice):
    return {one.code for one in advice}


def test_nothing_is_said_of_an_empty_draft(long_open, now):
    assert advice_on(" \n", long_open, language="en", at=now) == []


def test_after_an_ordeal_an_apology_is_missed_with_the_ordeal_in_the_writers_language(long_open, now):
    english = advice_on("We look into it.", long_open, language="en", at=now)
    hebrew = advice_on("We look into it.", long_open, language="he-il", at=now)

    assert any("12 days open, a promise was late" in one.what + one.why for one in english)
    assert any("12" in one.what + one.why and "days" not in one.what + one.why for one in hebrew)
    assert codes(english) == codes(hebrew) >= {"no_apology", "no_next_step"}


def test_without_an_ordeal_no_apology_is_missed(case, now):
    assert "no_apology" not in codes(advice_on("We look into it.", case, language="en", at=now))


def test_nothing_is_sold_while_the_problem_is_open_unless_they_asked(case, now):
    advice = advice_on(SALE, case, language="en", at=now)
    assert offers_a_sale(advice)

    with pytest.raises(Refused, match="something to buy"):
        must_sell_nothing(advice, case, is_asked=False)
    must_sell_nothing(advice, case, is_asked=True)
    must_sell_nothing(advice_on("We look into it.", case, language="en", at=now), case, is_asked=False)
    case.state = "closed"
    must_sell_nothing(advice, case, is_asked=False)
