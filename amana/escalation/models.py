"""Named people on the rungs of a ladder, what they say when it is over, and many cases of one cause taken together."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case, HandOver
from amana.commitments.models import Commitment
from amana.escalation.own import models as own  # noqa: F401  # its table belongs to this app
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand, Team


class Rung(models.Model):
    """One rung of a ladder: who is asked there, and within how many working hours they answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="rungs", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="rungs")  # None: all
    position = models.PositiveSmallIntegerField(_("rung"))
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    hours = models.PositiveSmallIntegerField(
        _("answers within, in working hours"), default=8, validators=[MinValueValidator(1), MaxValueValidator(80)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "team", "agent"], name="rung_each_person_once"),
            models.UniqueConstraint(
                fields=["brand", "agent"], condition=Q(team=None), name="rung_each_person_once_for_all"
            ),
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=80), name="rung_answers_in_time"),
        ]
        indexes = [models.Index(fields=["brand", "team", "position"], name="rung_of_ladder")]

    def __str__(self) -> str:
        return f"{self.position} {self.agent}"


class Report(models.Model):
    """How it came this far, by whoever answered on a rung; the words are in the company's chain."""

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.commitment_id)


class Incident(models.Model):
    """One cause that many cases share at the same time, with one next step for all of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="incidents")
    title = models.CharField(_("what it is"), max_length=200)
    lead = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["brand", "-opened_at"], name="incident_of_brand")]

    def __str__(self) -> str:
        return self.title


class Gathered(models.Model):
    """A case that belongs to an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="gathered", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="gathered", db_index=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "incident"], name="gathered_once")]
        indexes = [models.Index(fields=["incident", "id"], name="gathered_in")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.case_id}"


class Round(models.Model):
    """One message of a lead to all cases of an incident, with the promise in it; sent case by case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="rounds")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    texts = models.JSONField(default=dict)  # by language
    action = models.CharField(_("what is promised"), max_length=500)
    due_at = models.DateTimeField(_("by when"))
    begun_at = models.DateTimeField()
    reached = models.BigIntegerField(default=0)  # the last row of Gathered that was dealt with
    last = models.BigIntegerField(default=0)  # the last row it is for
    total = models.PositiveIntegerField(default=0)  # how many cases it is for
    sent = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)  # [case number, why], of those that could not be told
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(ended_at=None), name="round_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.begun_at:%Y-%m-%d %H:%M}"


class Surge(models.Model):
    """Many promises late at once: the word to their customers waits for one person, half an hour at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True)
    let_go_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)  # when the staff got their one list
    held = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["brand", "-until"], name="surge_of_brand")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.since:%Y-%m-%d %H:%M}"


class HeldNotice(models.Model):
    """A late notice that waits with a surge: the entry whose mail is held back, and whom it concerns here."""

    surge = models.ForeignKey(Surge, on_delete=models.CASCADE, related_name="notices", db_index=False)
    entry = models.UUIDField(null=True)
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["surge", "id"], name="held_notice_of_surge")]

    def __str__(self) -> str:
        return str(self.commitment_id)


class LowPatience(models.Model):
    """That a customer's patience is under what the brand bears on a case: it climbed for that, and does so once until it recovers."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.case_id)


class Acceptance(models.Model):
    """By when a hand-over is to be answered; whoever it was offered to, and whoever offers it, are reminded then, once."""

    hand_over = models.OneToOneField(HandOver, on_delete=models.CASCADE, primary_key=True, related_name="+")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(told_at=None), name="acceptance_due")]

    def __str__(self) -> str:
        return f"{self.hand_over_id} {self.due_at:%Y-%m-%d %H:%M}"
