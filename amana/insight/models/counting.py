"""Figures counted once for each closed week, one's own for oneself, and who looked at what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from amana.kit.codes import new_id
from amana.team.models import Agent, Brand, Team


class CountedWeek(models.Model):
    """That a week of a brand was counted: its first day, and when it was done. Whoever writes the row counts."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "week_on"], name="counted_week_once")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.week_on}"


class Tally(models.Model):
    """One figure of one team in one week of a brand; those without a team are counted together. Never of a person."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    week_on = models.DateField()
    measure = models.CharField(max_length=24)
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["brand", "week_on"], name="tally_of_week")]

    def __str__(self) -> str:
        return f"{self.week_on} {self.measure} {self.value}"


class OwnTally(models.Model):
    """A figure of one person in one week, which that person alone is shown; deleted after a year."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()
    measure = models.CharField(max_length=24)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "week_on", "brand", "measure"], name="own_tally_once")]
        indexes = [models.Index(fields=["week_on"], name="own_tally_of_week")]

    def __str__(self) -> str:
        return f"{self.week_on} {self.measure} {self.value}"


class Look(models.Model):
    """That somebody opened the figures of another person; shown to that person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(agent=models.F("by")), name="look_at_another")]
        indexes = [
            models.Index(fields=["agent", "-at"], name="look_at_agent"),
            models.Index(fields=["by", "agent", "-at"], name="look_by_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.at:%Y-%m-%d %H:%M}"


class Export(models.Model):
    """That somebody took a report of a brand away as a file; shown to those who serve the brand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField()  # the last day
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="export_of_brand")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.at:%Y-%m-%d %H:%M}"
