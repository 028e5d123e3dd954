from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.config.ticking import tick
from amana.handling.intake.importing import ensure_brand
from amana.handling.opening import open_case
from amana.people.models import Person
from amana.team.joining import add_agent
from amana.team.viewing import at_the_desk

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def opened():
    brand = ensure_brand(["support@example.com"], at=NOW)
    dana = at_the_desk(add_agent("dana@example.com", name="Dana", brands=[brand], at=NOW))
    noa = Person.objects.create(name="Noa", language="en")
    return open_case(noa, brand, subject="Router", text="It is broken", by=dana, at=NOW)


def test_with_nothing_promised_it_looks_again_in_a_second():
    assert tick(at=NOW) == 1.0


def test_it_sleeps_until_the_earliest_alarm_and_never_longer_than_a_second():
    opened()
    Commitment.objects.update(alarm_at=NOW + timedelta(milliseconds=300))
    assert tick(at=NOW) == pytest.approx(0.3)
    Commitment.objects.update(alarm_at=NOW + timedelta(hours=3))
    assert tick(at=NOW) == 1.0


def test_what_is_due_is_rung_at_once():
    opened()
    due = Commitment.objects.get().alarm_at
    assert tick(at=due) == 0.0
    assert Commitment.objects.get().alarm_at != due
    assert Case.objects.get().is_open
