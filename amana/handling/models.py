"""What a message seems to answer, terms of an ending, and what is asked after it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import SIDES, Case, Closing
from amana.handling.moved import LeftOut, MovedIn, Origin
from amana.handling.namesakes import CustomerName, NameWalk
from amana.handling.questions import Question, QuestionMail
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent, Brand

__all__ = [
    "Care",
    "CareWeek",
    "CustomerName",
    "FollowUp",
    "LeftOut",
    "MovedIn",
    "NameWalk",
    "Origin",
    "Point",
    "Question",
    "QuestionMail",
    "Suggestion",
    "Term",
]


class Suggestion(models.Model):
    """A customer's mail seems to answer something; a person records it or says that it does not.

    The words themselves stay in the entry, at text[start:end], and go with it when it is withdrawn or erased.
    """

    RECORDED, DISMISSED = "recorded", "dismissed"
    ENDINGS = [(RECORDED, _("recorded")), (DISMISSED, _("dismissed"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suggestions", db_index=False)
    entry = models.UUIDField()
    act = models.CharField(max_length=12)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    noticed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "act"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="suggestion_ends_somehow",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(ended_at=None), name="suggestion_waiting")]

    def __str__(self) -> str:
        return self.act


class Term(models.Model):
    """What one side says must be true for a case to be over, written down before anybody proposes to close it.

    Neither met nor dropped, it stands: every proposal to close then says what was done for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="terms", db_index=False)
    text = models.CharField(max_length=300)
    written_by = models.CharField(max_length=8, choices=SIDES)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    done = models.CharField(max_length=500, blank=True)  # what was done for it, in the words of whoever says it is met
    shown_by = models.UUIDField(null=True)  # the entry that shows it
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(met_at=None) | Q(dropped_at=None), name="term_ends_in_one_way"),
        ]
        indexes = [models.Index(fields=["case", "at"], condition=Q(dropped_at=None), name="term_of_case")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_met(self) -> bool:
        return self.met_at is not None


class Point(models.Model):
    """What a proposal to close says of one term: its words, what was done for it, and whether the customer says it is not met."""

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="points", db_index=False)
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    done = models.CharField(max_length=500, blank=True)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_refused = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "place"], name="point_once")]

    def __str__(self) -> str:
        return self.text


class FollowUp(models.Model):
    """Some working days after an agreed closing we ask once whether it is still solved."""

    YES, NO, MOOT, UNASKED = "yes", "no", "moot", "unasked"
    ENDINGS = [
        (YES, _("still solved")),
        (NO, _("not solved any more")),
        (MOOT, _("opened again before")),
        (UNASKED, _("could not be asked")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups", db_index=False)
    closing = models.OneToOneField(Closing, on_delete=models.CASCADE, related_name="follow_up")
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asked_in = models.UUIDField(null=True)  # the entry of the mail that asks
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=ENDINGS, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="follow_up_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(asked_at=None, ended_at=None), name="follow_up_due"),
            models.Index(fields=["case"], condition=Q(ended_at=None), name="follow_up_of_case"),
        ]

    def __str__(self) -> str:
        return self.ending or "to come"


class Care(models.Model):
    """Whether the customer felt taken care of, asked once on a case; never counted for anybody who served.

    What they added stays in the entry, and goes with it when it is withdrawn or erased.
    """

    YES, PARTLY, NO = "yes", "partly", "no"
    ANSWERS = [(YES, _("yes")), (PARTLY, _("partly")), (NO, _("no"))]

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="care")
    answer = models.CharField(max_length=6, choices=ANSWERS)
    entry = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="care_at")]

    def __str__(self) -> str:
        return self.answer


class CareWeek(models.Model):
    """How many answers of each kind a brand had in one week, which begins on the day its working week does."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    week = models.DateField()
    yes = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "week"], name="care_week_once")]

    def __str__(self) -> str:
        return f"{self.week} {self.yes} {self.partly} {self.no}"
