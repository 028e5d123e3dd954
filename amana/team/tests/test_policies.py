from __future__ import annotations

import pytest

from amana.team.changing import CannotBe, set_policy
from amana.team.models import Brand
from amana.team.policies import BOUNDS, NAMES, is_rule, policy_of, usual, with_rules

pytestmark = pytest.mark.django_db


def test_a_brand_without_rules_of_its_own_goes_by_what_is_usual(brand):
    assert policy_of(brand) == policy_of(None) == usual()


def test_a_rule_of_its_own_counts_and_the_others_stay_usual(brand):
    set_policy(brand, {"first_answer": 2, "closing_days": 5})
    found = policy_of(Brand.objects.get(pk=brand.pk))
    assert (found.first_answer, found.closing_days, found.next_word) == (2, 5, usual().next_word)


def test_what_is_as_usual_is_not_kept_so_that_it_follows_what_is_usual(brand):
    set_policy(brand, {"first_answer": usual().first_answer, "climb": 3})
    assert Brand.objects.get(pk=brand.pk).policy == {"climb": 3}


def test_every_rule_has_bounds_and_its_usual_value_lies_in_them():
    assert set(BOUNDS) == set(NAMES)
    assert all(is_rule(name, getattr(usual(), name)) for name in NAMES)


@pytest.mark.parametrize(
    "wrong",
    [{"unknown": 1}, {"first_answer": 0}, {"first_answer": "8"}, {"first_answer": True}, {"first_answer": None},
     {"first_answer": float("nan")}, {"closing_days": 2.5}, {"closing_reminders": 6}, {"climb": 10**9}, {"climb": [1]}],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_and_changes_nothing(brand, wrong):
    with pytest.raises(CannotBe):
        set_policy(brand, wrong)
    assert Brand.objects.get(pk=brand.pk).policy == {}


@pytest.mark.parametrize("stored", [{"first_answer": "x"}, {"nothing": 1}, [], None, "x", {"first_answer": -1}])
def test_rubbish_in_the_row_says_nothing(brand, stored):
    brand.policy = stored
    assert policy_of(brand) == usual()


def test_the_rungs_above_the_third_answer_like_the_third():
    policy = with_rules({"rung_1": 1, "rung_2": 2, "rung_3": 3})
    assert [policy.rung(number) for number in (0, 1, 2, 3, 9)] == [1, 1, 2, 3, 3]
