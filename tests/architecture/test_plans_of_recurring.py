"""What happens every so often looks at the end of an index, and asks next to nothing where there is nothing to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from amana.cases.models import Case
from amana.config.recurring import RECURRING, resolve
from amana.handling.models import Care
from amana.insight.counting import MEASURES
from amana.insight.measures.spanning import Span
from amana.record.storing import insert_all
from amana.review.models import Weights
from amana.team.models import Brand
from tests.filling import fill
from tests.plans import A_HANDFUL, Plan, plans_of

MANY = 600
# What one function asks when nothing is due, its rows written once before.
MOST_QUERIES = 12
# These read every brand, everybody who serves, or the names of the tables, of which there are a handful.
SETTINGS = {"notices_manner", "review_weights", "insight_countedweek", "insight_frame", "insight_shownunit", "handling_namewalk",
            "privacy_retention", "sqlite_master"}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def full(db: None, now: datetime) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL random_page_cost = 1.1")
    fill(MANY, at=now)
    # A brand whose customers' patience has a threshold is looked at each minute.
    Weights.objects.create(brand=Brand.objects.get(), climb_below=30, points={}, changed_at=now)


def analyze(table: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def unsound(name: str, plans: list[Plan]) -> list[str]:
    found = [
        f"{name}: reads all of {plan.scans}\n{plan.sql}\n{plan.text}" for plan in plans if set(plan.scans) - SETTINGS
    ]
    return found + [
        f"{name}: looked at {plan.rows} rows\n{plan.sql}\n{plan.text}" for plan in plans if (plan.rows or 0) > A_HANDFUL
    ]


def test_the_clock_finds_what_is_due_in_an_index(now: datetime) -> None:
    found: list[str] = []
    for _every, name in RECURRING:
        function = resolve(name)
        # What there was to do once is done: earlier names are known, weeks are counted, mornings are set.
        for _ in range(6):
            function(now)
        analyze(
            "insight_arrivalday"
        )  # of two indexes that begin with the brand the server takes the smaller, unless it knows the days
        plans = plans_of(partial(function, now + timedelta(seconds=1)))
        found += unsound(name, plans)
        if len(plans) > MOST_QUERIES:
            found.append(f"{name}: {len(plans)} queries where nothing is due")
    assert not found, "\n\n".join(found)


def test_a_week_is_counted_from_an_index(now: datetime) -> None:
    keys = Case.objects.order_by("pk").values_list("pk", flat=True)
    insert_all(
        [Care(case_id=key, answer=Care.YES, entry=key, at=now - timedelta(hours=n)) for n, key in enumerate(keys)]
    )
    analyze()
    week = Span(Brand.objects.select_related("week").get(), (now - timedelta(days=400)).date())
    found = [
        line for one in MEASURES for line in unsound(one.__name__, plans_of(lambda one=one: list(one.count(week))))
    ]
    assert not found, "\n\n".join(found)
