"""What is kept of messengers: how each is connected, what was pushed to us, who writes there, and what we sent."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.channels.models.connecting import STATES, WORKING
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.post.models import Outgoing, in_nobodys_hands
from amana.team.models import Agent, Brand


class Messenger(models.Model):
    """A number or account of a brand at a messenger. Its secrets are encrypted; whoever pushes to us knows its key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="messengers")
    channel = models.CharField(max_length=12)  # the folder of `channels` that speaks with it
    account = models.CharField(max_length=64)  # what the provider calls this number or bot
    name = models.CharField(_("name"), max_length=80, blank=True)  # as the desk calls it
    key = models.CharField(max_length=64, unique=True)
    said = models.JSONField(default=dict)  # what was typed besides secrets
    secret = models.TextField(blank=True, editable=False)
    # Where its provider is asked when that is not the usual place; the address may be inside the house.
    url = models.CharField(max_length=300, blank=True)
    allows_private = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    gives_receipts = models.BooleanField(default=True)
    state = models.CharField(max_length=11, choices=STATES, default=WORKING, editable=False)
    reason = models.CharField(max_length=300, blank=True, editable=False)
    since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)  # the provider asked for a pause
    heard_at = models.DateTimeField(null=True, editable=False)
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "account"], name="messenger_once")]

    def __str__(self) -> str:
        return self.name or self.account

    def note_state(self, state: str, *, at: datetime, reason: str = "", rests_until: datetime | None = None) -> None:
        """Write down how speaking with the provider goes; `since` stays while the state does."""
        changed: dict[str, object] = {"reason": reason[:300], "rests_until": rests_until}
        if state != self.state:
            changed |= {"state": state, "since": at}
        changed = {name: value for name, value in changed.items() if getattr(self, name) != value}
        if changed:
            Messenger.objects.filter(pk=self.pk).update(**changed)
            for name, value in changed.items():
                setattr(self, name, value)


class PushQuerySet(models.QuerySet["Push"]):
    def waiting(self, at: datetime) -> PushQuerySet:
        """Not yet read, due, and in nobody's hands."""
        return self.filter(in_nobodys_hands(at), state=Push.WAITING, not_before__lte=at)


class Push(models.Model):
    """What a provider pushed to us, exactly as it came and kept for good; the same pushed twice is one."""

    WAITING, DONE, HELD = "waiting", "done", "held"
    STATES: ClassVar = [
        (WAITING, _("waiting to be read")),
        (DONE, _("in the record")),
        (HELD, _("held for a person")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    messenger = models.ForeignKey(Messenger, on_delete=models.PROTECT, related_name="pushes", db_index=False)
    digest = models.CharField(max_length=64)  # of the bytes as they came
    body = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    reason = models.CharField(max_length=300, blank=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)

    objects = PushQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["messenger", "digest"], name="push_once"),
            models.CheckConstraint(condition=~Q(state="held") | ~Q(reason=""), name="push_held_for_a_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="push_waiting"),
            models.Index(fields=["messenger", "-received_at"], condition=Q(state="held"), name="push_held"),
        ]

    def __str__(self) -> str:
        return f"{self.messenger_id} {self.received_at:%Y-%m-%d %H:%M}"


class Correspondent(models.Model):
    """Somebody who writes to one of our numbers or bots, by the name their messenger has for them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    messenger = models.ForeignKey(Messenger, on_delete=models.PROTECT, related_name="correspondents", db_index=False)
    identity = models.CharField(max_length=64)  # to whom we write there
    address = models.CharField(max_length=80)  # as people read it: +972…, or a name
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="correspondents")
    case = models.UUIDField(null=True, db_column="case_key")  # in which they wrote last
    last_in_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)  # since when they want nothing from us here
    # The provider's name of what they wrote in public last, until it was answered or they wrote to us alone.
    in_public = models.CharField(max_length=190, blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["messenger", "identity"], name="correspondent_once")]

    def __str__(self) -> str:
        return self.address


class ChatMessage(models.Model):
    """A message that came by a messenger, by the name its provider has for it: told twice, it is in the record once."""

    messenger = models.ForeignKey(Messenger, on_delete=models.PROTECT, related_name="+", db_index=False)
    ref = models.CharField(max_length=190)
    push = models.ForeignKey(Push, on_delete=models.PROTECT, related_name="messages", db_index=False)
    case = models.UUIDField(null=True, db_column="case_key")
    entry = models.UUIDField(null=True, db_column="entry_key")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["messenger", "ref"], name="chat_message_once")]
        indexes: ClassVar = [
            models.Index(fields=["entry"], name="chat_message_of_entry"),
            models.Index(fields=["push"], name="chat_message_of_push"),
        ]

    def __str__(self) -> str:
        return self.ref


class ChatPart(models.Model):
    """One call to a provider: the words of a message of ours, or a file that goes with it; and what became of it."""

    WAITING, ASKED, SENT, DELIVERED, READ, FAILED = "waiting", "asked", "sent", "delivered", "read", "failed"
    STATES: ClassVar = [
        (WAITING, _("waiting to be sent")),
        (ASKED, _("being sent")),
        (SENT, _("sent")),
        (DELIVERED, _("delivered")),
        (READ, _("read")),
        (FAILED, _("not delivered")),
    ]
    # A state only goes on; failing is the end of it unless it has arrived.
    RANKS: ClassVar = {WAITING: 0, ASKED: 1, SENT: 2, FAILED: 3, DELIVERED: 4, READ: 5}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outgoing = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="parts", db_index=False)
    number = models.PositiveSmallIntegerField()
    messenger = models.ForeignKey(Messenger, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Nobody, once whoever it went to was forgotten.
    correspondent = models.ForeignKey(Correspondent, on_delete=models.SET_NULL, null=True, related_name="parts")
    entry = models.UUIDField(db_index=True, db_column="entry_key")
    ref = models.CharField(max_length=190, null=True)  # the provider's own name for it, once it has one
    state = models.CharField(max_length=9, choices=STATES, default=WAITING)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()  # since when it is in this state

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outgoing", "number"], name="chat_part_once"),
            models.UniqueConstraint(fields=["messenger", "ref"], name="chat_part_by_its_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.ref or self.pk} {self.state}"


class ChatTemplate(models.Model):
    """Words the provider approved in advance, which may begin a conversation; {{1}} and so on stand for what is filled in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    messenger = models.ForeignKey(Messenger, on_delete=models.CASCADE, related_name="templates", db_index=False)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=10)
    text = models.TextField()
    fetched_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["messenger", "name", "language"], name="chat_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
