"""What can be found, what is kept for finding it by meaning and in spite of slips, and how far history has been gone through.

The words themselves lie in the table `search_words`, which each database has its own way.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.record.kinds import AUDIENCES
from amana.team.models import Brand
from amana.team.viewing import Viewer

# How many of the bits of a number stand below the milliseconds.
BELOW = 21
TRIES = 3


def number_at(at: datetime) -> int:
    """Return the lowest number of anything said at this moment or later."""
    return max(0, int(at.timestamp() * 1000)) << BELOW


def number_for(at: datetime, key: UUID) -> int:
    """Return the number of what was said at a moment; it follows from the two, so that the same is numbered alike again."""
    return number_at(at) | (key.int & ((1 << BELOW) - 1))


class IndexedQuerySet(models.QuerySet["Indexed"]):
    def visible_to(self, viewer: Viewer) -> IndexedQuerySet:
        """Agents find what the cases of their brands say to them, keepers what their own cases say; nobody else anything."""
        if viewer.kind == "owner" and viewer.person is not None:
            of_own = self.filter(case__kept_by=CUSTOMER, case__owner=viewer.person)
            return of_own.filter(audience__in=["shared", "customer"])
        if viewer.kind != "agent" or viewer.agent is None or not viewer.agent.account.is_active:
            return self.none()
        of_our_brands = self.filter(case__kept_by=COMPANY, case__brand__in=viewer.brands)
        return of_our_brands.filter(audience__in=["shared", "company"])

    def waiting(self, at: datetime) -> IndexedQuerySet:
        """Found by words already; its meaning, its vocabulary or the text of its file is still to be taken in."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lt=at), worked_at=None)

    def unreadable(self) -> IndexedQuerySet:
        return self.exclude(error="")


class Indexed(models.Model):
    """One entry, or one file of an entry, that can be found. Its number grows with the time at which it was said."""

    id = models.BigIntegerField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.UUIDField()
    file = models.UUIDField(null=True)
    audience = models.CharField(max_length=8, choices=[(name, name) for name in AUDIENCES])
    at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, db_default="", blank=True)  # why the text of a file is not known
    tries = models.PositiveSmallIntegerField(db_default=0)
    taken_by = models.CharField(max_length=60, db_default="", blank=True)
    taken_until = models.DateTimeField(null=True)

    objects = IndexedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(file=None), name="indexed_entry_once"),
            models.UniqueConstraint(
                fields=["entry", "file"], condition=Q(file__isnull=False), name="indexed_file_once"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="indexed_of_case"),
            models.Index(fields=["-id"], condition=Q(worked_at=None), name="indexed_waiting"),
            models.Index(fields=["id"], condition=~Q(error=""), name="indexed_unreadable"),
        ]

    def __str__(self) -> str:
        return str(self.file or self.entry)


class FileText(models.Model):
    """The text that was taken out of a file, to show where in it something was found."""

    indexed = models.OneToOneField(Indexed, on_delete=models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.indexed_id)


class Meaning(models.Model):
    """Where a sentence lies among the meanings: the cell it falls into, and its vector in bytes from -127 to 127."""

    id = models.BigAutoField(primary_key=True)
    indexed = models.ForeignKey(Indexed, on_delete=models.CASCADE, related_name="meanings")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    cell = models.PositiveSmallIntegerField()
    vector = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["brand", "cell", "-indexed"], name="meaning_in_cell")]

    def __str__(self) -> str:
        return f"{self.indexed_id} {self.cell}"


class Word(models.Model):
    """A word that people used, and in how many texts; in UTF-8, which every database sorts alike."""

    id = models.BigAutoField(primary_key=True)
    word = models.BinaryField(max_length=60, unique=True)
    texts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return bytes(self.word).decode()


class Slip(models.Model):
    """What is left of a word when letters are missing, as a number; two words with a slip between them share one."""

    id = models.BigAutoField(primary_key=True)
    left = models.BigIntegerField()
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "word"], name="slip_once")]

    def __str__(self) -> str:
        return str(self.left)


class Walk(models.Model):
    """How far the cases have been gone through for what cannot be found yet, the newest first. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    before = models.UUIDField(null=True)  # the last case that was gone through
    cases = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=60, blank=True)
    taken_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "ended" if self.ended_at else f"at {self.before}"


class Sweep(models.Model):
    """That words which are gone still lie in the bytes of the index, and how far they are swept out. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    asked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"asked {self.asked_at}"
