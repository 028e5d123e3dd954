"""The line at the counter, the one question a brand asks, and what an agent at the counter did last."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand, Team

# Answers to the one question: as many as are chosen between at a glance.
MOST_CHOICES = 5


class TurnQuerySet(models.QuerySet["Turn"]):
    def waiting(self) -> TurnQuerySet:
        # Written as the condition of the partial indexes.
        return self.filter(ended_at=None)

    def free(self, at: datetime) -> TurnQuerySet:
        """Those nobody has before them now; whoever left without a word keeps a lease that runs out."""
        return self.waiting().filter(Q(taken_until=None) | Q(taken_until__lt=at))


class Turn(models.Model):
    """A new case in the line at the counter, until somebody has looked at it there or worked on it elsewhere."""

    GIVEN, ASKED, MERGED, ASIDE, ELSEWHERE = "given", "asked", "merged", "aside", "elsewhere"
    ENDINGS = [
        (GIVEN, _("given to somebody")),
        (ASKED, _("asked the one question")),
        (MERGED, _("merged into another case")),
        (ASIDE, _("set aside")),
        (ELSEWHERE, _("worked on elsewhere")),
    ]

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="turn")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    stands_at = models.DateTimeField()  # its place: when it came; behind the others once it was skipped
    taken_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    taken_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="turn_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "stands_at", "case"], condition=Q(ended_at=None), name="turn_line"),
            models.Index(fields=["taken_by", "taken_until"], condition=Q(ended_at=None), name="turn_of_agent"),
        ]

    def __str__(self) -> str:
        return self.ending or "waiting"


class Question(models.Model):
    """The one question of a brand, or of a team's line, in the languages somebody wrote it in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="questions")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    texts = models.JSONField(default=dict)  # by language: he, ar, en
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], condition=Q(team=None, retired_at=None), name="question_one_of_brand"
            ),
            models.UniqueConstraint(
                fields=["brand", "team"], condition=Q(team__isnull=False, retired_at=None), name="question_one_of_team"
            ),
        ]

    def __str__(self) -> str:
        return next(iter(self.texts.values()), "")


class Choice(models.Model):
    """One answer to a question, and the team it leads to; without one, to whoever is next for the brand."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices", db_index=False)
    place = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "place"], name="choice_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=MOST_CHOICES), name="choice_one_to_five"),
        ]

    def __str__(self) -> str:
        return next(iter(self.texts.values()), "")


class WritingForm(models.Model):
    """A brand to which strangers can write by a page of its own; without a row of its own there is no such page."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="writing_form")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.brand_id)


class Widget(models.Model):
    """A brand's form and conversation on pages of its own sites, as long as its page to write to us is open too."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="widget")
    origins = models.JSONField(default=list)  # as browsers write them: https://www.shop.example, without a path
    has_chat = models.BooleanField(default=True)
    offers_calls = models.BooleanField(default=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.brand_id)


class Conversation(models.Model):
    """Words that go to and fro between a page of a brand's site and the desk, until that closes or it goes on by mail.

    Whoever wrote first holds the token, of which only the digest is kept.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="conversation")
    digest = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # when their page last asked, to half a minute
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)


class Asked(models.Model):
    """A question put to a customer on their case, with its answers as they were put; it waits until one is chosen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="asked", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.SET_NULL, null=True, related_name="+")
    entry = models.UUIDField(null=True)  # the mail that asks; none where a form or a chat asked
    text = models.TextField()
    choices = models.JSONField(default=list)  # of {"text", "team"}: the words shown, the key of the team or ""
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    chosen = models.PositiveSmallIntegerField(null=True)  # 1 is the first; none where it lapsed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="asked_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.text


class Step(models.Model):
    """What an agent did with one case at the counter, with what is needed to undo it."""

    GIVE, ASK, TAG, MERGE, ASIDE, SKIP = "give", "ask", "tag", "merge", "aside", "skip"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    act = models.CharField(max_length=6)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "-at"], name="step_of_agent")]

    def __str__(self) -> str:
        return self.act
