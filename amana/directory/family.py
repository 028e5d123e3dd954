"""Which companies are one: what was joined to what, read upwards and downwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from amana.directory.models import Joined
from amana.people.models import Company

# Joined to one that was joined itself, and so on; no more than this is followed.
DEEPEST = 8
MOST = 50


def roots(keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return for each company the one it is known as now; itself when it was joined to none."""
    found = {key: key for key in keys}
    for _step in range(DEEPEST):
        above = dict(Joined.objects.filter(company__in=set(found.values())).values_list("company", "into"))
        if not above:
            break
        found = {key: above.get(now, now) for key, now in found.items()}
    return found


def root_of(company: Company) -> Company:
    """Return the company under which this one is known now."""
    key = roots([company.pk])[company.pk]
    return company if key == company.pk else Company.objects.get(pk=key)


def family(company: Company) -> list[UUID]:
    """Return the keys of a company and of all that were joined to it, itself first."""
    found: list[UUID] = [company.pk]
    newest: Collection[UUID] = found
    for _step in range(DEEPEST):
        newest = list(Joined.objects.filter(into__in=newest).values_list("company", flat=True)[:MOST])
        newest = [key for key in newest if key not in found]
        if not newest:
            break
        found += newest
    return found[:MOST]
