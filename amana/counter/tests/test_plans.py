"""The line at the counter is read from its index, however long it is."""

from __future__ import annotations

import pytest
from django.db import connection

from amana.cases.models import Case
from amana.counter.models import Step, Turn
from amana.counter.taking import _first, in_hand
from amana.counter.undoing import undoable
from amana.desk.framing import counted
from amana.record.storing import insert_all
from tests.filling import desk, fill
from tests.plans import plans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(db, now):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL random_page_cost = 1.1")
    fill(600, at=now)
    rows = Case.objects.order_by("pk").values_list("pk", "brand", "opened_at", "state")
    insert_all([Turn(case_id=key, brand_id=brand, stands_at=at) for key, brand, at, _state in rows])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE counter_turn")
    return desk(at=now)


def test_the_next_case_is_read_from_its_index(line, now):
    brand, agents = line
    plans = plans_of(lambda: (_first([brand.pk], at=now), in_hand(agents[0], at=now), undoable(agents[0], at=now)))
    assert [
        plan.sql for plan in plans if "counter_turn" in plan.scans or (plan.sorts and "counter_step" not in plan.sql)
    ] == []


def test_the_line_is_counted_no_further_than_it_is_shown(line, now):
    brand, _agents = line
    assert counted(Turn.objects.waiting().filter(brand__in=[brand.pk])) == "50+"
    plans = plans_of(lambda: counted(Turn.objects.waiting().filter(brand__in=[brand.pk])))
    assert all("counter_turn" not in plan.scans for plan in plans)
    assert Step.objects.count() == 0
