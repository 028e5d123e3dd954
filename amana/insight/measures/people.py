"""How many people a team had in a week: by this it is decided whether its figures stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count

from amana.insight.measures.spanning import Counted, Span
from amana.team.models import Agent

PEOPLE = "people"


def count(span: Span) -> Iterator[Counted]:
    """Yield how many people of each team serve a brand now, of those who had joined by the end of the week."""
    rows = Agent.objects.serving().filter(brands=span.brand, joined_at__lt=span.ends)
    for row in rows.values("team").annotate(number=Count("pk", distinct=True)).order_by():
        yield Counted(PEOPLE, Decimal(row["number"]), row["team"])
