"""Tokens of other programs, what each has asked this minute, what was answered to a write that may come twice, and files sent ahead."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent


class TokenQuerySet(models.QuerySet["Token"]):
    def good(self, at: datetime) -> TokenQuerySet:
        """Neither revoked nor past their end; whether their owner may still sign in is asked where they are used."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class Token(models.Model):
    """A word by which a program acts for one agent, or for the keeper of own cases; of the word only a digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    service = models.CharField(_("program"), max_length=80, blank=True)  # empty: the person themselves
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="tokens")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=16)  # the first letters, by which its owner knows it again
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # How many calls were made in the minute that began at `counted_from`.
    counted_from = models.DateTimeField(default=timezone.now, editable=False)
    calls = models.PositiveIntegerField(default=0, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agent__isnull=False, person=None) | Q(agent=None, person__isnull=False),
                name="token_acts_for_one",
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="token_has_a_digest"),
        ]
        indexes = [models.Index(fields=["agent", "-made_at"], name="token_of_agent")]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"


class Answered(models.Model):
    """What was answered to a write with a key of its caller's: asked again, it is answered the same and done once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64)  # the digest of method, address and body
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # None while it is being answered
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]
        indexes = [models.Index(fields=["at"], name="answered_by_time")]

    def __str__(self) -> str:
        return f"{self.key} {self.status or ''}"


class Upload(models.Model):
    """A file a program sent ahead of the message that will carry it; gone with that message, or after a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    case = models.UUIDField()  # the key of its book
    file_key = models.CharField(max_length=32, unique=True)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="upload_by_time"),
            models.Index(fields=["case"], name="upload_of_case"),
        ]

    def __str__(self) -> str:
        return self.name
