from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.insight.causes.gathering import (
    add_case,
    add_group,
    cause_of,
    groups_of,
    latest_cases,
    remove_case,
    remove_group,
)
from amana.insight.causes.opening import Said, open_cause, rewrite, withdraw
from amana.insight.models import Cause, Group, Member
from amana.insight.tests.causes.conftest import DAY, group_of
from amana.team.models import Account, Agent
from amana.team.viewing import at_the_desk


def test_a_cause_has_an_owner_by_name_and_a_beginning(cause, yossi, now):
    assert (cause.owner, cause.state, cause.since) == (yossi, Cause.FOUND, (now - 60 * DAY).date())
    assert list(cause.steps.values_list("what", flat=True)) == ["opened"]


@pytest.mark.parametrize("what", ["User error", "הלקוחות לא קוראים את ההוראות", "سوء استخدام", "  "])
def test_that_the_customer_used_it_wrongly_is_no_cause(what, brand, ruth, now):
    with pytest.raises(Refused):
        open_cause(brand, Said(what, now.date(), ruth), by=at_the_desk(ruth), at=now)
    assert not Cause.objects.exists()


def test_the_refusal_asks_kindly_for_what_lies_behind_it(brand, ruth, now):
    said = Said("The form is long", now.date(), ruth, more="Customers do not read it")
    with pytest.raises(Refused, match="something makes them stumble"):
        open_cause(brand, said, by=at_the_desk(ruth), at=now)


def test_who_may_own_and_who_may_open_one(brand, ruth, dana, omar, yossi, now):
    with pytest.raises(Refused, match="lead or a manager"):
        open_cause(brand, Said("Late code", now.date(), dana), by=at_the_desk(ruth), at=now)
    Account.objects.filter(pk=yossi.account_id).update(is_active=False)
    for owner in (Agent.objects.get(pk=yossi.pk), omar):
        with pytest.raises(Refused):
            open_cause(brand, Said("Late code", now.date(), owner), by=at_the_desk(ruth), at=now)
    for by in (dana, omar):
        with pytest.raises(Refused, match="Only those who lead"):
            open_cause(brand, Said("Late code", now.date(), ruth), by=at_the_desk(by), at=now)
    with pytest.raises(Refused, match="has been"):
        open_cause(brand, Said("Late code", (now + 2 * DAY).date(), ruth), by=at_the_desk(ruth), at=now)


def test_what_stood_before_is_kept_when_it_is_rewritten(cause, ruth, yossi, now):
    rewrite(cause, Said("The code comes after three days", cause.since, ruth), by=at_the_desk(yossi), at=now + DAY)
    steps = {step.what: step for step in cause.steps.all()}
    assert steps["rewritten"].text == "The activation code comes after three days"
    assert steps["owner"].values == {"owner": "Ruth Amit", "before": "Yossi Shaked"}


def test_a_group_comes_from_one_cause(cause, group, brand, ruth, yossi, now):
    by = at_the_desk(ruth)
    add_group(cause, group, by=by, at=now)
    add_group(cause, group, by=by, at=now)
    other = open_cause(brand, Said("Something else", now.date(), yossi), by=by, at=now)
    with pytest.raises(Refused, match="another cause"):
        add_group(other, group, by=by, at=now)
    remove_group(cause, group, by=by, at=now)
    add_group(other, group, by=by, at=now)
    assert groups_of(cause) == [] and groups_of(other) == [group]


def test_a_group_of_another_brand_is_refused(cause, omar, ruth, now):
    theirs = group_of(omar.brands.get(), "Theirs", now)
    with pytest.raises(Refused):
        add_group(cause, theirs, by=at_the_desk(ruth), at=now)


def test_a_group_that_was_merged_is_followed(cause, group, brand, cases, ruth, now):
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    larger = group_of(brand, "Codes", now)
    Group.objects.filter(pk=group.pk).update(merged_into=larger)
    Member.objects.filter(group=group).update(group=larger)
    assert groups_of(cause) == [larger]
    assert cause_of(cases[0]) == cause


def test_cases_come_by_group_and_by_hand_without_a_group(cause, group, cases, case, dana, ruth, now):
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    assert add_case(cause, case, by=at_the_desk(dana), at=now + DAY)
    assert not add_case(cause, case, by=at_the_desk(dana), at=now + DAY)
    shown = latest_cases(cause, [group], most=3)
    assert [one.is_by_hand for one in shown] == [True, False, False] and shown[0].case == case
    assert cause_of(case) == cause
    remove_case(cause, case, by=at_the_desk(dana))
    assert cause_of(case) is None


def test_a_case_of_another_brand_is_not_brought(cause, case, omar, now):
    with pytest.raises(Refused):
        add_case(cause, case, by=at_the_desk(omar), at=now)


def test_the_list_of_cases_is_asked_in_so_many_queries_however_many_there_are(
    cause, group, cases, ruth, now, django_assert_num_queries
):
    add_group(cause, group, by=at_the_desk(ruth), at=now)
    with django_assert_num_queries(3):
        assert len(latest_cases(cause, [group], most=2)) == 2


def test_one_that_was_opened_by_mistake_is_taken_back_and_frees_its_groups(cause, group, brand, ruth, yossi, now):
    by = at_the_desk(ruth)
    add_group(cause, group, by=by, at=now)
    with pytest.raises(Refused):
        withdraw(cause, why=" ", by=by, at=now)
    withdraw(cause, why="The same as another", by=by, at=now + timedelta(minutes=1))
    assert not Cause.objects.standing().exists()
    other = open_cause(brand, Said("Codes come late", now.date(), yossi), by=by, at=now)
    add_group(other, group, by=by, at=now)
