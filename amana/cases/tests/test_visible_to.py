from __future__ import annotations

import pytest

from amana.cases.models import Case
from amana.handling.opening import open_own_case
from amana.people.models import Company
from amana.team.viewing import at_the_desk, by_link, owner, the_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(noa, now):
    kav = Company.objects.create(name="Kav")
    return open_own_case(noa, kav, happened="billed twice", wanted="the money", by=owner(noa), at=now)


def seen(viewer):
    return set(Case.objects.visible_to(viewer))


def test_agents_see_the_cases_of_their_brands_and_no_own_case(case, own, dana, omar):
    assert seen(at_the_desk(dana)) == {case}
    assert seen(at_the_desk(omar)) == set()


def test_a_disabled_agent_sees_nothing(case, dana):
    dana.account.is_active = False
    assert seen(at_the_desk(dana)) == set()


def test_a_link_shows_one_case_to_one_who_takes_part(case, own, noa, sami):
    assert seen(by_link(noa, case.key)) == {case}
    assert seen(by_link(sami, case.key)) == set()
    assert seen(by_link(noa, own.key)) == set()


def test_an_owner_sees_own_cases_and_no_served_one(case, own, noa, sami):
    assert seen(owner(noa)) == {own}
    assert seen(owner(sami)) == set()


def test_the_product_itself_sees_nothing(case):
    assert seen(the_system()) == set()
