"""Taking a case in hand before changing anything about it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from amana.cases.models import Case


def take(key: UUID) -> Case:
    """Return the case as it is now, held until the transaction ends; as `take_all`."""
    return take_all([key])[key]


def take_all(keys: Iterable[UUID]) -> dict[UUID, Case]:
    """Return the cases as they are now, held until the transaction ends, with brand, week, customer, company and holder.

    Whoever changes something about a case takes it first, then its promises, then its chains: one
    order for all, so that no two wait for each other. Several are taken in the order of their keys.
    """
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    related = rows.select_related("brand__week", "brand__company", "customer", "company", "holder__account")
    return {case.key: case for case in related}


def hold_all(keys: Iterable[UUID]) -> list[Case]:
    """Return the cases as `take_all` does, without what hangs on them."""
    return list(Case.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))
