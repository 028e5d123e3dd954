"""How often customers had to go a rung up, and how far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from amana.commitments.models import Commitment
from amana.insight.measures.spanning import Counted, Span, of_brand
from amana.record.literals import literals

FIRST, SECOND, HIGHER = "rung_1", "rung_2", "rung_3"
_BY_PLACE = {1: FIRST, 2: SECOND}


def count(span: Span) -> Iterator[Counted]:
    """Yield the climbs of a week by the rung they reached on their case, for the team that held it.

    What was asked of somebody a rung up is read from an index of its own; what came before on the same cases, by the case.
    """
    asked = Commitment.objects.filter(origin__in=literals(Commitment.RUNG))
    made = asked.filter(of_brand(span), made_at__gte=span.starts, made_at__lt=span.ends)
    rows = list(made.values_list("case", "case__team", "made_at"))
    before: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for case, made_at in asked.filter(case__in={row[0] for row in rows}).values_list("case", "made_at"):
        before[case].append(made_at)
    found: Counter[tuple[UUID | None, str]] = Counter()
    for whose, of_team, asked_at in rows:
        place = sum(one <= asked_at for one in before[whose])
        found[of_team, _BY_PLACE.get(place, HIGHER)] += 1
    for (team_key, name), number in found.items():
        yield Counted(name, Decimal(number), team_key)
