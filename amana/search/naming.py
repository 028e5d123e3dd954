"""Finding the people of our cases by name, mail address or telephone, through what is indexed and never through all of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from amana.cases.models import COMPANY, Case
from amana.people.models import Address, Person
from amana.search.asking import Asked
from amana.search.backends import Sequel, Wanted, backend
from amana.search.dividing import MARK, WHO, word_forms
from amana.search.finding import HIGHEST, of_brands
from amana.team.viewing import Viewer

MOST_PEOPLE = 10
# Entries that name somebody so, and cases of those, that are looked at.
MOST_ENTRIES, MOST_CASES, MOST_ADDRESSES = 300, 60, 100
SHORTEST_NUMBER, SHORTEST_ADDRESS = 5, 3


def people(asked: Asked, viewer: Viewer, *, most: int = MOST_PEOPLE) -> list[Person]:
    """Return people with a case of this viewer's brands whose name or an address holds every word, a few at most.

    Who wrote last comes first. Telephones are compared by their last digits.
    """
    if viewer.kind != "agent" or not viewer.brands or not asked.parts:
        return []
    found = dict.fromkeys([*_by_address(asked, viewer), *_by_name(asked, viewer)])
    rows = _known_to(viewer).filter(pk__in=list(found)[: most * 2]).prefetch_related("addresses").in_bulk()
    return [rows[key] for key in found if key in rows][:most]


def _known_to(viewer: Viewer) -> QuerySet[Person]:
    theirs = Case.objects.filter(customer=OuterRef("pk"), kept_by=COMPANY, brand__in=viewer.brands)
    return Person.objects.filter(Exists(theirs))


def _by_address(asked: Asked, viewer: Viewer) -> Iterable[UUID]:
    typed = asked.words
    digits = "".join(str(int(letter)) for letter in typed if letter.isdecimal()).lstrip("0")
    rows = Address.objects.none()
    mail = next((word for word in asked.typed.split() if "@" in word and len(word) >= SHORTEST_ADDRESS), "")
    if mail:
        rows = Address.objects.beginning_with(mail)
    elif len(digits) >= SHORTEST_NUMBER and not any(letter.isalpha() for letter in typed):
        rows = Address.objects.ending_with(digits) | Address.objects.ending_with(digits[-9:])
    known = Case.objects.filter(customer=OuterRef("person"), kept_by=COMPANY, brand__in=viewer.brands)
    return rows.filter(Exists(known)).values_list("person", flat=True)[:MOST_ADDRESSES]


def _by_name(asked: Asked, viewer: Viewer) -> Iterable[UUID]:
    """Return people who are named so in what the index of words says of who wrote; each is compared once more."""
    parts = [_names(part.sequels) for part in asked.parts]
    if not all(parts):
        return []
    groups: list[tuple[Sequel, ...]] = [tuple((f"{WHO}{term}",) for term in terms) for terms in parts]
    groups += of_brands(viewer.brands)
    select, values = backend().newest(Wanted(tuple(groups)), since=0, before=HIGHEST, most=MOST_ENTRIES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT case_id FROM search_indexed WHERE id IN ({select}) ORDER BY id DESC",  # noqa: S608  # ours
            values,
        )
        cases = list(dict.fromkeys(UUID(str(key)) for (key,) in cursor.fetchall()))[:MOST_CASES]
    rows = Case.objects.visible_to(viewer).filter(pk__in=cases).select_related("customer")
    by_case = {row.pk: row.customer for row in rows.prefetch_related("customer__addresses")}
    named = [by_case[key] for key in cases if key in by_case]
    return [person.pk for person in named if all(_holds(person, terms) for terms in parts)]


def _names(sequels: Iterable[Sequel]) -> tuple[str, ...]:
    return tuple(one[0] for one in sequels if len(one) == 1 and not one[0].startswith(MARK))


def _holds(person: Person, terms: tuple[str, ...]) -> bool:
    text = " ".join([person.name, *(address.value for address in person.addresses.all())])
    return any(form in terms for forms in word_forms(text) for form in forms)
