"""Causes of recurring questions: what is wrong, who mends it and by when, whether it helped; and which questions are new or rising."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.escalation.models import Incident, Round
from amana.insight.models.recurring import Group
from amana.kit.codes import new_id
from amana.record.literals import literals
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer


class CauseQuerySet(models.QuerySet["Cause"]):
    def visible_to(self, viewer: Viewer) -> CauseQuerySet:
        """Whoever serves a brand reads its causes; a customer reads of one only what a message told them."""
        if viewer.kind != "agent" or viewer.agent is None or not viewer.agent.account.is_active:
            return self.none()
        return self.filter(brand__in=viewer.brands)

    def standing(self) -> CauseQuerySet:
        """Not taken back."""
        # Written exactly as the condition of the partial index.
        return self.filter(withdrawn_at=None)


class Cause(models.Model):
    """Why people have to ask: something of ours that is wrong, with one person who sees to it that it ends."""

    FOUND, MENDING, MENDED, MEASURED = "found", "mending", "mended", "measured"
    STATES = [
        (FOUND, _("found")),
        (MENDING, _("being mended")),
        (MENDED, _("mended")),
        (MEASURED, _("mended, and measured")),
    ]
    OPEN = (FOUND, MENDING)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(_("what is wrong"), max_length=200)
    more = models.TextField(_("how it comes about"), blank=True)
    since = models.DateField(_("since when"))
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=STATES, default=FOUND)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    mended_at = models.DateTimeField(null=True)  # when the last fix that ends it was done
    measured_at = models.DateTimeField(null=True)
    came_back = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)  # opened by mistake
    # Those who wait for it are told as an incident tells them: one message, each with a promise of their own.
    incident = models.OneToOneField(Incident, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = CauseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["found", "mending"], mended_at=None, measured_at=None)
                | Q(state="mended", mended_at__isnull=False, measured_at=None)
                | Q(state="measured", mended_at__isnull=False, measured_at__isnull=False),
                name="cause_mended_at_a_time",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-opened_at", "-id"], condition=Q(withdrawn_at=None), name="cause_of_brand")
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class CauseGroup(models.Model):
    """That the questions of a group come from a cause; a group has one."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="groups")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cause_id} {self.group_id}"


class CauseCase(models.Model):
    """A case that somebody brought to a cause by hand, whatever group it is in."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="cases", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "cause"], name="cause_case_once")]
        indexes: ClassVar = [models.Index(fields=["cause", "-at"], name="cause_case_of")]

    def __str__(self) -> str:
        return f"{self.cause_id} {self.case_id}"


class Step(models.Model):
    """What became of a cause, one line each: opened, a fix promised or moved or kept, mended, measured, come back."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="steps", db_index=False)
    what = models.CharField(max_length=16)
    text = models.CharField(max_length=500, blank=True)
    values = models.JSONField(default=dict)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["cause", "-at", "-id"], name="cause_step_of")]

    def __str__(self) -> str:
        return self.what


class FixQuerySet(models.QuerySet["Fix"]):
    def outstanding(self) -> FixQuerySet:
        # Written exactly as the condition of the partial indexes, or SQLite reads the whole table.
        return self.filter(state__in=literals(Fix.OPEN))


