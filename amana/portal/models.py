"""What the portal knows of those who come by a link: codes sent, devices that proved themselves, and who looked when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from amana.cases.models import Case, CaseLink
from amana.kit.codes import new_id
from amana.people.models import Person


class Code(models.Model):
    """Eight digits sent to the address a case already has; kept as a digest, good once, for a quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    link = models.ForeignKey(CaseLink, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=320)
    digest = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["link", "asked_at"], name="code_of_link"),
            models.Index(fields=["address", "asked_at"], name="code_of_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gte=models.F("asked_at")), name="code_expires_after_asked")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.asked_at:%Y-%m-%d %H:%M}"


class DeviceQuerySet(models.QuerySet["Device"]):
    def known(self, at: datetime) -> DeviceQuerySet:
        return self.filter(revoked_at=None, until__gt=at)


class Device(models.Model):
    """A browser in which a person once typed a code; its secret lies in a cookie, here is only the digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=80, blank=True)
    known_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "person"], name="device_once_per_person")]
        indexes = [models.Index(fields=["person", "until"], name="device_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name}"


class Look(models.Model):
    """The fact that somebody opened a case by a link: who, in which browser, and when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="look_at_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"
