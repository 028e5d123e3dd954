from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.handling.intake.importing import new_brand
from amana.kit.working_time import after_working_hours

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 13, 10, tzinfo=UTC)


@pytest.mark.parametrize("country, day", [("IL", 15), ("DE", 13), ("AE", 13)])
def test_a_brand_works_the_week_of_its_country(now, country, day):
    brand = new_brand("Tahuna", at=now, country=country, zone="UTC")
    due = after_working_hours(FRIDAY, 0.5, brand.week.working)
    assert due.date().day in {day, 16} if country == "AE" else due.date().day == day


def test_a_week_is_kept_as_it_was_made(now):
    brand = new_brand("Tahuna", at=now)
    again = type(brand.week).objects.get(pk=brand.week.pk).working
    assert after_working_hours(FRIDAY, 3, again) == after_working_hours(FRIDAY, 3, brand.week.working)
    assert after_working_hours(FRIDAY, 3, again) - FRIDAY > timedelta(days=1)