class Fix(models.Model):
    """What somebody undertook to do about a cause, and by when.

    It is a promise of the house to itself: a commitment stands between a customer and a company on one case, in a record
    both read, and none of that is there. So it has rows of its own, with the rules of a commitment: an owner, a due time,
    an end that is said, reminders as long before as the brand's policy says, and a new time only with somebody's consent.
    """

    OPEN, KEPT, BROKEN, MOVED = "open", "kept", "broken", "moved"
    STATES = [(OPEN, _("open")), (KEPT, _("kept")), (BROKEN, _("broken")), (MOVED, _("new time agreed"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="fixes", db_index=False)
    what = models.CharField(_("what is done about it"), max_length=500)
    eases = models.BooleanField(default=False)  # an answer, an article, a way round: it helps, and ends nothing
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField(_("by when"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=6, choices=STATES, default=OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=500, blank=True)  # what was done, why it was broken or moved
    # A new time is asked for by the owner and agreed by another; until then the old one stays.
    asked_due_at = models.DateTimeField(null=True)
    asked_why = models.CharField(max_length=500, blank=True)
    # When the clock looks at it next, and how far it has gone: commitments.alarms.
    alarm_at = models.DateTimeField(null=True)
    alarm_stage = models.PositiveSmallIntegerField(default=0)

    objects = FixQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None)
                | (Q(state__in=["kept", "broken", "moved"], ended_at__isnull=False) & ~Q(note="")),
                name="fix_ends_with_a_word",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="fix_due_after_it_is_promised"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cause", "-made_at"], name="fix_of_cause"),
            models.Index(
                fields=["alarm_at"], condition=Q(state__in=["open"], alarm_at__isnull=False), name="fix_alarm"
            ),
            models.Index(fields=["cause", "due_at"], condition=Q(state__in=["open"]), name="fix_outstanding"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_outstanding(self) -> bool:
        return self.state == self.OPEN

    def is_late(self, at: datetime) -> bool:
        return self.is_outstanding and self.due_at < at


class Message(models.Model):
    """What a lead writes to all who wait for a cause, with one promise; it goes out when nobody is disturbed by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="messages", db_index=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    texts = models.JSONField(default=dict)  # by language
    action = models.CharField(_("what is promised"), max_length=500)
    due_at = models.DateTimeField(_("by when"))
    written_at = models.DateTimeField()
    goes_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=300, blank=True)  # why it could not begin
    round = models.OneToOneField(Round, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cause"], condition=Q(begun_at=None, taken_back_at=None), name="message_waits_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["cause", "-written_at"], name="message_of_cause"),
            models.Index(fields=["goes_at"], condition=Q(begun_at=None, taken_back_at=None), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return self.action


class ArrivalDay(models.Model):
    """How many new questions a brand got on one day (UTC): what a share of them is a share of."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    cases = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "day"], name="arrival_day_once")]
        indexes: ClassVar = [models.Index(fields=["brand", "counted_at"], name="arrival_day_counted")]

    def __str__(self) -> str:
        return f"{self.day} {self.cases}"


class Recurrence(models.Model):
    """The figures of one cause, counted every hour while it lives, so that no page counts cases."""

    cause = models.OneToOneField(Cause, on_delete=models.CASCADE, primary_key=True, related_name="recurrence")
    counted_at = models.DateTimeField()
    cases = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)  # cases that are open
    before = models.PositiveIntegerField(default=0)  # cases in the time before it was mended, or until now
    before_of = models.PositiveIntegerField(default=0)  # new questions of the brand in the same days
    before_days = models.PositiveSmallIntegerField(default=0)
    after = models.PositiveIntegerField(default=0)
    after_of = models.PositiveIntegerField(default=0)
    after_days = models.PositiveSmallIntegerField(default=0)
    weeks = models.JSONField(default=list)  # [first day, cases, of so many], the earliest first
    # What it costs: see insight.costs.
    contacts = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    waiting_hours = models.PositiveIntegerField(default=0)
    elapsed_days = models.PositiveIntegerField(default=0)
    paid = models.JSONField(default=dict)  # by currency, as "150.00"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["counted_at"], name="recurrence_counted")]

    def __str__(self) -> str:
        return f"{self.cause_id} {self.cases}"


class DayLook(models.Model):
    """That the groups of a brand were looked at for one day: how many, and how many stood out. Whoever writes the row looks."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    looked_at = models.DateTimeField()
    groups = models.PositiveIntegerField(default=0)
    stood_out = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "day"], name="day_look_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.stood_out} of {self.groups}"


class Notable(models.Model):
    """A group that is new or comes more often than chance explains; one row from when it stood out until it is quiet again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_new = models.BooleanField(default=False)
    noticed_on = models.DateField()
    seen_on = models.DateField()  # the last day on which it stood out
    recent = models.PositiveIntegerField()
    recent_of = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    base_of = models.PositiveIntegerField()
    chance = models.FloatField()  # how probable so many are, if nothing had changed
    told_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "-noticed_on", "-id"], name="notable_of_brand"),
            models.Index(fields=["noticed_on"], condition=Q(told_at=None), name="notable_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.noticed_on}"
