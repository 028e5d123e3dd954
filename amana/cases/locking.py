"""Taking a case in hand before changing anything about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from amana.cases.models import OPEN, Case
from amana.cases.standing import STANDING
from amana.team.models import Brand


def take(key: UUID) -> Case:
    """Return the case as it is now, held until the transaction ends; as `take_all`."""
    return take_all([key])[key]


def take_all(keys: Iterable[UUID], *, brands: Iterable[Brand] = ()) -> dict[UUID, Case]:
    """Return the cases as they are now, held until the transaction ends, with brand, week, customer, company and holder.

    Whoever changes something about a case takes it first, then its promises, then its chains: one
    order for all, so that no two wait for each other. Several are taken in the order of their keys.
    `brands` are all there are, with week and company at hand, for a caller who has read them: they are not read again for each case.
    """
    known = {brand.pk: brand for brand in brands}
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    if not known:
        related = rows.select_related("brand__week", "brand__company", "customer", "company", "holder__account")
        return {case.key: case for case in related}
    cases = {case.key: case for case in rows.select_related("customer", "holder__account")}
    for case in cases.values():
        brand = known.get(case.brand_id) if case.brand_id else None
        if brand is not None:
            case.brand = brand
            if case.company_id == brand.company_id:
                case.company = brand.company
    return cases


class Held(NamedTuple):
    """A case that is held, and no more of it than what is said of its next step."""

    key: UUID
    state: str
    waiting_for: str
    next_due_at: datetime | None
    next_reason: str
    next_commitment: UUID | None
    queue_at: datetime | None
    contacts: int
    passes: int
    is_standstill: bool

    @property
    def is_open(self) -> bool:
        return self.state == OPEN


def hold_all(keys: Iterable[UUID]) -> list[Held]:
    """Hold the cases as `take_all` does, and return what is said of their next step."""
    rows = Case.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    return [Held(*row) for row in rows.values_list("pk", "state", *STANDING)]
