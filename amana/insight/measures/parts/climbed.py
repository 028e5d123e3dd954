"""Which cases went a rung up: why, from where, and what their customers have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from uuid import UUID

from amana.commitments.models import Commitment
from amana.insight.measures.parts.dividing import (
    CHANNEL,
    CLIMBS,
    LANGUAGE,
    PRODUCT,
    RUNG,
    WHOLE,
    Cell,
    batches,
    product_fields,
    products_of,
)
from amana.insight.measures.spanning import Span, of_brand
from amana.insight.models import Climb
from amana.record.literals import literals

# The third rung and what is above it are one.
HIGHEST = 3


def count(span: Span) -> Iterator[Cell]:
    """Yield the climbs of a week for which is known why (see insight.climbing), by the team that held the case."""
    asked = Commitment.objects.filter(
        of_brand(span), origin__in=literals(Commitment.RUNG), made_at__gte=span.starts, made_at__lt=span.ends
    )
    rows = {row[0]: row[1:] for row in asked.values_list("pk", "case", "case__team", "case__channel", "case__language")}
    products = products_of({case for case, _team, _channel, _language in rows.values()}, product_fields(span.brand))
    found: Counter[tuple[str, str, str, UUID | None]] = Counter()
    for climb in climbs_of(rows):
        why, place = climb.why, climb.place
        case, team, channel, language = rows[climb.pk]
        found[WHOLE, why, "", team] += 1
        found[RUNG, why, str(min(place, HIGHEST)), team] += 1
        found[CHANNEL, why, channel, team] += 1
        found[LANGUAGE, why, language, team] += 1
        if case in products:
            found[PRODUCT, why, products[case], team] += 1
    for (by, kind, value, of_team), number in found.items():
        yield Cell(CLIMBS, by, kind, value, 0, of_team, number)


def climbs_of(commitments: Collection[UUID]) -> Iterator[Climb]:
    """Yield what is known of these climbs, some to a query."""
    for some in batches(sorted(commitments)):
        yield from Climb.objects.filter(commitment__in=some)
