"""What came in raw, what goes out, and the files; a case is known here only by its key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.record.literals import literals
from amana.team.models import Brand

if TYPE_CHECKING:
    from amana.team.viewing import Viewer

WAITING, DONE, HELD, ASIDE = "waiting", "done", "held", "aside"
# No lease is given for longer. One that ends later was given by a clock that has been put back since, and counts for nothing.
LONGEST_LEASE = timedelta(hours=1)


def in_nobodys_hands(at: datetime) -> Q:
    """Never leased, or for a time that is over; whoever held it is refused by its number when they come back."""
    return Q(lease_until=None) | Q(lease_until__lt=at) | Q(lease_until__gt=at + LONGEST_LEASE)


class RawMessageQuerySet(models.QuerySet["RawMessage"]):
    def waiting(self, at: datetime) -> RawMessageQuerySet:
        """Not yet read, due, and in nobody's hands."""
        return self.filter(in_nobodys_hands(at), state=WAITING, not_before__lte=at)

    def held(self) -> RawMessageQuerySet:
        # With the condition of the partial index as it stands there: SQLite does not draw the conclusion itself.
        return self.filter(state__in=literals(HELD, ASIDE)).filter(state=HELD)

    def set_aside(self) -> RawMessageQuerySet:
        return self.filter(state__in=literals(HELD, ASIDE)).filter(state=ASIDE)

    def visible_to(self, viewer: Viewer) -> RawMessageQuerySet:
        """Those sent to a brand the viewer serves. Of which no brand is known, whoever leads, or reads over, in any brand
        sees them, and whoever serves every brand there is."""
        agent = viewer.agent
        if agent is None:
            return self.none()
        nobodys = Q(brand=None)
        if not (agent.is_lead or agent.only_reads):
            nobodys = nobodys & Q(~Exists(Brand.objects.exclude(pk__in=viewer.brands)))
        return self.filter(Q(brand__in=viewer.brands) | nobodys)


class RawMessage(models.Model):
    """A message exactly as it came, kept for good; everything else about it can be worked out again."""

    STATES = [
        (WAITING, _("waiting to be read")),
        (DONE, _("in the record")),
        (HELD, _("held for a person")),
        (ASIDE, _("set aside")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)  # without trace headers: the same mail by two roads is one
    sha256 = models.CharField(max_length=64)  # of the bytes as stored
    size = models.PositiveIntegerField()
    body = models.BinaryField(null=True)  # up to 64 KiB; larger ones lie in the file with this key
    file_key = models.CharField(max_length=40, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.CharField(max_length=320, blank=True)
    received_at = models.DateTimeField()
    # Imported mail whose matter had rested by then comes in as history: closed, nobody is told.
    history_until = models.DateTimeField(null=True)

    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    reason = models.CharField(max_length=300, blank=True)
    # For the lists of held and set aside: whose it is, as far as it says to whom it was sent, and what it says of itself.
    brand = models.ForeignKey(Brand, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+")
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    case = models.UUIDField(null=True, db_index=True, db_column="case_key")
    entry = models.UUIDField(null=True, db_column="entry_key")

    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)

    objects = RawMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False) | ~Q(file_key=""), name="raw_message_is_kept_somewhere"
            ),
            models.CheckConstraint(condition=~Q(state=HELD) | ~Q(reason=""), name="raw_message_held_for_a_reason"),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state=WAITING), name="raw_message_waiting"),
            models.Index(
                fields=["state", "-received_at"], condition=Q(state__in=[HELD, ASIDE]), name="raw_message_shown"
            ),
            models.Index(fields=["file_key"], condition=~Q(file_key=""), name="raw_message_by_file"),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id or str(self.pk)


class Arrival(models.Model):
    """One showing of a message: which door or mailbox it came through."""

    raw = models.ForeignKey(RawMessage, on_delete=models.PROTECT, related_name="arrivals")
    door = models.CharField(max_length=120)
    uidvalidity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["door", "uidvalidity", "uid"], condition=Q(uid__isnull=False), name="arrival_once_per_uid"
            )
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.uid or ''}"


