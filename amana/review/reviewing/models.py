"""A sample of cases, who read which of them, and what they found there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand

LONGEST = 1000


class Sample(models.Model):
    """Cases of a brand drawn for reading. From the same cases the same `seed` draws the same ones."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    drawn_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    drawn_at = models.DateTimeField()
    since = models.DateField()  # in the zone of the brand
    until = models.DateField()  # the last day
    drawn_from = models.PositiveIntegerField()  # how many cases there were to draw from
    seed = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="sample_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["brand", "-drawn_at"], name="sample_of_brand")]

    def __str__(self) -> str:
        return f"{self.since} {self.until}"


class Drawn(models.Model):
    """A case of a sample, and why it was drawn."""

    BY_CHANCE, BROKEN, REOPENED, CLIMBED = "chance", "broken", "reopened", "climbed"
    WHY = [
        (BY_CHANCE, _("by chance")),
        (BROKEN, _("a promise was broken")),
        (REOPENED, _("opened again")),
        (CLIMBED, _("a long ladder")),
    ]

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="cases", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    why = models.CharField(max_length=8, choices=WHY)
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "case"], name="drawn_once"),
            models.UniqueConstraint(fields=["sample", "place"], name="drawn_in_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.why}"


class Review(models.Model):
    """One person's reading of one case; nobody reads another's before they have ended their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drawn = models.ForeignKey(Drawn, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    reviewer = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    praise = models.CharField(max_length=LONGEST, blank=True)
    remarks = models.CharField(max_length=LONGEST, blank=True)
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawn", "reviewer"], name="review_once_by_each")]

    def __str__(self) -> str:
        return str(self.drawn_id)


class Judgement(models.Model):
    """Whether a leak is there, as a person sees it, beside what the machine had found when they read."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="judgements", db_index=False)
    kind = models.CharField(max_length=16)  # a leak
    was_found = models.BooleanField()
    is_there = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "kind"], name="judgement_once_a_leak")]

    def __str__(self) -> str:
        return f"{self.kind} {self.is_there}"
