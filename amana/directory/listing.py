"""Entering a company into the directory, by whichever of its names it is called."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amana.directory import indexing
from amana.directory.errors import Refused
from amana.directory.family import root_of
from amana.directory.models import Name, Profile
from amana.directory.naming import folded
from amana.people.models import Account, Company

LONGEST_NAME = 200


@transaction.atomic
def company_named(name: str, *, by: Account | None, at: datetime, is_private: bool = True) -> Company:
    """Return the company called so, by any of its names; made when there is none that `by` may know of.

    One made here is found by `by` alone, as what somebody has an own case about is nobody else's business; with
    `is_private` false by everybody. Raises Refused without a name.
    """
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    wanted = folded(name)
    if not wanted:
        raise Refused(_("Write the name of the company."))
    found = _called(wanted, by)
    if found is not None:
        return root_of(found)
    company = Company.objects.create(name=name)
    list_company(company, by=by, at=at, private_to=by if is_private else None)
    return company


def list_company(company: Company, *, by: Account | None, at: datetime, private_to: Account | None = None) -> Profile:
    """Enter a company that exists already into the directory; twice changes nothing."""
    profile, is_new = Profile.objects.get_or_create(
        company=company, defaults={"added_by": by, "added_at": at, "private_to": private_to}
    )
    if is_new and not Name.objects.filter(company=company, kind=Name.NAME).exists():
        indexing.add([name_row(company, Name.NAME, company.name, by=by, at=at)])
    return profile


def name_row(company: Company, kind: str, text: str, *, by: Account | None, at: datetime) -> Name:
    """Return a name of a company, not saved yet."""
    text = text[:LONGEST_NAME]
    own = text.lower() if kind == Name.DOMAIN else folded(text)
    return Name(company=company, kind=kind, text=text, folded=own, added_by=by, added_at=at)


def _called(wanted: str, by: Account | None) -> Company | None:
    """The company itself called so comes before one that is called so as well, the older first."""
    rows = Name.objects.filter(folded=wanted, kind__in=[Name.NAME, Name.ALIAS], company__is_ours=False)
    rows = rows.filter(Q(company__directory__private_to=None) | Q(company__directory__private_to=by))
    rows = rows.filter(company__directory__isnull=False).select_related("company")
    found = sorted(rows[:50], key=lambda row: (row.kind != Name.NAME, row.company.created_at))
    return found[0].company if found else None
