"""Finding whom a file means: by mail, by telephone, or by what one of a brand's own fields says of their cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from amana.cases.labelling import Field, Value
from amana.cases.models import COMPANY, Case
from amana.directory.pointing import same_phone
from amana.handling.facts.tagging import folded
from amana.people.models import Address
from amana.team.models import Brand

A_HANDFUL = 400
Named = TypeVar("Named", str, UUID)


def matched(names: Iterable[str], brand: Brand, *, by_field: Field | None = None) -> dict[str, UUID]:
    """Return the customer of the brand behind each name of a file, for those who are known and meant by it alone."""
    wanted = list(dict.fromkeys(names))
    country = brand.week.working.country or ""
    found: dict[str, UUID] = {}
    for some in _handfuls(wanted):
        mails = {name.lower(): name for name in some if "@" in name}
        phones = {phone: name for name in some if "@" not in name and (phone := same_phone(name, country))}
        for kind, asked in ((Address.MAIL, mails), (Address.PHONE, phones)):
            rows = Address.objects.filter(kind=kind, value__in=list(asked)).values_list("value", "person")
            found |= {asked[value]: person for value, person in rows}
        if by_field is not None:
            found = _by_field([name for name in some if name not in found], by_field) | found
    return _customers(found, brand)


def _by_field(names: Sequence[str], field: Field) -> dict[str, UUID]:
    """Return whose cases say this in a field; a number that stands on the cases of two is nobody's."""
    asked = {folded(name): name for name in names}
    rows = Value.objects.filter(field=field, folded__in=list(asked)).order_by()
    people: dict[str, set[UUID]] = {}
    for text, person in rows.values_list("folded", "case__customer").distinct():
        people.setdefault(asked[text], set()).add(person)
    return {name: next(iter(ones)) for name, ones in people.items() if len(ones) == 1}


def _customers(found: dict[str, UUID], brand: Brand) -> dict[str, UUID]:
    """Leave out whoever has no case with the brand: nothing is kept of strangers."""
    known: set[UUID] = set()
    for some in _handfuls(sorted(set(found.values()))):
        rows = Case.objects.filter(customer__in=some, brand=brand, kept_by=COMPANY).order_by()
        known |= set(rows.values_list("customer", flat=True).distinct())
    return {name: person for name, person in found.items() if person in known}


def _handfuls(values: Sequence[Named]) -> Iterator[Sequence[Named]]:
    for start in range(0, len(values), A_HANDFUL):
        yield values[start : start + A_HANDFUL]
