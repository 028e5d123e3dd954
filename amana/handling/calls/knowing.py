"""Whose number it is: the one person a telephone belongs to, and their open cases; nothing is guessed."""

from __future__ import annotations

from amana.cases.models import Case
from amana.channels.phone.told import as_number
from amana.people.models import Address, Person
from amana.team.models import Brand

# Numbers that end alike and are looked at one by one; more would be no number of a person.
MOST_ALIKE = 50
COMPARED = 7
MOST_CASES = 5


def country_of(brand: Brand) -> str:
    """Return where a number without its country is dialled, for a brand."""
    return brand.week.working.country or ""


def person_with(number: str, country: str) -> Person | None:
    """Return the one person this telephone (+972…) belongs to, however it was written down; None for nobody, or several."""
    digits = "".join(letter for letter in number if letter.isdecimal())
    if len(digits) < COMPARED:
        return None
    rows = Address.objects.ending_with(digits[-COMPARED:]).select_related("person").order_by("backwards", "pk")
    alike = list(rows[: MOST_ALIKE + 1])
    if len(alike) > MOST_ALIKE:
        alike = list(Address.objects.filter(kind=Address.PHONE, value=number).select_related("person"))
    same = {row.person_id: row.person for row in alike if as_number(row.value, country) == number}
    return next(iter(same.values())) if len(same) == 1 else None


def open_cases(person: Person, brand: Brand) -> list[Case]:
    """Return the open cases of a person with a brand, the latest first, a few at most."""
    rows = Case.objects.open().filter(customer=person, brand=brand).select_related("holder__account")
    return list(rows.order_by("-opened_at", "pk")[:MOST_CASES])
