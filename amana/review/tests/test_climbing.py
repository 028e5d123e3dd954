from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import CLOSED, Case
from amana.commitments.models import Commitment
from amana.escalation.models import LowPatience
from amana.handling.facts.standing_still import note_standstill
from amana.record.reading import read
from amana.review.climbing import LATELY, climb_for_patience
from amana.review.models import Change, Weights
from amana.review.weighing import WEIGHTS, set_weights, weights_of
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def watched(brand, now):
    """The brand lets a case climb below 60."""
    set_weights(brand, {}, climb_below=60, at=now)
    return brand


def fell(case, points: int, at, reason="late") -> None:
    """Something happened that took so much, or gave it back."""
    Change.objects.create(person_id=case.customer_id, case=case, points=points, reason=reason, at=at)
    row = Case.objects.get(pk=case.pk)
    Case.objects.filter(pk=case.pk).update(patience=max(0, min(100, row.patience + points)))


def climbs(case):
    return [entry for entry in read(case.key, side="customer") if entry.kind == "rung.climbed"]


def test_a_case_climbs_when_patience_goes_under_the_threshold_and_says_why(watched, case, ruth, now):
    fell(case, -50, now)
    assert climb_for_patience(now + MINUTE) == 1
    entry = climbs(case)[0]
    assert entry["because"] == "patience" and entry["to"] == ruth.name
    assert "a promise was late" in entry["why"]
    assert Commitment.objects.outstanding().filter(case=case, origin=Commitment.RUNG, owner_agent=ruth).exists()


def test_it_climbs_once_for_each_fall(watched, case, ruth, now):
    fell(case, -50, now)
    assert [climb_for_patience(now + MINUTE), climb_for_patience(now + 2 * MINUTE)] == [1, 0]
    fell(case, -5, now + 3 * MINUTE)
    assert climb_for_patience(now + 4 * MINUTE) == 0


def test_a_new_fall_after_patience_came_back_counts_again(watched, case, ruth, now):
    fell(case, -50, now)
    climb_for_patience(now + MINUTE)
    fell(case, 30, now + 2 * MINUTE, "amends")
    assert climb_for_patience(now + 3 * MINUTE) == 0
    assert not LowPatience.objects.exists()
    fell(case, -40, now + 4 * MINUTE)
    climb_for_patience(now + 5 * MINUTE)
    assert LowPatience.objects.exists()


def test_what_fell_before_the_clock_looked_back_moves_nothing(watched, case, now):
    fell(case, -50, now - LATELY - MINUTE)
    assert climb_for_patience(now) == 0


@pytest.mark.parametrize("below", [0, 50])
def test_at_the_threshold_or_without_one_nothing_climbs(brand, case, now, below):
    set_weights(brand, {"late": -9}, climb_below=below, at=now)
    fell(case, -50, now)
    assert climb_for_patience(now + MINUTE) == 0


def test_a_closed_case_does_not_climb(watched, case, now):
    fell(case, -50, now)
    Case.objects.filter(pk=case.pk).update(
        state=CLOSED, closed_at=now, waiting_for="", next_due_at=None, next_commitment=None, queue_at=None
    )
    assert climb_for_patience(now + MINUTE) == 0


def test_what_an_agent_lost_moves_no_case(watched, case, dana, now):
    Change.objects.create(agent=dana, case=case, points=-50, reason="climbed", at=now)
    Case.objects.filter(pk=case.pk).update(patience=10)
    assert climb_for_patience(now + MINUTE) == 0


def test_weights_of_its_own_count_for_what_happens_next(brand, case, dana, now):
    set_weights(brand, {"standstill": -70}, climb_below=0, at=now)
    note_standstill(case, stands_still=True, text="The shop is closed", by=at_the_desk(dana), at=now)
    assert Case.objects.get(pk=case.pk).patience == 30


def test_weights_as_usual_and_no_climbing_forget_the_row(brand, now):
    set_weights(brand, {"late": -20}, climb_below=5, at=now)
    assert weights_of([brand.pk])[brand.pk]["late"] == -20
    set_weights(brand, {"late": WEIGHTS["late"]}, climb_below=0, at=now)
    assert not Weights.objects.exists()


@pytest.mark.parametrize(
    ("points", "below"),
    [({"late": 5}, 0), ({"kept": -5}, 0), ({"late": -101}, 0), ({"late": "x"}, 0), ({"late": True}, 0), ({"what": -1}, 0),
     ({}, -1), ({}, 101), ({}, "x"), ({}, None), ({}, True)],
)  # fmt: skip
def test_a_weight_that_cannot_be_is_refused(brand, now, points, below):
    with pytest.raises(Refused):
        set_weights(brand, points, climb_below=below, at=now)
    assert not Weights.objects.exists()
