"""Who acts for a customer at a moment: who may look, whose mail goes on with a case, and under which names they act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.models import Participant
from amana.people.models import Address, Person
from amana.record.appending import Appended
from amana.record.reading import entries
from amana.team.viewing import Viewer, by_helper, by_link

# Of two rights the wider one counts.
_WIDTH = {Helper.READS: 0, Helper.WRITES: 1, Helper.DECIDES: 2}


@dataclass(frozen=True)
class Helping:
    """Who writes for a customer, by (case, address) with how they sign; and who may only read."""

    writing: Mapping[tuple[UUID, str], Mapping[str, str]]
    reading: set[tuple[UUID, str]]


def helper_on(person: Person, case: UUID, *, at: datetime) -> Viewer | None:
    """Return the viewer of somebody who acts for a customer on this case at this moment, None for whoever does not.

    Of two rights on one case the wider one counts.
    """
    rows = list(Helper.objects.acting(at).on([case]).filter(helper=person).select_related("customer").distinct())
    if not rows:
        return None
    row = max(rows, key=lambda one: (_WIDTH[one.scope], one.case_id is None))
    return by_helper(
        person, case, acts_for=row.customer, called=called_of([row])[row.pk], scope=row.scope,
        is_for_all=any(one.case_id is None and one.scope != Helper.READS for one in rows),
        until=row.until,
    )  # fmt: skip


def helpers_by_mail(cases: Iterable[UUID], *, at: datetime) -> Helping:
    """Return who may write by mail in these cases for a customer at this moment, and who may only read."""
    keys = set(cases)
    rows = list(Helper.objects.acting(at).on(keys).select_related("customer").distinct().order_by("named_at", "pk"))
    if not rows:
        return Helping({}, set())
    names = called_of(rows)
    addresses: dict[UUID, list[str]] = {}
    for person, kind, value in Address.objects.filter(person__in=[row.helper_id for row in rows]).values_list(
        "person_id", "kind", "value"
    ):
        if kind == Address.MAIL:
            addresses.setdefault(person, []).append(value)
    theirs = Participant.objects.filter(case__in=keys, person__in=[row.customer_id for row in rows])
    cases_of: dict[UUID, list[UUID]] = {}
    for person, case in theirs.values_list("person_id", "case_id"):
        cases_of.setdefault(person, []).append(case)
    writing: dict[tuple[UUID, str], Mapping[str, str]] = {}
    reading: set[tuple[UUID, str]] = set()
    for row in sorted(rows, key=lambda one: _WIDTH[one.scope]):
        within = [key for key in cases_of.get(row.customer_id, []) if row.case_id in {None, key}]
        for place in [(key, address) for key in within for address in addresses.get(row.helper_id, [])]:
            if row.scope == Helper.READS:
                reading.add(place)
            else:
                writing[place] = {"helper": names[row.pk], "customer": row.customer.name, "scope": row.scope}
    return Helping(writing, reading - set(writing))


def speaker_of(message: Appended) -> Viewer:
    """Return who wrote a message, as the one to act on what it says: the customer, or somebody who signs for them."""
    person, signed = Person.objects.get(pk=message.by.key), message.content.get("signed")
    if not signed:
        return by_link(person, message.book)
    acts = helper_on(person, message.book, at=message.at)
    if acts is None:
        raise Refused(_("Whoever wrote this does not act for the customer any more."))
    return acts


def may_decide(message: Appended) -> bool:
    """Say whether what a message agrees to is agreed: not when it is signed by a helper who does not decide."""
    signed = message.content.get("signed")
    return not signed or signed.get("scope") == Helper.DECIDES


def called_of(rows: Sequence[Helper]) -> dict[UUID, str]:
    """Return what each is called: as in the entry by which they were named, so that nobody learns another name of theirs."""
    said = entries([row.pk for row in rows], side="customer") if rows else {}
    names = {row.pk: str(said[row.pk]["called"] or "") if row.pk in said else "" for row in rows}
    return {row.pk: names[row.pk] or row.helper.name for row in rows}
