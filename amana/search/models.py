"""Which entries can be found by their words; the words themselves lie in `search_words`, which each database has its own way."""

from __future__ import annotations

from django.db import models

from amana.cases.models import COMPANY, Case
from amana.record.kinds import AUDIENCES
from amana.team.viewing import Viewer


class IndexedQuerySet(models.QuerySet["Indexed"]):
    def visible_to(self, viewer: Viewer) -> IndexedQuerySet:
        """Agents find what the cases of their brands say to them; nobody else finds anything yet."""
        if viewer.kind != "agent" or viewer.agent is None or not viewer.agent.account.is_active:
            return self.none()
        of_our_brands = self.filter(case__kept_by=COMPANY, case__brand__in=viewer.agent.brands.all())
        return of_our_brands.filter(audience__in=["shared", "company"])


class Indexed(models.Model):
    """One entry that can be found. Its number grows with time, so the newest are the highest."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.UUIDField(unique=True)
    audience = models.CharField(max_length=8, choices=[(name, name) for name in AUDIENCES])
    at = models.DateTimeField()

    objects = IndexedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.entry)
