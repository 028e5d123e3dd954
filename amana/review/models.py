"""What went from somebody's patience, and what gave it back; each change with its entry and its reason."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amana.cases.models import Case
from amana.people.models import Person
from amana.team.models import Agent, Brand


class Change(models.Model):
    """Points lost (negative) or gained by a customer, or by an agent; kept for twelve months and shown to no other customer."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    entry = models.UUIDField(null=True)
    points = models.SmallIntegerField()
    reason = models.CharField(max_length=20)  # a key of review.weighing.WEIGHTS
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, agent=None) | Q(person=None, agent__isnull=False),
                name="change_of_one_side",
            ),
            # The same entry takes the same thing once, however often it is looked at.
            models.UniqueConstraint(
                fields=["entry", "reason"], condition=Q(agent=None, entry__isnull=False), name="change_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "at", "id"], condition=Q(person__isnull=False), name="change_of_person"),
            models.Index(fields=["agent", "at", "id"], condition=Q(agent__isnull=False), name="change_of_agent"),
            models.Index(fields=["case", "at", "id"], condition=Q(case__isnull=False), name="change_on_case"),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.reason}"


class Weights(models.Model):
    """How many points each reason takes or gives in a brand, where it differs from what is usual."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    points = models.JSONField(default=dict)  # by reason
    climb_below = models.PositiveSmallIntegerField(
        default=0
    )  # patience under which a case climbs by itself; 0 for never
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.brand_id)
