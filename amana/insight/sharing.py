"""Under which names figures may leave for other tools: the views `amana_view_…` show what is named here, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amana.insight.models import ShownUnit
from amana.insight.summing import are_few, shown_groups
from amana.team.models import Brand


def name_units(at: datetime) -> int:  # noqa: ARG001  # a recurring function takes the moment
    """Recurring: write down which teams are shown, small ones joined; nobody where fewer than five serve. Return how many."""
    brands = list(Brand.objects.values_list("pk", flat=True))
    groups = [] if are_few(brands) else shown_groups(brands)
    rows = [
        ShownUnit(brand_id=brand, team_id=team, name=group.name[:500])
        for group in groups
        for brand, team in sorted(group.units, key=str)
    ]
    stands = {(row.brand_id, row.team_id, row.name) for row in ShownUnit.objects.all()}
    if stands != {(row.brand_id, row.team_id, row.name) for row in rows}:
        with transaction.atomic():
            ShownUnit.objects.all().delete()
            ShownUnit.objects.bulk_create(rows)
    return len(rows)
