"""What a team adds to its cases: tags, and fields of its own with their values."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent, Brand, Team


class Tag(models.Model):
    """A word by which cases of a brand are found again; written once, however it is typed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(_("tag"), max_length=40)
    folded = models.CharField(max_length=40)  # as it is compared: without case, points and doubled spaces
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "folded"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Tagged(models.Model):
    """A tag on a case."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged", db_index=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "tag"], name="tagged_once")]
        indexes = [models.Index(fields=["tag", "case"], name="tagged_with")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.tag_id}"


class Field(models.Model):
    """A question a team asks of its cases, such as a serial number; never asked of the customer twice."""

    TEXT, NUMBER, DATE, CHOICE, PERSON = "text", "number", "date", "choice", "person"
    KINDS = [
        (TEXT, _("text")),
        (NUMBER, _("number")),
        (DATE, _("date")),
        (CHOICE, _("one of a list")),
        (PERSON, _("person")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="fields")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="fields")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default=TEXT)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="field_one_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Value(models.Model):
    """What a field says of a case; found by its text as it is compared, by number or by day."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="field_values", db_index=False)
    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=500, blank=True)
    folded = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    day = models.DateField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    set_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "field"], name="value_once")]
        indexes = [
            models.Index(fields=["field", "folded"], name="value_by_text"),
            models.Index(fields=["field", "number"], condition=Q(number__isnull=False), name="value_by_number"),
            models.Index(fields=["field", "day"], condition=Q(day__isnull=False), name="value_by_day"),
        ]

    def __str__(self) -> str:
        return self.text
