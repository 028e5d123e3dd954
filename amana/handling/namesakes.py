"""By which full names a brand knows its customers, so that a name in a text is looked up and never searched for."""

from __future__ import annotations

from django.db import models

from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Brand

LONGEST_NAME = 200


class CustomerName(models.Model):
    """The name of a customer of a brand, in the form in which two ways to write it are one; only names of two words and more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    folded = models.CharField(max_length=LONGEST_NAME)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "folded", "person"], name="customer_name_once")]

    def __str__(self) -> str:
        return self.folded


class NameWalk(models.Model):
    """How far the cases that were there before names were kept have been gone through; one row, none before it began."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    after = models.UUIDField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.after)
