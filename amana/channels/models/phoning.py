"""What is kept of telephones, calendars and mail providers: how each is connected, and what it told us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.channels.models.connecting import _host
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent, Brand


class CalendarFeed(models.Model):
    """A calendar an agent subscribed to; whoever knows its address reads it, so that only a digest of that is kept."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.agent_id)


class Invitation(models.Model):
    """A promised call as it stands in a customer's calendar: one event, however often its time changes."""

    ACCEPTED, DECLINED, TENTATIVE, COUNTER = "accepted", "declined", "tentative", "counter"
    ANSWERS = [
        (ACCEPTED, _("accepted")),
        (DECLINED, _("declined")),
        (TENTATIVE, _("perhaps")),
        (COUNTER, _("asks for another time")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uid = models.CharField(max_length=255, unique=True)
    case = models.UUIDField(db_column="case_key")
    commitment = models.UUIDField(unique=True, db_column="commitment_key")
    address = models.CharField(max_length=320)  # in lower case
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when it was taken out of the calendar again
    answer = models.CharField(max_length=9, choices=ANSWERS, blank=True)
    answered_at = models.DateTimeField(null=True)
    proposed_at = models.DateTimeField(null=True)  # the time asked for instead

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case"], name="invitation_of_case")]

    def __str__(self) -> str:
        return self.uid

    @property
    def needs_a_time(self) -> bool:
        """Whether the customer cannot take the call at the time that stands."""
        return self.ended_at is None and self.answer in {self.DECLINED, self.COUNTER}


class PhoneSystem(models.Model):
    """The telephone exchange of a brand: by which key it reaches us, with which secret it signs. The secret is encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="phone_system")
    key = models.CharField(max_length=64, unique=True)
    secret = models.TextField(blank=True, editable=False)
    # Where a click on a number leads: the exchange's own address, with {number} and {extension} in it; none: tel: alone.
    dial_url = models.CharField(max_length=300, blank=True)
    recordings_host = models.CharField(max_length=253, blank=True)  # the one server recordings are fetched from
    allows_private = models.BooleanField(default=False)
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return _host(self.dial_url) or str(self.brand_id)


class Extension(models.Model):
    """Which extension of an exchange rings at an agent's."""

    system = models.ForeignKey(PhoneSystem, on_delete=models.CASCADE, related_name="extensions", db_index=False)
    number = models.CharField(max_length=40)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="extensions")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["system", "number"], name="extension_once")]

    def __str__(self) -> str:
        return self.number


class Call(models.Model):
    """A call as an exchange tells of it: while it rings, and afterwards until it stands in a record or was set aside."""

    RINGING, TO_PLACE, PLACED, ASIDE = "ringing", "to_place", "placed", "aside"
    STATES = [
        (RINGING, _("ringing")),
        (TO_PLACE, _("to be placed")),
        (PLACED, _("in the record")),
        (ASIDE, _("set aside")),
    ]
    IN, OUT = "in", "out"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    ref = models.CharField(max_length=150)  # the exchange's own name for it
    direction = models.CharField(max_length=3, choices=[(IN, _("in")), (OUT, _("out"))])
    number = models.CharField(max_length=40, blank=True)  # of the other side, as +972…; none when it was withheld
    extension = models.CharField(max_length=40, blank=True)
    agent = models.ForeignKey(Agent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=STATES)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    case = models.UUIDField(null=True, db_column="case_key")
    entry = models.UUIDField(null=True, db_column="entry_key")
    recording_url = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "ref"], name="call_once"),
            models.CheckConstraint(
                condition=~Q(state="placed") | Q(case__isnull=False, entry__isnull=False), name="call_placed_in_a_case"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["brand", "-began_at"], condition=Q(state__in=["to_place"]), name="call_to_place"),
            models.Index(fields=["brand", "-began_at"], condition=Q(state__in=["ringing"]), name="call_ringing"),
            models.Index(fields=["id"], condition=~Q(recording_url=""), name="call_with_a_recording"),
            models.Index(fields=["entry"], name="call_of_entry"),
            models.Index(fields=["case"], name="call_of_case"),
            models.Index(fields=["began_at"], condition=Q(case=None) & ~Q(number=""), name="call_of_nobody"),
        ]

    def __str__(self) -> str:
        return self.number or self.ref


class MailProvider(models.Model):
    """A service that hands us mail and tells what became of ours. Its secrets are encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="mail_providers", db_index=False)
    name = models.CharField(max_length=20)
    key = models.CharField(max_length=64, unique=True)
    secret = models.TextField(blank=True, editable=False)
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    # Of Amazon alone: topics that wait to be confirmed, by their name (url, at), and its certificates, by their address.
    topics_asked = models.JSONField(default=dict)
    certificates = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "name"], name="mail_provider_once")]

    def __str__(self) -> str:
        return self.name


class MailTold(models.Model):
    """Something a provider told of one mail to one address, kept before it is acted on; the same told twice is one."""

    provider = models.ForeignKey(MailProvider, on_delete=models.CASCADE, related_name="told", db_index=False)
    digest = models.CharField(max_length=64)
    what = models.CharField(max_length=12)
    address = models.CharField(max_length=320)
    message_id = models.CharField(max_length=255, blank=True)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "digest"], name="mail_told_once")]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(is_done=False), name="mail_told_to_do"),
            models.Index(fields=["address"], name="mail_told_of_address"),
            models.Index(fields=["at"], name="mail_told_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.address}"


class Complaint(models.Model):
    """An address whose owner called a mail of ours unwanted: nothing is sent there automatically any more."""

    address = models.CharField(max_length=320, primary_key=True)  # in lower case
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
