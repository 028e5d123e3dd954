"""The scale of a brand: how much is in proportion at each step, and how much each role may give without asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.review.enduring import STEPS
from amana.review.models import Scale
from amana.team.models import Agent, Brand

# What is usual where a brand has set nothing. Judgements of ours, not measured.
CURRENCIES = {"IL": "ILS", "SA": "SAR", "AE": "AED", "EG": "EGP", "JO": "JOD", "GB": "GBP", "US": "USD"}
ELSEWHERE = "EUR"
SMALL_UNITS = {"ILS", "SAR", "AED"}
IN_SMALL_UNITS, IN_LARGE_UNITS, IN_POUNDS = (25, 75, 150, 400), (7, 20, 40, 100), (300, 900, 1800, 5000)
# Up to the amount of which step a role gives without asking; a manager asks nobody.
ALONE = {Agent.AGENT: 2, Agent.LEAD: 4}
LARGEST = Decimal("9999999")


@dataclass(frozen=True)
class Measure:
    """A scale as it counts: an amount for each step above none, and a limit for each role but the highest."""

    currency: str
    amounts: tuple[Decimal, ...]
    limits: Mapping[str, Decimal]

    def amount_at(self, step: int) -> Decimal | None:
        """The amount in proportion at a step; None at none, or where the brand gives no money."""
        amount = self.amounts[step - 1] if 0 < step <= len(self.amounts) else Decimal(0)
        return amount or None

    def limit_of(self, role: str) -> Decimal | None:
        """What a role may give on one case in all without asking; None for no limit, which managers alone have."""
        return None if role == Agent.MANAGER else self.limits.get(role, self.limits[Agent.AGENT])


def scale_of(brand: Brand) -> Measure:
    """Return the scale of a brand; its own, or the usual one for its country."""
    row = Scale.objects.filter(brand=brand).first()
    if row is None:
        return usual(brand)
    return Measure(
        row.currency,
        tuple(Decimal(str(one)) for one in row.amounts),
        {key: Decimal(str(one)) for key, one in row.limits.items()},
    )


def usual(brand: Brand) -> Measure:
    """Return the scale that counts while a brand has set none."""
    currency = CURRENCIES.get(brand.week.working.country or "", ELSEWHERE)
    plain = IN_SMALL_UNITS if currency in SMALL_UNITS else IN_POUNDS if currency == "EGP" else IN_LARGE_UNITS
    amounts = tuple(Decimal(one) for one in plain)
    return Measure(currency, amounts, {role: amounts[step - 1] for role, step in ALONE.items()})


def set_scale(  # the parts of a scale, each named at the call
    brand: Brand, *, currency: str, amounts: Sequence[Decimal], limits: Mapping[str, Decimal], by: Agent, at: datetime
) -> Scale:
    """Set the scale of a brand. Raises Refused unless it grows with the ordeal and limits grow with the role."""
    if not by.is_lead or not by.brands.filter(pk=brand.pk).exists():
        raise Refused(_("Only a lead of this brand sets its scale."))
    code = currency.strip().upper()
    if len(code) != 3 or not code.isalpha() or not code.isascii():
        raise Refused(_("Write the currency as three letters, such as ILS."))
    if len(amounts) != len(STEPS) or any(not 0 <= one <= LARGEST for one in [*amounts, *limits.values()]):
        raise Refused(_("Write an amount for each step."))
    if list(amounts) != sorted(amounts) or limits[Agent.AGENT] > limits[Agent.LEAD]:
        raise Refused(_("More was endured, more is due: each amount is at least the one before it."))
    values = {
        "currency": code,
        "amounts": [f"{one:.2f}" for one in amounts],
        "limits": {role: f"{one:.2f}" for role, one in limits.items()},
        "changed_by": by,
        "changed_at": at,
    }
    row, _made = Scale.objects.update_or_create(brand=brand, defaults=values)
    return row
