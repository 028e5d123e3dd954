"""Knowing who writes: the person behind an address, made when there is none yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models, transaction

from amana.kit.codes import new_id
from amana.people.models import Address, Person
from amana.record.storing import insert_all, insert_rows


@transaction.atomic
def recognise_all(senders: Mapping[str, tuple[str, str]], *, at: datetime) -> dict[str, Person]:
    """Return the person behind each mail address; `senders` maps address to (name, language).

    The address row is written first and decides: of two workers who meet a new sender at once, one
    wins and the other takes the winner's person, so nobody is made twice. Queries do not grow
    with the number of senders.
    """
    # In one order for all, so that no two workers who meet the same new senders wait for each other.
    wanted = dict(sorted((key.strip().lower(), said) for key, said in senders.items()))
    found = _known(wanted)
    fresh = {value: said for value, said in wanted.items() if value not in found}
    if not fresh:
        return found
    made = {
        value: Person(id=new_id(), name=name[:200], language=language, created_at=at)
        for value, (name, language) in fresh.items()
    }
    # Persons go in first because the address points at them; those who lose the race are removed again.
    insert_all(list(made.values()))
    insert_rows(
        Address,
        ("id", "kind", "value", "person_id", "added_at"),
        [(new_id(), Address.MAIL, value, person.pk, at) for value, person in made.items()],
        unless_there=True,
    )
    winners = _of_mail(fresh).filter(person__in=[person.pk for person in made.values()])
    won = set(winners.values_list("value", flat=True))
    losers = {value: person for value, person in made.items() if value not in won}
    if losers:
        Person.objects.filter(pk__in=[person.pk for person in losers.values()]).delete()
    return found | made | (_known(losers) if losers else {})


def _known(values: Iterable[str]) -> dict[str, Person]:
    return {row.value: row.person for row in _of_mail(values).select_related("person")}


def _of_mail(values: Iterable[str]) -> models.QuerySet[Address]:
    return Address.objects.filter(kind=Address.MAIL, value__in=list(values))


def recognise(address: str, *, name: str = "", language: str = "", at: datetime) -> Person:
    """Return the person behind one mail address; as `recognise_all`."""
    return recognise_all({address: (name, language)}, at=at)[address.strip().lower()]
