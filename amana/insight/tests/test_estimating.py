from __future__ import annotations

import math
import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.insight.estimating import (
    bursts,
    chance_of_so_many,
    difference,
    exact_share,
    rate,
    ratio,
    standing_out,
    wilson,
)


def near(found, *wanted: float) -> bool:
    return all(math.isclose(one, two, rel_tol=1e-3, abs_tol=1e-4) for one, two in zip(found, wanted, strict=True))


def test_a_rate_has_the_exact_interval_of_a_count():
    """The bounds of Garwood's table for 0, 5 and 100."""
    assert near(rate(0, 1), 0, 0, 3.6889)
    assert near(rate(5, 1), 5, 1.6235, 11.6683)
    assert near(rate(100, 10), 10, 8.1364, 12.1627)


def test_a_large_count_has_an_interval_too():
    found = rate(1_000_000, 1)
    assert 997_900 < found.low < 998_100 and 1_001_900 < found.high < 1_002_100


def test_shares_and_their_difference_are_those_of_newcombe():
    """Newcombe 1998, table II, line (a): 56 of 70 against 48 of 80, method 10."""
    assert near(difference(56, 70, 48, 80), 0.2, 0.0524, 0.3339)
    assert near(wilson(81, 263), 0.3080, 0.2553, 0.3662)
    assert near(exact_share(5, 20), 0.25, 0.0866, 0.4910)


@pytest.mark.parametrize(("some", "of"), [(1, 0), (2, 1), (-1, 4)])
def test_what_is_no_share_is_refused(some, of):
    with pytest.raises(ValueError):
        wilson(some, of)


@pytest.mark.parametrize(("cases", "of"), [(1, 0), (-1, 4)])
def test_what_is_no_rate_is_refused(cases, of):
    with pytest.raises(ValueError):
        rate(cases, of)


def test_a_ratio_says_what_is_left_of_the_rate_before():
    found = ratio(3, 1000, 30, 1000)
    assert near((found.value,), 0.1) and found.low < 0.05 and 0.3 < found.high < 0.35


def test_a_ratio_of_nothing_is_none_and_its_bounds_may_be_open():
    assert ratio(0, 10, 0, 10) is None
    assert ratio(4, 10, 0, 10).high == math.inf
    with pytest.raises(ValueError):
        ratio(1, 0, 1, 1)


@given(st.integers(1, 60), st.integers(0, 200), st.floats(0.01, 0.99))
def test_the_chance_of_so_many_is_the_tail_of_a_binomial(recent, base, share):
    total = recent + base
    tail = sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(recent, total + 1))
    assert math.isclose(chance_of_so_many(recent, base, share=share), tail, rel_tol=1e-6, abs_tol=1e-12)


def test_the_interval_of_a_ratio_holds_the_truth_as_often_as_it_says():
    chance, held = random.Random(7), 0
    for _ in range(400):
        before = sum(chance.random() < 0.02 for _ in range(1500))
        after = sum(chance.random() < 0.01 for _ in range(1500))
        found = ratio(after, 1500, before, 1500)
        held += found is not None and found.low <= 0.5 <= found.high
    assert held >= 0.95 * 400 - 10


def test_benjamini_and_hochberg_name_those_that_stand_out():
    """The fifteen chances of their paper of 1995: at a rate of one in twenty, four are named."""
    paper = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert standing_out(paper, rate=0.05) == [0, 1, 2, 3]
    assert standing_out([], rate=0.05) == []
    assert standing_out([0.9, 0.8], rate=0.05) == []


def test_counts_that_come_in_bursts_lie_further_apart():
    assert bursts([(5, 100)] * 8) == 1
    assert bursts([(0, 100), (20, 100), (0, 100), (20, 100)]) > 10
    assert bursts([(9, 100), (1, 100)]) == 1 and bursts([]) == 1 and bursts([(0, 0)] * 9) == 1
