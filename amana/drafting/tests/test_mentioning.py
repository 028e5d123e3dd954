"""Another customer whom a draft mentions is found wherever it mentions them, and asked about once."""

from __future__ import annotations

import pytest

from amana.cases.errors import Refused
from amana.drafting.mentioning import TEXT, MentionsAnother, must_be_meant, others_of
from amana.handling.opening import open_own_case
from amana.team.viewing import owner
from tests.letters import deliver

pytestmark = pytest.mark.django_db

ORDER = "Order number 7744121 is on its way."


@pytest.fixture
def samis(case, now):
    """A case of another customer, who alone spoke of an order."""
    return deliver("sami@customer.example", "My order number 7744121 is late.", at=now, name="Sami Haddad")


@pytest.mark.parametrize("where", [TEXT, "list.txt"])
def test_a_number_only_another_spoke_of_names_them_where_it_stands(case, samis, desk, now, where):
    [found] = others_of({where: ORDER}, [], case, by=desk, at=now)

    assert (found.person, found.number, found.where) == (samis.customer_id, samis.number, where)


def test_somebody_found_by_address_is_not_found_by_number_again(case, samis, desk, now):
    found = others_of({TEXT: f"{ORDER} Write to sami@customer.example."}, [], case, by=desk, at=now)

    assert [one.person for one in found] == [samis.customer_id]


def test_a_number_of_this_customer_is_nobody_elses(case, samis, desk, now):
    deliver("noa@customer.example", "My order is number 7744121 too.", at=now, name="Noa Levi")

    assert others_of({TEXT: ORDER}, [], case, by=desk, at=now) == []


def test_a_number_tells_nothing_to_whoever_serves_another_brand(case, samis, omar, now):
    from amana.team.viewing import at_the_desk

    assert others_of({TEXT: ORDER}, [], case, by=at_the_desk(omar), at=now) == []


def test_a_copy_is_found_and_a_case_without_a_brand_knows_nobody(case, samis, desk, noa, now):
    [found] = others_of({}, ["sami@customer.example"], case, by=desk, at=now)
    own = open_own_case(noa, case.company, happened="It broke.", wanted="A new one", by=owner(noa), at=now)

    assert found.where == "copy"
    assert others_of({TEXT: ORDER}, ["sami@customer.example"], own, by=owner(noa), at=now) == []


def test_it_is_said_of_each_by_name_until_it_is_meant(case, samis, desk, now):
    others = others_of({TEXT: ORDER, "list.txt": ORDER}, ["sami@customer.example"], case, by=desk, at=now)

    with pytest.raises(MentionsAnother, match="another customer") as told:
        must_be_meant(others, [])
    assert told.value.others == others and isinstance(told.value, Refused)
    with pytest.raises(MentionsAnother):
        must_be_meant(others, ["0" * 16])
    must_be_meant(others, [one.token for one in others])
    must_be_meant([], [])
