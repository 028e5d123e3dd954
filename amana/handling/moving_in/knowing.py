"""Who the people of an export are here: by mail address, else by their number there; nobody is guessed or let in by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.handling.moved import MovedIn, Origin
from amana.handling.moving_in.matters import Matter, Somebody
from amana.kit.codes import new_id
from amana.people.models import Address, Company, Person
from amana.people.recognising import recognise_all
from amana.record.storing import insert_all, insert_rows, update_rows
from amana.team.models import Agent, Brand

MOVED = ("id", "origin_id", "what", "foreign", "key", "case_id")


@dataclass
class Known:
    """The people of one batch, by mail address and by their number there; and who serves here, by mail address."""

    by_mail: Mapping[str, Person]
    by_number: dict[str, Person]
    agents: Mapping[str, Agent]

    def person(self, somebody: Somebody) -> Person | None:
        return self.by_mail.get(somebody.mail) or self.by_number.get(somebody.foreign)

    def agent(self, somebody: Somebody) -> Agent | None:
        return self.agents.get(somebody.mail) if somebody.mail else None


def agents_of(brand: Brand) -> dict[str, Agent]:
    """Return who serves a brand now, by mail address: those alone can hold what is still open."""
    rows = Agent.objects.serving().filter(brands=brand).select_related("account", "team")
    return {agent.account.email: agent for agent in rows}


def know(matters: Sequence[Matter], origin: Origin, agents: Mapping[str, Agent], *, at: datetime) -> Known:
    """Return the people these matters are about, making those who are new; queries do not grow with their number."""
    wanted = _customers(matters)
    by_mail = recognise_all(
        {one.mail: (one.name, one.language) for one in wanted if one.mail}, at=at
    ) if any(one.mail for one in wanted) else {}  # fmt: skip
    # Whoever is named in one ticket by mail address and in another by number alone is one and the same.
    also = {one.foreign: by_mail[one.mail] for one in wanted if one.mail and one.foreign}
    by_number = _by_number(
        [one for one in wanted if not one.mail and one.foreign and one.foreign not in also], origin, at=at
    )
    known = Known(by_mail, by_number | also, agents)
    _say_for_whom_they_write(wanted, known, at=at)
    _keep_telephones(wanted, known, at=at)
    rows = [(new_id(), origin.pk, MovedIn.PERSON, one.foreign, person.pk, None)
            for one in wanted if one.foreign and (person := known.person(one)) is not None]  # fmt: skip
    insert_rows(MovedIn, MOVED, rows, unless_there=True)
    return known


def _customers(matters: Iterable[Matter]) -> list[Somebody]:
    """Return everybody of the other side once, by address or number; whose name is said later is known by it."""
    found: dict[str, Somebody] = {}
    for matter in matters:
        for one in (matter.customer, *(said.writer for said in matter.said)):
            key = one.mail or one.foreign
            if key and (not one.is_ours or one is matter.customer) and not (key in found and found[key].name):
                found[key] = one
    return [found[key] for key in sorted(found)]


def _by_number(people: Sequence[Somebody], origin: Origin, *, at: datetime) -> dict[str, Person]:
    rows = MovedIn.objects.filter(origin=origin, what=MovedIn.PERSON, foreign__in=[one.foreign for one in people])
    keys = dict(rows.values_list("foreign", "key")) if people else {}
    there = Person.objects.in_bulk(keys.values()) if keys else {}
    found = {foreign: there[key] for foreign, key in keys.items() if key in there}
    fresh = {
        one.foreign: Person(id=new_id(), name=one.name[:200], language=one.language, created_at=at)
        for one in people
        if one.foreign not in found
    }
    insert_all(list(fresh.values()))
    return found | fresh


def _say_for_whom_they_write(people: Sequence[Somebody], known: Known, *, at: datetime) -> None:
    """Give a company to whoever has none; one of exactly this name is that one."""
    wanted = {one.firm[:200] for one in people if one.firm}
    if not wanted:
        return
    firms = {row.name: row.pk for row in Company.objects.filter(name__in=wanted, is_ours=False).order_by("-created_at")}
    fresh = [Company(id=new_id(), name=name, created_at=at) for name in sorted(wanted - firms.keys())]
    insert_all(fresh)
    firms |= {row.name: row.pk for row in fresh}
    moved: dict[UUID, UUID] = {}
    for one in people:
        person = known.person(one)
        if one.firm and person is not None and person.company_id is None:
            moved[person.pk] = person.company_id = firms[one.firm[:200]]
    update_rows(Person, ("company_id",), [(firm, key) for key, firm in sorted(moved.items())], where=("id",))


def _keep_telephones(people: Sequence[Somebody], known: Known, *, at: datetime) -> None:
    """Keep telephones nobody has yet; one that is somebody's stays theirs."""
    rows = []
    for one in people:
        if one.phone and (person := known.person(one)) is not None:
            row = Address.telephone(one.phone, person=person, at=at)
            rows.append((row.pk, row.kind, row.value, row.person_id, row.added_at, row.backwards))
    insert_rows(Address, ("id", "kind", "value", "person_id", "added_at", "backwards"), rows, unless_there=True)
