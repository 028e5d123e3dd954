"""What a case has cost its keeper: a running list of money, hours and standstill that adds up, for their eyes alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from amana.advocacy.models import Cost
from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.language.normalising import fold
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

MOST = 200
LONGEST_MINUTES = 60 * 24 * 366
LARGEST = Decimal("9999999999.99")
CURRENCIES = ("ILS", "USD", "EUR", "GBP", "JOD", "EGP", "SAR", "AED")
# The currency somebody of a time zone most likely means; a first choice that is changed with one click.
_USUAL = {"Asia/Jerusalem": "ILS", "Asia/Gaza": "ILS", "Asia/Hebron": "ILS", "Europe/London": "GBP", "Asia/Amman": "JOD",
          "Africa/Cairo": "EGP", "Asia/Riyadh": "SAR", "Asia/Dubai": "AED"}  # fmt: skip
# Hours with a part of one ("1.5"), or with minutes ("1:30").
_HOURS = re.compile(r"(?P<hours>\d{1,4})?(?:[.,](?P<part>\d{1,2})|:(?P<minutes>\d\d))?")


@dataclass(frozen=True)
class Totals:
    """What a list of costs adds up to: money by currency, and minutes."""

    money: list[tuple[Decimal, str]]
    minutes: int
    standstill: int

    @property
    def is_empty(self) -> bool:
        return not (self.money or self.minutes or self.standstill)


def usual_currency(zone: str) -> str:
    """Return the currency that is offered first to somebody in a time zone."""
    if zone in _USUAL:
        return _USUAL[zone]
    return "EUR" if zone.startswith("Europe/") else "USD"


def amount_typed(words: str) -> Decimal | None:
    """Return an amount as people type it: "1,234.50", "₪ 200", "٢٠٠"; None when the field is empty.

    A comma before two last digits is a decimal sign. Raises Refused when it is no amount above zero.
    """
    plain = "".join(one for one in fold(words[:40]) if one.isdigit() or one in ".,-")
    if not words.strip():
        return None
    if "," in plain and "." not in plain and len(plain.rpartition(",")[2]) == 2:
        plain = plain.replace(",", ".")
    try:
        amount = Decimal(plain.replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Refused(_("Write an amount in figures, such as 149.90.")) from None
    if not 0 < amount <= LARGEST:
        raise Refused(_("Write an amount in figures, such as 149.90."))
    return amount


def costs_of(case: Case) -> list[Cost]:
    return list(Cost.objects.filter(case=case).order_by("at", "pk")[:MOST])


def totals_of(case: Case) -> Totals:
    """Return what the costs of a case add up to, in two queries."""
    rows = Cost.objects.filter(case=case)
    money = rows.filter(kind=Cost.MONEY).order_by().values_list("currency").annotate(total=Sum("amount"))
    minutes = dict(
        rows.exclude(kind=Cost.MONEY)
        .order_by()
        .values_list("kind")
        .annotate(total=Sum("minutes"))
        .values_list("kind", "total")
    )
    return Totals(
        [(total, currency) for currency, total in money], minutes.get(Cost.TIME, 0), minutes.get(Cost.STANDSTILL, 0)
    )


@transaction.atomic
def add_cost(  # noqa: PLR0913  # a cost has this many sides, each named at the call
    case: Case, kind: str, *, what: str = "", amount: Decimal | None = None, currency: str = "", minutes: int = 0,
    by: Viewer, at: datetime,
) -> Cost:  # fmt: skip
    """Write down one cost in its keeper's own chain. Raises Refused when it is no cost, or there are too many."""
    case = take(case.key)
    if kind not in dict(Cost.KINDS):
        raise Refused(_("Say whether it cost money or time."))
    is_money = kind == Cost.MONEY
    if is_money and (amount is None or currency not in CURRENCIES):
        raise Refused(_("Write an amount in figures, such as 149.90."))
    if not is_money and not 0 < minutes <= LONGEST_MINUTES:
        raise Refused(_("Write how long it took, in hours, such as 1.5."))
    if Cost.objects.filter(case=case).count() >= MOST:
        raise Refused(_("The list is full. Put some of its lines together."))
    what = " ".join(what.split())[:200]
    says = {"sort": kind, "what": what, "amount": str(amount) if is_money else "", "currency": currency if is_money else "",
            "minutes": 0 if is_money else minutes}  # fmt: skip
    entry = append(Line(case.key, "cost.noted", by.actor, at, says))
    return Cost.objects.create(
        case=case, kind=kind, what=what, amount=amount if is_money else None, currency=currency if is_money else "",
        minutes=None if is_money else minutes, entry=entry.id, at=at,
    )  # fmt: skip


@transaction.atomic
def drop_cost(cost: Cost, *, by: Viewer, at: datetime) -> None:
    """Take a cost off the list; the record goes on saying that it stood there. Twice changes nothing."""
    take(cost.case_id)
    deleted, _rows = Cost.objects.filter(pk=cost.pk).delete()
    if deleted:
        append(Line(cost.case_id, "cost.dropped", by.actor, at, {"what": cost.what or str(cost.get_kind_display())}))


def minutes_typed(words: str) -> int:
    """Return minutes of what was typed as hours: "1.5", "1:30", "٢"; 0 when empty. Raises Refused when it is neither."""
    plain = fold(words[:20]).strip()
    if not plain:
        return 0
    match = _HOURS.fullmatch(plain)
    if match is None or int(match["minutes"] or 0) > 59:
        raise Refused(_("Write how long it took, in hours, such as 1.5."))
    part = Decimal(f"0.{match['part']}") if match["part"] else Decimal(0)
    return int(match["hours"] or 0) * 60 + int(match["minutes"] or 0) + round(part * 60)
