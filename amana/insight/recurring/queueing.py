"""Putting what a case asks first on the list of what is to be grouped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.cases.models import COMPANY, Case
from amana.insight.models import Asked
from amana.record.appending import Appended
from amana.record.reading import Read
from amana.record.storing import insert_rows

# What a customer says first, also on the telephone.
KINDS = frozenset({"message.received", "call.noted"})
# The first message stands among the first entries of its chain; a later one is not what the case began with.
AMONG_FIRST = 8


def ask(entries: Sequence[Appended]) -> None:
    """Reaction: the first message of a served case is to be grouped; one statement for any number of them."""
    put([one for one in entries if one.kind in KINDS and one.number <= AMONG_FIRST])


def put(said: Sequence[Appended] | Sequence[Read]) -> int:
    """Put first messages on the list, unless their case is there; return how many there were of served cases."""
    first: dict[UUID, tuple[UUID, datetime]] = {}
    for one in said:
        if one.content and _has_words(one.content):
            first.setdefault(one.book, (one.id, one.at))
    if not first:
        return 0
    served = Case.objects.filter(pk__in=list(first), kept_by=COMPANY, brand__isnull=False)
    rows = [(case, brand, *first[case]) for case, brand in served.values_list("pk", "brand")]
    insert_rows(Asked, ("case_id", "brand_id", "entry", "at"), rows, unless_there=True)
    return len(rows)


def _has_words(content: Mapping[str, Any]) -> bool:
    text = content.get("text")
    return isinstance(text, str) and bool(text.strip())
