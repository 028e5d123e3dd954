"""The board of promised calls and the free half-hours are read from an index, however many promises there are."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from amana.cases.models import Case
from amana.handling.talking.calling_back import book, call_owed, free_times
from amana.team.viewing import at_the_desk
from tests.filling import desk, fill
from tests.plans import plans_of

pytestmark = pytest.mark.django_db


def test_the_board_and_the_free_times_read_no_table_from_end_to_end(client: Client, now: datetime) -> None:
    fill(1_500, at=now)
    agent = desk(at=now)[1][0]
    case = Case.objects.filter(holder=agent, state="open", kept_by="company").select_related("brand__week").first()
    assert case is not None
    book(case, free_times(case, at=now)[0], number="+972501234567", by=at_the_desk(agent), at=now)
    plans = plans_of(lambda: (free_times(case, at=now), call_owed(case)))
    assert len(plans) <= 6
    assert not [plan.text for plan in plans if plan.scans]
    client.force_login(agent.account)
    assert client.get("/desk/call-backs/").status_code == 200
    board = plans_of(lambda: client.get("/desk/call-backs/"))
    read = next(plan for plan in board if "call_back" in plan.sql)
    if connection.vendor == "sqlite":
        # PostgreSQL finds one promised call by whatever is at hand.
        assert "commitment_call_back" in read.text, read.text
    assert not [plan.text for plan in board if plan.scans]
