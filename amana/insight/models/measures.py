"""What the pages of insight are drawn from: figures of each week by what they are about, and who is told of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.team.models import Agent, Brand, Team


class PartedWeek(models.Model):
    """When the parts of a week of a brand were counted last; whoever moves `counted_at` counts."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "week_on"], name="parted_week_once")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.week_on}"


class Part(models.Model):
    """How many of one kind a team had in one week of a brand, as divided by one thing. Never of a person.

    `by` names what divides (see measures.parts), `value` which of it, `bucket` the place on a scale of time.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    week_on = models.DateField()
    measure = models.CharField(max_length=10)
    by = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=80, blank=True)
    bucket = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "measure", "by", "week_on"], name="part_of_week")]

    def __str__(self) -> str:
        return f"{self.week_on} {self.measure} {self.by} {self.kind} {self.value} {self.number}"


class ShownUnit(models.Model):
    """Under which name the figures of a team of a brand may be shown outside: its own, or that of small teams together.

    A team that is not here is not shown. Written anew whenever a week has closed; read by the views for other tools.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.name


class Climb(models.Model):
    """Why a case went a rung up, read once from its record, and how often it had gone up by then."""

    ASKED, LATE, LONG, PATIENCE, UNKNOWN = "asked", "late", "long", "patience", "unknown"
    REASONS: ClassVar = [
        (ASKED, _("the customer asked")),
        (LATE, _("a promise was late")),
        (LONG, _("it had gone on too long")),
        (PATIENCE, _("their patience went")),
        (UNKNOWN, _("not said")),
    ]

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, primary_key=True, related_name="+")
    why = models.CharField(max_length=10, choices=REASONS)
    place = models.PositiveSmallIntegerField()  # 1 for the first rung up

    def __str__(self) -> str:
        return f"{self.why} {self.place}"


class Strained(models.Model):
    """An open case whose customer is at the end of their patience; kept up to date from the changes of it."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    patience = models.PositiveSmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "patience", "case"], name="strained_of_brand")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.patience}"


class StrainedWalk(models.Model):
    """How far the list of customers at the end of their patience has been brought: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    changes_until = models.DateTimeField()  # changes of patience up to here have been looked at
    newest = models.UUIDField(null=True)  # and the cases up to this key, whenever they were opened
    checked = models.UUIDField(null=True)  # where the next look at the list itself begins

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="strained_walk_is_one")]

    def __str__(self) -> str:
        return f"{self.changes_until:%Y-%m-%d %H:%M}"


class WeeklyLetter(models.Model):
    """Whether somebody who leads wants the weekly letter, when it is due next, and when the last one went out."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, primary_key=True, related_name="+")
    is_wanted = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)  # moved on by whoever sends it
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_wanted=True) | Q(due_at=None), name="weekly_letter_due_if_wanted")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "agent"], condition=Q(due_at__isnull=False), name="weekly_letter_due")
        ]

    def __str__(self) -> str:
        return str(self.agent_id)
