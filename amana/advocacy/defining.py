"""Saying what an own case is about: the company, what happened, what is wanted, and what would do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.handling.opening import open_own_case
from amana.people.models import Account, Company, Person
from amana.team.viewing import owner

LONGEST = 20_000


def person_of(account: Account) -> Person:
    """Return the person behind an account, made when there is none yet."""
    made, _is_new = Person.objects.get_or_create(
        account=account, defaults={"name": account.name, "language": account.language, "zone": account.zone}
    )
    return made


def company_named(name: str) -> Company:
    """Return the company of this name that is not ours, made when there is none. Raises Refused without a name."""
    name = " ".join(name.split())[:200]
    if not name:
        raise Refused(_("Write the name of the company."))
    found = Company.objects.filter(name__iexact=name, is_ours=False).order_by("created_at").first()
    return found or Company.objects.create(name=name)


@transaction.atomic
def define(person: Person, *, company: str, happened: str, wanted: str, settle_for: str = "", at: datetime) -> Case:
    """Open a person's own case against a company by its name; it has a next step from the start.

    What they would settle for goes into their own chain, which the other side never reads.
    """
    return open_own_case(
        person,
        company_named(company),
        happened=happened[:LONGEST],
        wanted=wanted[:LONGEST],
        settle_for=settle_for[:LONGEST],
        by=owner(person),
        at=at,
    )
