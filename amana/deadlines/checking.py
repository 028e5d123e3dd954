"""Looking a rule up for oneself, and putting the rules of this installation right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.deadlines.models import Check, Office, Removal, Rule
from amana.deadlines.running import must_keep
from amana.people.models import Account
from amana.record.appending import Line, append
from amana.team.models import Agent
from amana.team.viewing import Viewer

# What may be put right in a rule; its key, its kind and its unit stay what they are.
CHANGEABLE = (
    "title",
    "what_to_do",
    "counts_from",
    "amount",
    "source",
    "source_date",
    "confidence",
    "checked_on",
    "trap",
)
CHECKS_A_RULE = 50


@transaction.atomic
def check(case: Case, rule: Rule, *, where: str, amount: str = "", by: Viewer, at: datetime) -> Check:
    """Write down where somebody looked a rule up, and the number they found there; it counts for their own cases, 12 months.

    Raises Refused without a place, or for a number that is none.
    """
    person = must_keep(case, by)
    take(case.key)
    where = " ".join(where.split())[:300]
    if len(where) < 4:
        raise Refused(_("Write where you looked it up: the law and its section, or the address of the page."))
    if Check.objects.filter(person=person, rule_key=rule.key).count() >= CHECKS_A_RULE:
        raise Refused(_("This rule was checked often enough."))
    found = number(amount) if amount.strip() else None
    made = Check.objects.create(rule_key=rule.key, person=person, where=where, amount=found, at=at)
    says = {"rule": rule.key, "title": rule.title, "where": where, "amount": str(found) if found is not None else ""}
    append(Line(case.key, "rule.checked", by.actor, at, says))
    return made


def number(typed: str) -> Decimal:
    """Return a number above 0 as it was typed. Raises Refused when it is none."""
    try:
        found = Decimal(typed.strip().replace(",", "")[:20])
    except InvalidOperation:
        raise Refused(_("Write the number in digits.")) from None
    if not found.is_finite() or not 0 < found < 1_000_000_000 or found != round(found, 2):
        raise Refused(_("Write the number in digits."))
    return found


def may_edit(account: Account) -> bool:
    """Whether somebody may put the rules right: whoever's own machine it is, or an administrator or manager of a shared server."""
    if settings.OPEN_MINE:
        return True
    agent = Agent.objects.filter(account=account, account__is_active=True).first()
    return agent is not None and agent.role in Agent.ABOVE_ALL


@transaction.atomic
def change(rule: Rule, typed: Mapping[str, str], *, by: Account, at: datetime) -> Rule:
    """Put a rule right; from then on the product's own version leaves it alone. Clocks that run keep their words.

    Raises Refused for whoever may not, and for what makes no sense.
    """
    if not may_edit(by):
        raise Refused(_("Only whoever runs this installation can change the rules."))
    row = Rule.objects.select_for_update().get(pk=rule.pk)
    for name in CHANGEABLE:
        if name in typed:
            setattr(row, name, _value(name, typed[name], row))
    row.changed_at, row.changed_by = at, by
    try:
        row.full_clean(exclude=["countries", "sectors", "topics", "seeded"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    row.save()
    return row


def _value(name: str, words: str, row: Rule) -> Any:  # Any: a field of a row
    words = words.strip()
    if name == "amount":
        if not words and row.kind not in Rule.CLOCKS:
            return None
        return number(words)
    if name == "checked_on":
        return _day(words)
    return words


def _day(words: str) -> date | None:
    if not words:
        return None
    try:
        found = date.fromisoformat(words[:10])
    except ValueError:
        raise Refused(_("Write the day as 2026-11-15.")) from None
    return found


@transaction.atomic
def remove(rule: Rule | Office, *, by: Account, at: datetime) -> None:
    """Take a rule out, for good; clocks it started go on with the words they have. Twice changes nothing."""
    if not may_edit(by):
        raise Refused(_("Only whoever runs this installation can change the rules."))
    Removal.objects.get_or_create(key=rule.key, defaults={"at": at, "by": by})
    type(rule)._default_manager.filter(pk=rule.pk).delete()
