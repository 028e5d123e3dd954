"""Who may read an own case beside its keeper, until when, and when they looked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id


class Share(models.Model):
    """A link, or an account, with which somebody reads one own case, or adds to it; only the digest of a token is kept."""

    READS, WRITES = "reads", "writes"
    SCOPES = [(READS, _("reads it")), (WRITES, _("reads it and adds to it"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="shares", db_index=False)
    name = models.CharField(_("who it is for"), max_length=120)
    scope = models.CharField(max_length=6, choices=SCOPES, default=READS)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-made_at"], name="share_of_case")]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(until__gt=models.F("made_at")), name="share_ends")]

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """One day on which a share was used: the first and the last time, and how often."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="looks", db_index=False)
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["share", "day"], name="look_once_a_day")]

    def __str__(self) -> str:
        return f"{self.share_id} {self.day}"
