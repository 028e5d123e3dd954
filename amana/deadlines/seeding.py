"""Bringing the rules and offices that come with the product into the database, and leaving alone what a person changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction

from amana.deadlines.known import america, arab_world, britain, europe, israel
from amana.deadlines.known.facts import KnownOffice, KnownRule
from amana.deadlines.known.offices import OFFICES
from amana.deadlines.models import Office, Removal, Rule

RULES: Sequence[KnownRule] = [
    *israel.RULES, *britain.RULES, *america.RULES, *europe.RULES, *arab_world.RULES,
]  # fmt: skip
_DONE = "deadlines.seeded"


def seed() -> int:
    """Add what is new, renew what nobody changed, and return how many rows were written; twice changes nothing.

    A row that somebody changed, or took out, stays as they left it.
    """
    with transaction.atomic():
        gone = set(Removal.objects.values_list("key", flat=True))
        written = sum(_sow(Rule, known, gone) for known in RULES)
        return written + sum(_sow(Office, known, gone) for known in OFFICES)


def seed_once() -> None:
    """Seed when this version of the facts has not been yet; one look into the cache when it has."""
    if cache.get(_DONE) != VERSION or not Rule.objects.exists():
        seed()
        cache.set(_DONE, VERSION, timeout=86_400)


def _sow(model: type[Rule] | type[Office], known: KnownRule | KnownOffice, gone: set[str]) -> bool:
    if known.key in gone:
        return False
    facts = _facts(known)
    row, is_new = model._default_manager.get_or_create(key=known.key, defaults=facts | {"seeded": _plain(facts)})
    if is_new:
        return True
    if row.changed_at is not None or row.seeded == _plain(facts):
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    row.seeded = _plain(facts)
    row.save()
    return True


def _facts(known: KnownRule | KnownOffice) -> dict[str, Any]:  # Any: fields of a row
    facts: dict[str, Any] = {
        n: list(value) if isinstance(value, tuple) else value for n, value in asdict(known).items()
    }
    del facts["key"], facts["checked"]
    facts["checked_on"] = _day(known.checked)
    if isinstance(known, KnownRule):
        facts["amount"] = Decimal(known.amount) if known.amount else None
        facts["in_force_from"] = _day(known.in_force_from)
    return facts


def _day(typed: str) -> date | None:
    return date.fromisoformat(typed) if typed else None


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in facts.items()}


VERSION = hashlib.sha256(json.dumps([*map(asdict, RULES), *map(asdict, OFFICES)]).encode()).hexdigest()[:16]
