"""Which brands let calls be recorded, and each recording with the consent it rests on."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.post.models import File
from amana.team.models import Agent, Brand


class Rule(models.Model):
    """A brand to whose calls recordings can be attached; without a row of its own a brand has none."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="recording_rule")
    asks = models.CharField(_("how it is asked for"), max_length=300, blank=True)  # empty: "ask first"
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    hears = models.BooleanField(_("a machine writes down what is said in them"), default=False, db_default=False)

    def __str__(self) -> str:
        return self.asks or "on"


class Recording(models.Model):
    """A recording of one logged call. Once deleted the bytes are gone, and the row says that there was one."""

    SPOKEN, WRITTEN, ANNOUNCED = "spoken", "written", "announced"
    WAYS = [
        (SPOKEN, _("said on the call")),
        (WRITTEN, _("given in writing")),
        (ANNOUNCED, _("announced at the beginning, and they went on")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recordings", db_index=False)
    call = models.UUIDField()  # the entry of the call
    entry = models.UUIDField()  # the entry that says it was added
    file = models.OneToOneField(File, on_delete=models.PROTECT, null=True, related_name="+")  # none once it is deleted
    consent_by = models.CharField(_("who consented"), max_length=200)
    consent_how = models.CharField(_("how"), max_length=10, choices=WAYS)
    consent_at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    shared_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call"], condition=Q(deleted_at=None), name="recording_one_of_a_call"),
            models.CheckConstraint(
                condition=Q(deleted_at=None, file__isnull=False) | Q(deleted_at__isnull=False, file=None),
                name="recording_deleted_has_no_bytes",
            ),
            models.CheckConstraint(condition=~Q(consent_by=""), name="recording_rests_on_consent"),
        ]
        indexes = [models.Index(fields=["case", "call"], name="recording_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.call}"

    @property
    def can_be_played(self) -> bool:
        return self.deleted_at is None


class HearingQuerySet(models.QuerySet["Hearing"]):
    def waiting(self, at: datetime) -> HearingQuerySet:
        """To be heard, and in nobody's hands; a worker who died leaves a lease that runs out."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lt=at), ended_at=None)


class Hearing(models.Model):
    """A recording a machine is to write down, or has written down. The words stand in the record alone, and go from there."""

    # Why nothing was heard, as it is told on the page of the recording.
    WHY = {
        "language": _("No program here hears the language of this case."),
        "format": _("Only WAV with PCM or G.711 sound can be heard here; this is another form of sound."),
        "long": _("It is longer than an hour."),
        "short": _("It is too short to say anything."),
        "silent": _("No words were heard in it."),
        "slow": _("It took too long and was stopped."),
        "failed": _("The program that hears failed."),
        "gone": _("It was deleted or erased, or hearing was switched off, before anything was heard."),
    }

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, primary_key=True, related_name="hearing")
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=10, db_default="", blank=True)
    entry = models.UUIDField(null=True)  # what was heard, for the company
    shared = models.UUIDField(null=True)  # the same, for both sides
    tries = models.PositiveSmallIntegerField(db_default=0)
    taken_by = models.CharField(max_length=60, db_default="", blank=True)
    taken_until = models.DateTimeField(null=True)

    objects = HearingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(ended_at=None), name="hearing_next"),
            models.Index(fields=["entry"], condition=Q(entry__isnull=False), name="hearing_by_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.error}"

    @property
    def why(self) -> str:
        """Why nothing was heard; empty while it waits and when something was."""
        return str(self.WHY.get(self.error, ""))
