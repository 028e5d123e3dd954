"""Two who give at the same moment: the limit of a case holds for both together."""

from __future__ import annotations

from decimal import Decimal
from threading import Barrier

import pytest

from amana.review.amends import Gift, give
from amana.review.models import Amends
from amana.review.proportioning import scale_of
from amana.team.viewing import at_the_desk
from tests.letters import deliver
from tests.together import in_a_thread


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a50_giving_at_once_does_not_pass_the_limit(brand, dana, omer, now):
    case = deliver("noa@levi.example", "It broke again.", name="Noa Levi", at=now)
    limit, gate = scale_of(brand).limit_of("agent"), Barrier(2)
    assert limit is not None

    def present(agent):
        gate.wait(30)
        return give(case, Gift("A voucher", "It broke", amount=limit), by=at_the_desk(agent), at=now)

    for one in [in_a_thread(lambda agent=agent: present(agent)) for agent in (dana, omer)]:
        one.result(30)

    states = sorted(Amends.objects.values_list("state", flat=True))
    assert states == sorted([Amends.GIVEN, Amends.ASKED]) and limit > Decimal(0)
