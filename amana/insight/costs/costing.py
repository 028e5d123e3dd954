"""What cases took: contacts, minutes of work, hours of waiting, days until it was over, and what was paid to make up for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from amana.cases.models import COMPANY, OPEN, Case, TimeSpent
from amana.commitments.models import Commitment
from amana.insight.costs.assuming import Assumed
from amana.review.models import Amends

_NOTHING = timedelta()


@dataclass
class Taken:
    """What some cases took, summed; never of a person. `waited` and `elapsed` are time of the clock."""

    cases: int = 0
    open: int = 0
    contacts: int = 0
    minutes: int = 0
    waited: timedelta = _NOTHING
    elapsed: timedelta = _NOTHING
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))  # by currency
    people: set[UUID] = field(default_factory=set)

    @property
    def figures(self) -> dict[str, object]:
        """The sums as a row keeps them: whole hours and days, money as text."""
        return {
            "contacts": self.contacts,
            "minutes": self.minutes,
            "waiting_hours": round(self.waited / timedelta(hours=1)),
            "elapsed_days": round(self.elapsed / timedelta(days=1)),
            "paid": {name: f"{amount:.2f}" for name, amount in sorted(self.paid.items())},
        }


def taken_by(handfuls: Iterable[Sequence[UUID]], *, at: datetime) -> Taken:
    """Return what cases took until now, whose keys come in handfuls; five statements for each."""
    taken = Taken()
    for keys in handfuls:
        _add(taken, keys, at=at)
    return taken


def _add(taken: Taken, keys: Sequence[UUID], *, at: datetime) -> None:
    rows = Case.objects.filter(pk__in=keys).values_list("state", "opened_at", "closed_at", "customer")
    for state, opened_at, closed_at, customer in rows:
        taken.cases += 1
        taken.open += state == OPEN
        taken.elapsed += max((closed_at or at) - opened_at, _NOTHING)
        taken.people.add(customer)
    # Each time a customer turned to us, an answer was promised: several messages before it are one contact.
    turned = Commitment.objects.filter(case__in=keys, origin=Commitment.ANSWER, promiser=COMPANY)
    for made_at, ended_at in turned.values_list("made_at", "ended_at"):
        taken.contacts += 1
        taken.waited += max((ended_at or at) - made_at, _NOTHING)
    taken.minutes += TimeSpent.objects.filter(case__in=keys).aggregate(sum=Sum("minutes"))["sum"] or 0
    given = Amends.objects.filter(case__in=keys, state=Amends.GIVEN, amount__isnull=False).order_by()
    for currency, amount in given.values_list("currency").annotate(sum=Sum("amount")):
        taken.paid[currency] += amount


@dataclass(frozen=True)
class Price:
    """What cases cost by assumption, in one currency: for contacts, for minutes, and both; what was paid stands apart."""

    contacts: Decimal
    minutes: Decimal
    all: Decimal
    currency: str


def priced(contacts: int, minutes: int, assumed: Assumed) -> Price:
    """Return what contacts and minutes cost by what is assumed.

    Where nobody wrote minutes down for these cases, each contact is assumed to take some.
    """
    worked = Decimal(minutes) if minutes else contacts * assumed.minutes_a_contact
    for_contacts = (contacts * assumed.per_contact).quantize(Decimal("0.01"))
    for_minutes = (worked * assumed.per_minute).quantize(Decimal("0.01"))
    return Price(for_contacts, for_minutes, for_contacts + for_minutes, assumed.currency)
