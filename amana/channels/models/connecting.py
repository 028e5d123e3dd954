"""The mailboxes of a brand, where its mail is fetched from and sent through; the language model and the system it may ask."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.post.models import in_nobodys_hands
from amana.team.models import Agent, Brand

TLS, STARTTLS, PLAIN = "tls", "starttls", "none"
SECURITY = [(TLS, _("encrypted from the start (TLS)")), (STARTTLS, "STARTTLS"), (PLAIN, _("not encrypted"))]
WORKING, NEEDS_LOGIN, FAILING = "working", "needs_login", "failing"
STATES = [
    (WORKING, _("working")),
    (NEEDS_LOGIN, _("somebody must sign in again")),
    (FAILING, _("not working, tried again by itself")),
]
IN, OUT = "in", "out"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def to_fetch(self, at: datetime) -> MailboxQuerySet:
        """Due, in nobody's hands, and not waiting for somebody to sign in."""
        mine = self.filter(in_nobodys_hands(at), fetch_at__lte=at).exclude(imap_host="")
        return mine.exclude(in_state=NEEDS_LOGIN)

    def in_trouble(self) -> MailboxQuerySet:
        """Those a person should hear about."""
        return self.exclude(in_state=WORKING, out_state=WORKING)


class Mailbox(models.Model):
    """A mail account we read and write with. Its secret is encrypted; `keeping_secrets` alone opens it."""

    PASSWORD, MICROSOFT, GOOGLE = "password", "microsoft", "google"
    SIGN_INS = [(PASSWORD, _("password")), (MICROSOFT, "Microsoft 365"), (GOOGLE, "Google")]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="mailboxes")
    address = models.EmailField(_("address"), max_length=254, unique=True)
    sign_in = models.CharField(_("sign in by"), max_length=9, choices=SIGN_INS, default=PASSWORD)
    secret = models.TextField(blank=True, editable=False)

    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("IMAP port"), default=993)
    imap_security = models.CharField(_("IMAP security"), max_length=8, choices=SECURITY, default=TLS)
    imap_user = models.CharField(_("IMAP user"), max_length=254, blank=True)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    smtp_host = models.CharField(_("SMTP server"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("SMTP port"), default=465)
    smtp_security = models.CharField(_("SMTP security"), max_length=8, choices=SECURITY, default=TLS)
    smtp_user = models.CharField(_("SMTP user"), max_length=254, blank=True)

    # What arrived before the mailbox was connected comes in as history, back to this day (none: only what is new).
    import_from = models.DateField(_("bring in mail from"), null=True, blank=True)
    connected_at = models.DateTimeField(default=timezone.now, editable=False)
    caught_up_at = models.DateTimeField(null=True, editable=False)
    # When what is still alive of that history was given a next step.
    history_woken_at = models.DateTimeField(null=True, editable=False)

    in_state = models.CharField(max_length=11, choices=STATES, default=WORKING, editable=False)
    in_reason = models.CharField(max_length=300, blank=True, editable=False)
    in_since = models.DateTimeField(null=True, editable=False)
    out_state = models.CharField(max_length=11, choices=STATES, default=WORKING, editable=False)
    out_reason = models.CharField(max_length=300, blank=True, editable=False)
    out_since = models.DateTimeField(null=True, editable=False)

    # IMAP promises that a UID means the same message for as long as UIDVALIDITY stays (RFC 9051, 2.3.1.1).
    uidvalidity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)

    fetch_at = models.DateTimeField(default=timezone.now, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_owner = models.CharField(max_length=60, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.address

    @property
    def is_oauth(self) -> bool:
        return self.sign_in != self.PASSWORD

    @property
    def first_day(self) -> date:
        """The day of arrival, in UTC, before which mail stays where it is."""
        connected_on = self.connected_at.astimezone(UTC).date()
        return min(self.import_from or connected_on, connected_on)

    def note_state(self, way: str, state: str, *, at: datetime, reason: str = "") -> None:
        """Write down how fetching (`in`) or sending (`out`) goes; `since` stays while the state does."""
        changed: dict[str, object] = {}
        if getattr(self, f"{way}_state") != state:
            changed = {f"{way}_state": state, f"{way}_since": at}
        if getattr(self, f"{way}_reason") != reason[:300]:
            changed[f"{way}_reason"] = reason[:300]
        if changed:
            type(self)._default_manager.filter(pk=self.pk).update(**changed)
            for name, value in changed.items():
                setattr(self, name, value)


def _host(url: str) -> str:
    """The server of an address, with its port when it has one of its own."""
    return urlsplit(url).netloc


class LanguageModel(models.Model):
    """A language model that a brand may ask for suggestions, once somebody consented. Its key is encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="language_model")
    url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    secret = models.TextField(blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.model} · {self.host}"

    @property
    def host(self) -> str:
        return _host(self.url)


class ModelConsent(models.Model):
    """That words of customers may be sent to a model: which one, in what words it was agreed to, by whom, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    language_model = models.ForeignKey(LanguageModel, on_delete=models.PROTECT, related_name="consents")
    url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    sentence = models.TextField()
    given_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["language_model"], condition=Q(withdrawn_at=None), name="consent_one_stands_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.given_at:%Y-%m-%d}"

    @property
    def host(self) -> str:
        return _host(self.url)


class System(models.Model):
    """The firm's own system that a brand asks what it knows of a case. Its secret is encrypted; off until somebody turns it on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.OneToOneField(Brand, on_delete=models.PROTECT, related_name="system")
    url = models.CharField(max_length=300)
    secret = models.TextField(blank=True, editable=False)
    is_on = models.BooleanField(default=False)
    # Its address may be inside the house: said by somebody above all, for this very address.
    allows_private = models.BooleanField(default=False)
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        return _host(self.url)
