from __future__ import annotations

from datetime import timedelta

import pytest

from amana.desk.entering import Seat
from amana.desk.promising.opposing import ordeal_card
from amana.desk.promising.terms import ending_card
from amana.handling.ending.caring import may_be_asked
from amana.handling.ending.following_up import ask_due, open_question
from amana.review.amends import waiting_for
from amana.team.viewing import at_the_desk
from tests.plans import plans_of

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_nothing_of_an_ending_is_looked_for_from_end_to_end(case, dana, ruth, brand, now):
    seat = Seat(dana, at_the_desk(dana), now)
    closed = type(case)(book_id=case.pk, state="closed", kept_by="company", brand=brand, opened_at=now, closed_at=now)
    looks = {
        "queue of an agent": lambda: waiting_for(dana, [brand.pk]),
        "queue of a lead": lambda: waiting_for(ruth, [brand.pk]),
        "card": lambda: ordeal_card(case, seat, []),
        "ending": lambda: ending_card(case),
        "closed": lambda: (ending_card(closed), open_question(closed), may_be_asked(closed)),
        "clock": lambda: ask_due(now + timedelta(days=9)),
    }
    found = [
        f"{name}: {plan.sql}\n{plan.text}" for name, look in looks.items() for plan in plans_of(look) if plan.scans
    ]
    assert not found, "\n\n".join(found)
