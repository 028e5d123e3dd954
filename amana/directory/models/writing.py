"""Who of a company was written to by name, and who asked never to be written to again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from amana.kit.codes import new_id
from amana.people.models import Company

MOST_PEOPLE = 5


class Written(models.Model):
    """One letter, or the one follow-up, to a named person of a company about a case.

    `place` numbers the people of a case from 1: the database itself has no room for a sixth, or for a second letter.
    """

    LETTER, FOLLOW_UP = "letter", "follow_up"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.UUIDField()
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=260)  # as reaching.person_of makes it
    address = models.CharField(max_length=500)
    kind = models.CharField(max_length=9, choices=[(LETTER, LETTER), (FOLLOW_UP, FOLLOW_UP)])
    place = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "company", "person", "kind"], name="directory_one_letter_each"),
            models.UniqueConstraint(fields=["case", "company", "place", "kind"], name="directory_own_place"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=MOST_PEOPLE), name="directory_five_people"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class Stop(models.Model):
    """An address that asked to be left alone: nobody of this installation writes to it again."""

    address = models.CharField(primary_key=True, max_length=500)  # as reaching.address_of makes it
    at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)
    said_in = models.UUIDField(null=True)  # the entry in which they said so
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.address


class Lifted(models.Model):
    """That a stop was taken back, and why: a slip of whoever set it, or a word of the address itself since then."""

    SLIP, WROTE = "slip", "wrote"
    REASONS = [(SLIP, SLIP), (WROTE, WROTE)]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=500)  # as reaching.address_of makes it
    stopped_at = models.DateTimeField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=5, choices=REASONS)
    said_in = models.UUIDField()  # the entry in which it was taken back
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["address", "-at"], name="directory_lifted_of")]

    def __str__(self) -> str:
        return self.address
