from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.cases.errors import Refused
from amana.cases.models import Case, HandOver
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.holding.handing_over import offer
from amana.handling.holding.standing_in import disable, stand_in
from amana.handling.intake.importing import new_brand
from amana.handling.opening import open_case
from amana.people.models import Account, Person
from amana.record.reading import read
from amana.team.changing import note_absence
from amana.team.models import Agent
from amana.team.viewing import at_the_desk


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def brand(db, now):
    return new_brand("Tavor", at=now - timedelta(days=9), language="en")


def agent(name, brand, *, lead=None, role=Agent.AGENT):
    account = Account.objects.create_user(f"{name}@tavor.example", name=name.title())
    made = Agent.objects.create(account=account, lead=lead, role=role)
    made.brands.add(brand)
    return made


@pytest.fixture
def ruth(brand):
    return agent("ruth", brand, role=Agent.LEAD)


@pytest.fixture
def dana(brand, ruth):
    return agent("dana", brand, lead=ruth)


@pytest.fixture
def case(brand, dana, now):
    person = Person.objects.create(name="Noa Levi")
    return open_case(person, brand, subject="Router", text="It is dead.", by=at_the_desk(dana), at=now)


def test_whoever_is_away_for_long_has_the_lead_as_the_holder_of_their_cases(case, dana, ruth, now, settings):
    note_absence(dana, since=now, until=None, at=now)
    assert stand_in(now + settings.ABSENCE_LIMIT - timedelta(minutes=1)) == 0

    assert stand_in(now + settings.ABSENCE_LIMIT) == 1
    assert stand_in(now + settings.ABSENCE_LIMIT) == 0

    assert Case.objects.get().holder == ruth
    assert {one.owner_agent for one in Commitment.objects.outstanding()} == {ruth}
    said = next(one for one in read(case.key, side="customer") if one.kind == "case.held")
    assert said["holder"] == "Ruth" and "Dana" in said["why"]


def test_a_lead_who_is_away_too_is_passed_over(case, dana, ruth, brand, now, settings):
    yossi = agent("yossi", brand, role=Agent.MANAGER)
    for one in (dana, ruth):
        note_absence(one, since=now, until=None, at=now)

    stand_in(now + settings.ABSENCE_LIMIT)

    assert Case.objects.get().holder == yossi


def test_the_cases_of_a_disabled_account_are_taken_over_whoever_disabled_it(case, dana, ruth, now):
    Account.objects.filter(pk=dana.account_id).update(is_active=False)

    assert stand_in(now) == 1
    assert Case.objects.get().holder == ruth


def test_where_nobody_is_left_nothing_is_changed(case, dana, ruth, now):
    Account.objects.update(is_active=False)

    assert stand_in(now) == 0
    assert Case.objects.get().holder == dana


def test_disabling_needs_a_taker_for_every_promise(case, dana, ruth, brand, now):
    omer = agent("omer", brand, lead=ruth)
    make(case, [Draft("Call Noa", now + timedelta(hours=3), owner=dana)], by=at_the_desk(dana), at=now)
    owed = list(Commitment.objects.outstanding().filter(owner_agent=dana))
    with pytest.raises(Refused, match="Say who takes this over"):
        disable(dana, {owed[0].pk: omer}, by=at_the_desk(ruth), at=now)
    assert Account.objects.get(pk=dana.account_id).is_active
    assert not Commitment.objects.filter(owner_agent=omer).exists()

    disable(dana, {one.pk: omer for one in owed}, by=at_the_desk(ruth), at=now)

    assert not Account.objects.get(pk=dana.account_id).is_active
    assert {one.owner_agent for one in Commitment.objects.outstanding()} == {omer}
    assert Case.objects.get().holder == ruth


def test_a_waiting_hand_over_ends_with_whoever_leaves(case, dana, ruth, brand, now):
    omer = agent("omer", brand, lead=ruth)
    offer(case, taker=omer, why="She called twice.", by=at_the_desk(dana), at=now)

    disable(omer, {}, by=at_the_desk(ruth), at=now)

    assert HandOver.objects.get().ending == HandOver.TAKEN_BACK
    assert Case.objects.get().holder == dana


def test_only_a_lead_disables_and_nobody_themselves(case, dana, ruth, now):
    for by, whom in ((dana, ruth), (ruth, ruth)):
        with pytest.raises(Refused):
            disable(whom, {}, by=at_the_desk(by), at=now)


def test_a_taker_of_another_brand_cannot_take(case, dana, ruth, now):
    stranger = agent("omar", new_brand("Other", at=now, language="en"))
    owed = Commitment.objects.outstanding().filter(owner_agent=dana)

    with pytest.raises(Refused, match="cannot take cases of this brand"):
        disable(dana, {one.pk: stranger for one in owed}, by=at_the_desk(ruth), at=now)