class MessageKey(models.Model):
    """A Message-ID we have seen or given out, and the case it belongs to once that is known.

    Written when the message is accepted, before it is read: a reply that overtakes its parent finds
    the parent waiting here, and waits for it.
    """

    value = models.CharField(max_length=255, primary_key=True)
    raw = models.ForeignKey(RawMessage, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.UUIDField(null=True)
    entry = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.value


class File(models.Model):
    """A file somebody sent; its bytes lie under a random key, its digest is sealed in the entry that brought it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120)
    content_id = models.CharField(max_length=255, blank=True)
    case = models.UUIDField(db_index=True)
    entry = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def under_way(self, at: datetime) -> OutgoingQuerySet:
        """Due, and in nobody's hands; a sender who died leaves a lease that runs out."""
        return self.filter(in_nobodys_hands(at), state__in=literals(*Outgoing.UNDER_WAY), not_before__lte=at)

    def ready(self, at: datetime) -> OutgoingQuerySet:
        """The mails under way."""
        return self.under_way(at).filter(channel=Outgoing.MAIL)

    def chats_ready(self, at: datetime, *, channels: Collection[str]) -> OutgoingQuerySet:
        """What is under way by these messengers."""
        return self.under_way(at).filter(channel__in=list(channels))


class Outgoing(models.Model):
    """A mail to be sent, or a message by a messenger, written in the transaction of what it tells."""

    MAIL = "email"
    WAITING, SENDING, SENT, DOUBTFUL, FAILED, HELD = "waiting", "sending", "sent", "doubtful", "failed", "held"
    STATES = [
        (WAITING, _("waiting to be sent")),
        (SENDING, _("being sent")),
        (SENT, _("sent")),
        (DOUBTFUL, _("may have been sent twice")),
        (FAILED, _("not delivered")),
        (HELD, _("held for a person")),
    ]
    UNDER_WAY = (WAITING, SENDING, DOUBTFUL)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.UUIDField(null=True, db_index=True)
    entry = models.UUIDField(null=True, db_index=True)
    what = models.CharField(max_length=20)  # reply, receipt, notice, reminder, code, …
    channel = models.CharField(max_length=12, default=MAIL)
    is_automatic = models.BooleanField(default=False)
    message_id = models.CharField(max_length=255, unique=True)
    mail_from = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    mime = models.BinaryField()
    created_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    # The terminating dot may have reached the other server: from then on a retry can double the mail.
    was_doubtful = models.BooleanField(default=False)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["waiting", "sending", "doubtful"]),
                name="outgoing_under_way",
            ),
            models.Index(
                fields=["channel", "not_before", "id"],
                condition=Q(state__in=["waiting", "sending", "doubtful"]),
                name="outgoing_by_its_channel",
            ),
            models.Index(
                fields=["state", "-created_at"], condition=Q(state__in=["failed", "held"]), name="outgoing_stopped"
            ),
            models.Index(fields=["-created_at"], condition=Q(was_doubtful=True), name="outgoing_doubtful"),
            models.Index(
                fields=["created_at"], condition=Q(case=None, state="sent") & ~Q(subject=""), name="outgoing_of_no_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.message_id}"


class Recipient(models.Model):
    """What became of a mail for one of those it went to."""

    WAITING, SENT, FAILED, BOUNCED = "waiting", "sent", "failed", "bounced"
    STATES = [(WAITING, _("waiting")), (SENT, _("sent")), (FAILED, _("refused")), (BOUNCED, _("bounced"))]

    outgoing = models.ForeignKey(Outgoing, on_delete=models.PROTECT, related_name="recipients")
    address = models.CharField(max_length=320, db_index=True)
    state = models.CharField(max_length=8, choices=STATES, default=WAITING)
    status = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outgoing", "address"], name="recipient_once")]
        indexes = [
            models.Index(fields=["-at"], condition=Q(state__in=["failed", "bounced"]), name="recipient_not_reached")
        ]

    def __str__(self) -> str:
        return self.address
