"""What was changed in the directory, by whom, and what it was before; and what was brought in from files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from amana.kit.codes import new_id
from amana.people.models import Company


class Run(models.Model):
    """One file brought in: what came of it, and whether it was taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40)  # a name of sources.SOURCES
    file = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of what was read
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="directory_run_newest"),
            models.Index(fields=["source", "digest"], name="directory_run_same"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"


class Change(models.Model):
    """One row of the directory made, changed or removed: before and after, so that it can be undone.

    Several that belong together share an `act`. One that is proposed is not in force until somebody who may decides.
    """

    IN_FORCE, PROPOSED, DECLINED = "in_force", "proposed", "declined"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.UUIDField()
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+", db_index=False)
    thing = models.CharField(max_length=12)  # a name of editing.THINGS
    key = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(
        max_length=8, default=IN_FORCE, choices=[(one, one) for one in (IN_FORCE, PROPOSED, DECLINED)]
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    undoes = models.UUIDField(null=True)  # the act that this one took back

    class Meta:
        indexes = [
            models.Index(fields=["company", "-id"], name="directory_change_newest"),
            models.Index(fields=["act"], name="directory_change_together"),
            models.Index(fields=["-id"], condition=Q(state="proposed"), name="directory_change_proposed"),
            models.Index(fields=["undoes"], condition=Q(undoes__isnull=False), name="directory_change_undoes"),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.key}"
