from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.insight.models import Strained, StrainedWalk
from amana.insight.straining import differences, keep_strained
from amana.review.models import Change, Weights

pytestmark = pytest.mark.django_db


def lose(case, left, at):
    Change.objects.create(person=case.customer, case=case, points=-60, reason="late", at=at)
    Case.objects.filter(pk=case.pk).update(patience=left)


def test_a_case_is_listed_when_patience_runs_low_and_leaves_when_it_is_back(case, now):
    assert keep_strained(now) == 0
    lose(case, 30, now)
    assert keep_strained(now) == 1 and keep_strained(now) == 0
    assert Strained.objects.get().patience == 30

    Case.objects.filter(pk=case.pk).update(patience=20)
    assert keep_strained(now) == 1 and Strained.objects.get().patience == 20
    Case.objects.filter(pk=case.pk).update(patience=40)
    assert keep_strained(now) == 1 and not Strained.objects.exists()


def test_what_a_brand_bears_counts_before_the_usual(case, now):
    lose(case, 30, now)
    Weights.objects.create(brand=case.brand, climb_below=25, changed_at=now)
    assert keep_strained(now) == 0
    Weights.objects.update(climb_below=60)
    Case.objects.filter(pk=case.pk).update(patience=55)
    assert keep_strained(now) == 1


def test_what_happened_while_the_clock_stood_still_is_found_and_what_closed_in_silence_is_dropped(case, now):
    assert keep_strained(now - timedelta(days=9)) == 0
    lose(case, 10, now - timedelta(days=3))
    assert differences() == [case.pk]
    assert keep_strained(now) == 1 and keep_strained(now) == 0 and differences() == []
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now, waiting_for="")
    assert keep_strained(now + timedelta(days=1)) == 1 and not Strained.objects.exists()


def test_an_installation_of_before_is_gone_through_some_at_a_time(case, now, monkeypatch):
    from amana.insight import straining

    monkeypatch.setattr(straining, "MOST_NEW", 1)
    Case.objects.filter(pk=case.pk).update(patience=10)
    assert straining.keep_strained(now) == 1 and differences() == []
    assert StrainedWalk.objects.get().newest == case.pk
