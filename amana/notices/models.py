"""What a colleague wants to be told and how, what they were told, and the browsers they are told in."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.notices.kinds import KEEPER_KINDS, KINDS
from amana.people.models import Account
from amana.team.models import Agent


class Manner(models.Model):
    """How one person wants to be told; without a row, as is usual."""

    WEEK, HOURS, NEVER = "week", "hours", "never"
    QUIETS = [
        (WEEK, _("outside my working hours")),
        (HOURS, _("between two times of the day")),
        (NEVER, _("never: tell me at any time")),
    ]
    TO_DIGEST, TO_MORNING = "digest", "morning"
    THEN = [(TO_DIGEST, _("goes into the daily digest")), (TO_MORNING, _("comes one by one when quiet ends"))]

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, primary_key=True, related_name="+")
    ways = models.JSONField(default=dict)  # by kind, where they chose otherwise than usual: ["mail", "push", "digest"]
    quiet = models.CharField(max_length=5, choices=QUIETS, default=WEEK)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    then = models.CharField(max_length=7, choices=THEN, default=TO_DIGEST)
    standstill_at_once = models.BooleanField(default=False)
    wants_digest = models.BooleanField(default=True)
    digest_at = models.DateTimeField(null=True)  # when their next digest is due; moved on by whoever sends it
    digested_at = models.DateTimeField(null=True)  # until when their last digest told what came

    class Meta:
        indexes = [
            models.Index(fields=["digest_at", "agent"], condition=Q(digest_at__isnull=False), name="manner_digest_due")
        ]

    def __str__(self) -> str:
        return str(self.agent_id)

    def ways_of(self, kind: str) -> frozenset[str]:
        """Return the ways one kind of notice goes; the desk shows what waits in any case."""
        chosen = self.ways.get(kind, KINDS[kind].ways)
        return frozenset(chosen)


class Notice(models.Model):
    """That somebody was to be told something: when, and by which ways. It holds no words; they are read when it is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    about = models.UUIDField(null=True)  # the promise, the hand-over or the entry it is about
    by = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    entry = models.UUIDField(null=True)  # the entry that caused it
    at = models.DateTimeField()
    by_mail = models.BooleanField(default=False)
    by_push = models.BooleanField(default=False)
    in_digest = models.BooleanField(default=False)
    wakes_at = models.DateTimeField(null=True)  # when it goes out by mail and push; None when it does not, or has
    told_at = models.DateTimeField(null=True)  # when it went out

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "agent", "kind"], condition=Q(entry__isnull=False), name="notice_once"
            ),
            models.CheckConstraint(condition=Q(wakes_at=None) | Q(told_at=None), name="notice_waits_or_went"),
        ]
        indexes = [
            models.Index(fields=["agent", "-at", "-id"], name="notice_of_agent"),
            models.Index(fields=["wakes_at", "id"], condition=Q(wakes_at__isnull=False), name="notice_waiting"),
            models.Index(fields=["at"], name="notice_at"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.kind}"


class Browser(models.Model):
    """A browser somebody wants notices in: of the desk as a colleague, of own cases as their keeper.

    Its address and keys are encrypted: whoever has them can write to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="browsers")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="browsers")
    digest = models.CharField(max_length=64, unique=True)  # of the address, so that the same browser is one row
    host = models.CharField(max_length=253)
    locked = models.TextField()
    name = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agent=None, keeper__isnull=False) | Q(agent__isnull=False, keeper=None),
                name="browser_is_one_persons",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def account(self) -> Account:
        """Whose browser it is."""
        found = self.agent.account if self.agent is not None else self.keeper
        assert found is not None
        return found


class Push(models.Model):
    """A notice on its way to a browser: taken in hand by a lease, gone once it was delivered or nobody takes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    browser = models.ForeignKey(Browser, on_delete=models.CASCADE, related_name="+")
    says = models.JSONField()  # kind, case number, address of the page; nothing of a customer
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["not_before", "id"], name="push_due")]

    def __str__(self) -> str:
        return str(self.browser_id)


class PushKey(models.Model):
    """The key this installation signs its pushes with; made when the first browser asks, encrypted at rest."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    locked = models.TextField()
    public = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="push_key_is_one")]

    def __str__(self) -> str:
        return self.public


class KeeperManner(models.Model):
    """How the keeper of own cases wants to be told; without a row, as is usual."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    ways = models.JSONField(default=dict)  # by kind, where they chose otherwise than usual: ["mail", "push"]
    is_quiet = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))

    def __str__(self) -> str:
        return str(self.account_id)

    def ways_of(self, kind: str) -> frozenset[str]:
        """Return the ways one kind of reminder goes; the list of one's cases shows what is due in any case."""
        chosen = self.ways.get(kind, KEEPER_KINDS[kind].ways)
        return frozenset(chosen)


class KeeperTold(models.Model):
    """That the keeper of an own case was told of one thing, so that they are told of it once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    about = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "about", "kind"], name="keeper_told_once")]
        indexes = [models.Index(fields=["at"], name="keeper_told_at")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"
