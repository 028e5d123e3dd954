"""Letters of own cases: drafts as they are typed, what was sent, their writer's own mailbox, and the feed of what is due."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.channels.models import OUT, SECURITY, STATES, TLS, WORKING, Mailbox
from amana.kit.codes import new_id
from amana.people.models import Person


class LetterDraft(models.Model):
    """A letter while it is written, saved as it is typed; kept versions of it are entries in its writer's own chain."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letter_drafts", db_index=False)
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    about = models.UUIDField(null=True)  # the promise or the entry it is about
    company = models.UUIDField(null=True)  # of people.Company, when it is not the case's own
    rung = models.CharField(max_length=12, blank=True)  # of escalation.own, on which it is written
    reader = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)  # where the reader and the address are known from
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    answer_by = models.DateTimeField(null=True)
    made_by_itself = models.BooleanField(default=False)  # drafted because a promise broke or nobody answered
    helper = models.CharField(max_length=120, blank=True)  # who drafted it for its writer, by a link they were given
    # Through which they change it, until its writer has opened it.
    share = models.ForeignKey("advocacy.Share", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when it was sent or thrown away

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "about"],
                condition=Q(ended_at=None, made_by_itself=True),
                name="letter_drafted_by_itself_once",
            )
        ]
        indexes = [models.Index(fields=["case", "-saved_at"], condition=Q(ended_at=None), name="letter_draft_of_case")]

    def __str__(self) -> str:
        return self.subject or self.kind


class SentLetter(models.Model):
    """A letter that left: how, to whom, and by when an answer was asked for. Its words are in the shared record."""

    MAILBOX, MAILTO, EML, PRINT, COPY = "mailbox", "mailto", "eml", "print", "copy"
    HOWS = [
        (MAILBOX, _("from my mailbox")),
        (MAILTO, _("from my mail program")),
        (EML, _("as a message file")),
        (PRINT, _("on paper")),
        (COPY, _("through their web form")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sent_letters", db_index=False)
    kind = models.CharField(max_length=20)
    company = models.UUIDField(null=True)
    rung = models.CharField(max_length=12, blank=True)
    reader = models.CharField(max_length=200, blank=True)
    to = models.CharField(max_length=254, blank=True)
    how = models.CharField(max_length=8, choices=HOWS)
    entry = models.UUIDField()
    promise = models.UUIDField(null=True)  # the writer's own reminder to look whether an answer came
    outgoing = models.UUIDField(null=True)  # of post.Outgoing, when it went by the writer's mailbox
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)  # when silence had drafted what comes next

    class Meta:
        indexes = [
            models.Index(fields=["case", "-sent_at"], name="sent_letter_of_case"),
            models.Index(
                fields=["answer_by", "id"],
                condition=Q(answered_at=None, followed_at=None, answer_by__isnull=False),
                name="sent_letter_waited_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_at:%Y-%m-%d %H:%M}"


class OwnMailbox(models.Model):
    """The mailbox of somebody with own cases, to send letters from and to choose messages in. Its password is encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="own_mailbox")
    address = models.EmailField(_("address"), max_length=254, unique=True)
    secret = models.TextField(blank=True, editable=False)
    smtp_host = models.CharField(_("SMTP server"), max_length=253)
    smtp_port = models.PositiveIntegerField(_("SMTP port"), default=465)
    smtp_security = models.CharField(_("SMTP security"), max_length=8, choices=SECURITY, default=TLS)
    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("IMAP port"), default=993)
    imap_security = models.CharField(_("IMAP security"), max_length=8, choices=SECURITY, default=TLS)
    user = models.CharField(_("user name"), max_length=254)
    connected_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)  # when sending last worked
    out_state = models.CharField(max_length=11, choices=STATES, default=WORKING)
    out_reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.address


class LentMailbox(Mailbox):
    """An own mailbox as the transport knows mailboxes: never stored, and what is noted on it is noted on the own one."""

    class Meta:
        proxy = True

    def note_state(self, way: str, state: str, *, at: datetime, reason: str = "") -> None:
        """Write down how sending goes; reading happens only while its owner looks on, and says so by itself."""
        if way != OUT:
            return
        changed = {"out_state": state, "out_reason": reason[:300]} | ({"tried_at": at} if state == WORKING else {})
        OwnMailbox.objects.filter(pk=self.pk).update(**changed)
        self.out_state, self.out_reason = state, reason[:300]


class Dropped(models.Model):
    """Something dropped on a case or pasted, kept as it came until its keeper has looked at it and taken it in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dropped", db_index=False)
    name = models.CharField(max_length=255, blank=True)
    type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    file_key = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at"], name="dropped_on_case"),
            models.Index(fields=["at"], name="dropped_at"),
            models.Index(fields=["file_key"], condition=~Q(file_key=""), name="dropped_by_file"),
        ]

    def __str__(self) -> str:
        return self.name or self.type


class CalendarFeed(models.Model):
    """A secret address under which a calendar reads what is due in somebody's own cases; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_feeds", db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="calendar_feed_one_alive_per_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)
