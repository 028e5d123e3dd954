from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from amana.insight.causes.arriving import count_arrivals
from amana.insight.checking import figure_differences
from amana.insight.models import ArrivalDay, Part, PartedWeek, Strained
from amana.insight.parting import count_parts
from amana.insight.straining import keep_strained

pytestmark = pytest.mark.django_db


def test_the_check_names_every_figure_of_insight_that_is_another_now(brand, case, now, capsys):
    at = now + timedelta(days=9)
    count_parts(at)
    count_arrivals(at)
    keep_strained(at)
    assert list(figure_differences([brand], weeks=60)) == []
    week = PartedWeek.objects.filter(brand=brand).order_by("-week_on")[0].week_on
    Part.objects.create(brand=brand, week_on=week, measure="leaks", by="", kind="opacity", value="", bucket=0, number=7)
    ArrivalDay.objects.filter(day=ArrivalDay.objects.latest("day").day).update(cases=77)
    Strained.objects.create(case=case, brand=brand, patience=1, since=now)
    said = " ".join(figure_differences([brand], weeks=60))
    assert "leaks opacity" in said and "77 counted, 0 now" in said and f"case {case.pk}" in said
    assert list(figure_differences([], weeks=60)) == []
    call_command("insight", "rebuild", "--check", "--weeks", "60")
    assert "3 figures of the last 60 weeks are others now" in capsys.readouterr().out
