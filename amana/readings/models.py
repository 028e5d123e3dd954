"""What a machine read in what was said, and what people said of that; both hold personal words and go with them."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Agent
from amana.team.viewing import Viewer

# Raised when the reader finds something else in the same words; what was read by an older one is read again.
READER_VERSION = 1
# After so many beginnings without an end a text is left alone, and counted.
TRIES = 3
LONGEST_QUOTE = 500

COMPANY, CUSTOMER, CALLER_NOTE = "company", "customer", "caller_note"
WRITERS = [(COMPANY, _("the company")), (CUSTOMER, _("the customer")), (CALLER_NOTE, _("the customer, of a call"))]


class ReadingQuerySet(models.QuerySet["Reading"]):
    def unread(self) -> ReadingQuerySet:
        """What no reader of this version has read."""
        return self.filter(version__lt=READER_VERSION)

    def waiting(self, at: datetime) -> ReadingQuerySet:
        """Unread and in nobody's hands."""
        return self.unread().filter(Q(taken_until=None) | Q(taken_until__lt=at))

    def failed(self) -> ReadingQuerySet:
        """Marked as read without having been."""
        return self.exclude(error="")

    def visible_to(self, viewer: Viewer) -> ReadingQuerySet:
        """Whoever keeps a case sees what was read in it: the agents of its brand, or its owner. A customer's link sees none."""
        if viewer.kind not in {"agent", "owner"}:
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(viewer))


class Reading(models.Model):
    """What was read in one entry. `found` is a list of {kind, id, start, end, quote, reason, confidence, more}."""

    entry = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=12, choices=WRITERS)
    at = models.DateTimeField()  # when the entry was written; the oldest is read first
    version = models.PositiveSmallIntegerField(db_default=0)
    language = models.CharField(max_length=8, db_default="", blank=True)
    versions = models.CharField(max_length=300, db_default="", blank=True)
    found = models.JSONField(null=True)
    heat = models.PositiveSmallIntegerField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, db_default="", blank=True)
    tries = models.PositiveSmallIntegerField(db_default=0)
    taken_by = models.CharField(max_length=60, db_default="", blank=True)
    taken_until = models.DateTimeField(null=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["version", "at", "entry"], name="reading_next"),
            models.Index(fields=["entry"], condition=~Q(error=""), name="reading_failed"),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class Correction(models.Model):
    """What a person says of one finding. It is matched by kind, label and words, so that a new reading changes nothing."""

    WRONG, RIGHT, MISSED = "wrong", "right", "missed"
    VERDICTS = [(WRONG, _("wrong")), (RIGHT, _("right")), (MISSED, _("missed"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=LONGEST_QUOTE)
    finding = models.CharField(
        max_length=64
    )  # the digest of kind, label and words: a quote may be too long for an index
    verdict = models.CharField(max_length=6, choices=VERDICTS)
    by_kind = models.CharField(max_length=8)
    by_key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "finding", "by_kind", "by_key"], name="correction_once_a_person_and_finding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}"


class Inquiry(models.Model):
    """That a language model was asked about an entry: by whom, which one, where. It holds no words of the entry."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.UUIDField(db_index=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=120)
    host = models.CharField(max_length=300)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.model} · {self.host}"


class Suggestion(models.Model):
    """What a language model proposes to have been missed in an entry; it counts for nothing until a person says right."""

    RIGHT, WRONG = "right", "wrong"
    VERDICTS = [(RIGHT, _("right")), (WRONG, _("wrong"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="suggestions")
    entry = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.CharField(max_length=LONGEST_QUOTE)
    finding = models.CharField(max_length=64)  # as of a correction
    verdict = models.CharField(max_length=5, choices=VERDICTS, blank=True)
    decided_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "finding"], name="suggestion_once_an_entry")]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}"


class Translation(models.Model):
    """The words of an entry in another language, by a language model; a help to read it, while the original is the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inquiry = models.OneToOneField(Inquiry, on_delete=models.CASCADE, related_name="+")
    entry = models.UUIDField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "language"], name="translation_once_a_language")]

    def __str__(self) -> str:
        return f"{self.entry} {self.language}"
