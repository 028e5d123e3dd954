"""How often customers had to go a rung up, and how far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from amana.commitments.models import Commitment
from amana.insight.measures.spanning import Counted, Span
from amana.record.literals import literals

FIRST, SECOND, HIGHER = "rung_1", "rung_2", "rung_3"
_BY_PLACE = {1: FIRST, 2: SECOND}


def count(span: Span) -> Iterator[Counted]:
    """Yield the climbs of a week by the rung they reached on their case, for the team that held it.

    What somebody was asked a rung up is either still owed or ended since; both are read from an index.
    """
    asked = Commitment.objects.filter(origin=Commitment.RUNG, case__brand=span.brand)
    made = Q(made_at__gte=span.starts, made_at__lt=span.ends)
    owed = asked.filter(made, state__in=literals(*Commitment.OUTSTANDING))
    ended = asked.filter(made, ended_at__gte=span.starts)
    rows = {row["pk"]: row for part in (owed, ended) for row in part.values("pk", "case", "case__team", "made_at")}
    found: Counter[tuple[UUID | None, str]] = Counter()
    for row in rows.values():
        place = asked.filter(case=row["case"], made_at__lte=row["made_at"]).count()
        found[row["case__team"], _BY_PLACE.get(place, HIGHER)] += 1
    for (team, name), number in found.items():
        yield Counted(name, Decimal(number), team)
