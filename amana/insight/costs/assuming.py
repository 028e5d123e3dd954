"""What a brand assumes a contact and a minute of work cost: shown beside every figure made of it, and changed by those who lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.insight.models import Assumption
from amana.review.proportioning import scale_of
from amana.team.models import Brand
from amana.team.viewing import Viewer

# Nobody measured these: round numbers to begin with, so that a first figure is there to be put right.
USUAL_CONTACT, USUAL_MINUTE, USUAL_MINUTES = Decimal("5.00"), Decimal("1.50"), Decimal("10.0")
MOST, MOST_MINUTES = Decimal(100_000), Decimal(10_000)


@dataclass(frozen=True)
class Assumed:
    """What is assumed, in one currency; `is_usual` as long as nobody of the brand has said otherwise."""

    currency: str
    per_contact: Decimal
    per_minute: Decimal
    minutes_a_contact: Decimal
    is_usual: bool = False
    changed_by: str = ""
    changed_at: datetime | None = None


def assumed_in(brand: Brand) -> Assumed:
    """Return what a brand assumes; where it said nothing, what is usual here, in the currency of its amends."""
    row = Assumption.objects.filter(brand=brand).select_related("changed_by__account").first()
    if row is None:
        return Assumed(scale_of(brand).currency, USUAL_CONTACT, USUAL_MINUTE, USUAL_MINUTES, is_usual=True)
    return Assumed(row.currency, row.per_contact, row.per_minute, row.minutes_a_contact, changed_by=row.changed_by.name,
                   changed_at=row.changed_at)  # fmt: skip


@transaction.atomic
def assume(brand: Brand, said: Assumed, *, by: Viewer, at: datetime) -> Assumption:
    """Say what is assumed from now on. Raises Refused for whoever does not lead, and for amounts that are none."""
    if by.agent is None or not by.agent.is_lead or brand.pk not in by.brands:
        raise Refused(_("Only those who lead in this brand say what is assumed."))
    currency = said.currency.strip().upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise Refused(_("A currency has three letters, such as ILS."))
    for amount, most in ((said.per_contact, MOST), (said.per_minute, MOST), (said.minutes_a_contact, MOST_MINUTES)):
        if not amount.is_finite() or not 0 <= amount <= most:
            raise Refused(_("%(typed)s is not an amount.") % {"typed": amount})
    row, _made = Assumption.objects.update_or_create(
        brand=brand,
        defaults={"currency": currency, "per_contact": said.per_contact, "per_minute": said.per_minute,
                  "minutes_a_contact": said.minutes_a_contact, "changed_by": by.agent, "changed_at": at},
    )  # fmt: skip
    return row
