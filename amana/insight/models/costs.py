"""What causes and leaks cost, by assumptions anybody can read; and who stayed, left or bought more, from a file somebody brought."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent, Brand


class Assumption(models.Model):
    """What a brand assumes a contact and a minute of work cost; without a row, what is usual, and said to be so."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    currency = models.CharField(max_length=3)
    per_contact = models.DecimalField(max_digits=9, decimal_places=2)
    per_minute = models.DecimalField(max_digits=9, decimal_places=2)
    minutes_a_contact = models.DecimalField(max_digits=6, decimal_places=1)  # where nobody wrote minutes down
    changed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.brand_id} {self.currency}"


class LeakCost(models.Model):
    """What the cases with one leak took in the last ninety days, counted once a day; never of a person."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)  # of review.Leak
    counted_at = models.DateTimeField()
    cases = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    waiting_hours = models.PositiveIntegerField(default=0)
    elapsed_days = models.PositiveIntegerField(default=0)
    paid = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "kind"], name="leak_cost_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.cases}"


class OutcomeImport(models.Model):
    """A file of who stayed, left or bought more: looked at first, then taken in, and taken back as a whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField()
    lines = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)  # lines of somebody who is not known here
    rubbish = models.JSONField(default=list)  # [line, why], the first of them
    refused = models.PositiveIntegerField(default=0)  # lines that say nothing that can be used
    taken_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="outcome_import_undone_by_somebody",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-read_at"], name="outcome_import_of_brand"),
            models.Index(fields=["read_at"], condition=Q(taken_at=None), name="outcome_import_waiting"),
            models.Index(fields=["read_at"], name="outcome_import_read"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.lines}"


class Outcome(models.Model):
    """That a customer stayed, left or bought more, as a file said. It orders nothing and refuses nobody; gone after a year."""

    STAYED, LEFT, MORE = "stayed", "left", "more"
    KINDS = [(STAYED, _("stayed")), (LEFT, _("left")), (MORE, _("bought more"))]

    id = models.BigAutoField(primary_key=True)
    brought = models.ForeignKey(OutcomeImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=KINDS)
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brought", "person"], name="outcome_once_a_file")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Earning(models.Model):
    """How many of those whose promises were kept, or not, and whose leaks were mended, or not, stayed; counted once a day."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=12)  # a key of costs.earning.SIDES
    counted_at = models.DateTimeField()
    good = models.PositiveIntegerField(default=0)
    good_stayed = models.PositiveIntegerField(default=0)
    good_more = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    bad_stayed = models.PositiveIntegerField(default=0)
    bad_more = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "what"], name="earning_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.good_stayed}/{self.good} {self.bad_stayed}/{self.bad}"
