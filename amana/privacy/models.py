"""What people asked for about themselves, how long a brand keeps words, what is kept longer, and what was emptied."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent, Brand

LONGEST_WORDS = 1_000


class Request(models.Model):
    """What somebody asked for about themselves: a copy of all, or that it be erased. It has a day by which it is answered."""

    COPY, ERASE = "copy", "erase"
    KINDS = [(COPY, _("a copy of all that is kept")), (ERASE, _("erasure"))]
    OPEN, DONE, REFUSED = "open", "done", "refused"
    STATES = [(OPEN, _("to be answered")), (DONE, _("done")), (REFUSED, _("refused"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=5, choices=KINDS)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)  # how it was asked, in their own words
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    # Nobody when they asked on the page of their case.
    noted_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=7, choices=STATES, default=OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=LONGEST_WORDS, blank=True)  # of a refusal
    counts = models.JSONField(default=dict)  # how many cases and entries it was

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(state="open"), name="request_one_of_a_kind"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="request_ends_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(why=""), name="request_refused_with_a_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], condition=Q(state__in=["open"]), name="request_to_be_answered"),
            models.Index(fields=["-asked_at", "id"], name="request_newest"),
            models.Index(fields=["person", "-asked_at"], name="request_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Retention(models.Model):
    """How many months after its closing the words of a case of this brand are kept; a brand without a row keeps them."""

    LEAST, MOST = 1, 240

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    months = models.PositiveSmallIntegerField()
    # Every case that was closed before this moment has been looked at.
    reached_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=240), name="retention_1_to_240_months")
        ]

    def __str__(self) -> str:
        return f"{self.months} months"


class Hold(models.Model):
    """A case whose words are kept although their time is over, because somebody needs them: a dispute, an audit."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    why = models.CharField(max_length=300)
    until = models.DateField()
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], name="hold_ends")]

    def __str__(self) -> str:
        return self.why


class Postponed(models.Model):
    """A case whose time is over and that could not be emptied: when it is tried again."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    again_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["again_at", "case"], name="postponed_tried_again")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.again_at}"


class Emptied(models.Model):
    """That the words of a case were destroyed: when, why, and how much it was; nothing of what they said."""

    ERASED, OVER = "erased", "over"
    REASONS = [(ERASED, _("the customer asked for it")), (OVER, _("their time was over"))]

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="+")
    why = models.CharField(max_length=6, choices=REASONS)
    entries = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "case"], name="emptied_newest")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.why}"
