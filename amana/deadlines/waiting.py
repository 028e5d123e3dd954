"""How long a call may wait, where a rule says so: for the page that counts while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from amana.deadlines.matching import checks_of, judged
from amana.deadlines.models import Rule
from amana.deadlines.seeding import seed_once
from amana.deadlines.topics import is_in
from amana.people.models import Person

MINUTES = {Rule.MINUTES: 1, Rule.HOURS: 60}


@dataclass(frozen=True)
class Waiting:
    """A rule on waiting. With `is_sure` false it is shown with "check this first" and enters no letter."""

    key: str
    minutes: int
    title: str
    counts_from: str
    source: str
    trap: str
    is_sure: bool


def waiting_rule(country: str, sector: str, *, today: date, person: Person | None = None) -> Waiting | None:
    """Return the shortest waiting time a rule names for calls in a country and sector; None when none does.

    Sentences are in the active language. A few queries; the first call brings in the rules of the product.
    """
    seed_once()
    rules = [rule for rule in Rule.objects.filter(kind=Rule.WAITING, is_in_force=True)[:200]
             if is_in(country, rule.countries) and (not rule.sectors or sector in rule.sectors)
             and rule.amount and rule.unit in MINUTES]  # fmt: skip
    if not rules:
        return None
    rule = min(rules, key=_minutes)
    check = checks_of(person, [rule.key], today=today).get(rule.key) if person is not None else None
    found = judged(rule, check, today=today)
    return Waiting(rule.key, int(_minutes(rule)), _(rule.title), _(rule.counts_from) if rule.counts_from else "",
                   found.source, _(rule.trap) if rule.trap else "", found.is_sure)  # fmt: skip


def _minutes(rule: Rule) -> Decimal:
    return (rule.amount or Decimal(0)) * MINUTES[rule.unit]
