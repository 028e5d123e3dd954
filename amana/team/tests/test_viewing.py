from __future__ import annotations

import pytest

from amana.team.viewing import at_the_desk, by_link, owner, the_system

pytestmark = pytest.mark.django_db


def test_each_viewer_has_a_side_an_actor_and_a_name(dana, noa, case):
    seen = [(v.side, v.actor.kind, v.name) for v in (at_the_desk(dana), by_link(noa, case.key), owner(noa))]
    assert seen == [
        ("company", "agent", "Dana Katz"),
        ("customer", "person", "נועה לוי"),
        ("customer", "person", "נועה לוי"),
    ]


def test_what_the_product_does_by_itself_has_no_name(db):
    assert (the_system().side, the_system().actor.kind, the_system().name) == ("company", "system", "")
