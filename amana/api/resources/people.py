"""The people who write to us: found by name, address or telephone; one person with how they are reached."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call
from amana.api.matching import tagged
from amana.api.paging import Paged, page_of
from amana.api.rooming import Room
from amana.api.scopes import PEOPLE_READ
from amana.cases.models import Case
from amana.people.models import Person
from amana.search.asking import understand
from amana.search.naming import people

room = Room("people")
MOST_FOUND = 50
# A page looks through this many people at most, of whichever brand; the next page goes on from there.
LOOKED_THROUGH = 2000


class AddressOut(Schema):
    kind: str
    value: str


class PersonOut(Schema):
    """Somebody with a case of the caller's brands. Nothing that was worked out about them leaves here."""

    key: UUID
    name: str
    language: str
    zone: str
    addresses: list[AddressOut]
    since: datetime


class PeopleOut(Schema):
    """A page of people. Where there are many of other brands it may be short, or empty, and goes on as long as there is a `next`."""

    people: list[PersonOut]
    next: str | None


class PeopleAsked(Paged):
    """The newest first; `q` finds by name, mail address or telephone, fifty at most and no further page."""

    q: Annotated[str, Field(max_length=300)] = ""


def person_out(person: Person) -> PersonOut:
    """Return a person in their shape; needs the addresses at hand."""
    addresses = sorted(person.addresses.all(), key=lambda one: (one.kind, one.added_at))
    return PersonOut(
        key=person.pk, name=person.name, language=person.language, zone=person.zone, since=person.created_at,
        addresses=[AddressOut(kind=one.kind, value=one.value) for one in addresses],
    )  # fmt: skip


def _known(request: Call) -> QuerySet[Person]:
    theirs = Case.objects.visible_to(request.caller.viewer).filter(customer=OuterRef("pk"))
    return Person.objects.filter(Exists(theirs)).prefetch_related("addresses")


@room.read("people", scope=PEOPLE_READ, name="list_people", gives=PeopleOut)
def list_people(request: Call, asked: Query[PeopleAsked]) -> PeopleOut:
    """Those who wrote to the caller's brands."""
    if asked.q.strip():
        found = people(understand(asked.q), request.caller.viewer, most=min(asked.most, MOST_FOUND))
        return PeopleOut(people=[person_out(one) for one in found], next=None)
    everybody = Person.objects.prefetch_related("addresses")
    rows, following = page_of(
        everybody, asked, of="people", by="created_at", newest_first=True, within=(_known(request), LOOKED_THROUGH)
    )
    return PeopleOut(people=[person_out(one) for one in rows], next=following)


@room.read("people/{key}", scope=PEOPLE_READ, name="get_person", gives=PersonOut, tagged=True)
def get_person(request: Call, response: HttpResponse, key: UUID) -> Any:
    """One person."""
    person = _known(request).filter(pk=key).first()
    if person is None:
        raise Http404
    return tagged(request, response, person_out(person))
