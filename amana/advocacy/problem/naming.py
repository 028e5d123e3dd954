"""Finding or making the person who keeps a case, and a company by its name."""

from __future__ import annotations

from datetime import datetime

from amana.cases.errors import Refused
from amana.directory import errors, listing
from amana.people.models import Account, Company, Person

LONGEST_NAME = 200


def person_of(account: Account) -> Person:
    """Return the person behind an account, made when there is none yet."""
    made, _is_new = Person.objects.get_or_create(
        account=account, defaults={"name": account.name, "language": account.language, "zone": account.zone}
    )
    return made


def company_named(name: str, *, by: Account | None, at: datetime) -> Company:
    """Return the company the directory knows by this name, in any script; entered for `by` alone when there is none.

    Raises Refused without a name.
    """
    try:
        return listing.company_named(name, by=by, at=at)
    except errors.Refused as refused:
        raise Refused(refused.sentence) from None
