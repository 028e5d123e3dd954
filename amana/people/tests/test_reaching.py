from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from amana.people.models import Address

pytestmark = pytest.mark.django_db

HELD_BY = "address_telephone_is_found_by_its_end"


def telephones(ends, person, now):
    for number in ends:
        Address.telephone(number, person=person, at=now).save()


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("501234567", ["+972501234567"]),
        ("34567", ["+972501234567", "+972541234567"]),
        ("99999", ["+972509999999"]),
        ("39", ["+972501111139"]),
        ("9" * 5_000, []),
        ("972501234567", ["+972501234567"]),
        ("+97250", []),
    ],
)
def test_a_telephone_is_found_by_its_last_digits(noa, now, digits, found):
    telephones(["+972501234567", "+972541234567", "+972509999999", "+972501111139", "+972501111140"], noa, now)
    rows = Address.objects.ending_with(digits.lstrip("+"))
    assert sorted(rows.values_list("value", flat=True)) == found


def test_an_address_is_found_by_its_beginning_however_it_is_typed(noa, now):
    telephones(["+972501234567"], noa, now)
    assert [row.value for row in Address.objects.beginning_with("NOA@Cust")] == ["noa@customer.example"]
    assert [row.value for row in Address.objects.beginning_with("+97250")] == ["+972501234567"]


@pytest.mark.parametrize(("kind", "backwards"), [("phone", None), ("mail", "12345")])
def test_the_database_refuses_a_telephone_that_would_not_be_found(noa, now, kind, backwards):
    with pytest.raises(IntegrityError):
        Address.objects.create(kind=kind, value="x", backwards=backwards, person=noa, added_at=now)


@pytest.fixture
def as_before(db):
    """The table as it was before each telephone had to have its end."""
    is_sqlite = connection.vendor == "sqlite"
    lift = (
        "PRAGMA ignore_check_constraints = ON" if is_sqlite else f"ALTER TABLE people_address DROP CONSTRAINT {HELD_BY}"
    )
    with connection.cursor() as cursor:
        cursor.execute(lift)
        yield
        if is_sqlite:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_telephones_of_before_are_given_their_ends_in_slices(as_before, noa, now, monkeypatch):
    fill_in = import_module("amana.people.migrations.0003_fill_in_the_ends_of_telephones")
    monkeypatch.setattr(fill_in, "SLICE", 100)
    old = [Address(kind="phone", value=f"+97250 {number:07}", person=noa) for number in range(1_000_000, 1_000_250)]
    Address.objects.bulk_create(old)

    with CaptureQueriesContext(connection) as asked:
        fill_in.fill(apps, None)

    assert sum(one["sql"].startswith("UPDATE") for one in asked) == 3
    assert not Address.objects.filter(kind="phone", backwards=None).exists()
    assert [row.value for row in Address.objects.ending_with("501000249")] == ["+97250 1000249"]
    assert Address.objects.get(kind="mail", person=noa).backwards is None
