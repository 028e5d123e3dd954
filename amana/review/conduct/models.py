"""Incidents, the steps that rest on them, what a brand has settled about parting, and who was relieved of whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.team.models import Agent, Brand, Team

LONGEST_QUOTE = 1000
LONGEST_TEXT = 2000


class ConductIncident(models.Model):
    """Words of a customer that a person noted, with the entry they stand in; erased twelve months after they were said."""

    ABUSE, EXTORTION, UNPAID = "abuse", "extortion", "unpaid"
    KINDS = [
        (ABUSE, _("abuse")),
        (EXTORTION, _("extortion")),
        (UNPAID, _("an invoice unpaid, although everything of ours was delivered")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    is_toward_others = models.BooleanField(default=False)  # not toward us: noted before a customer is taken on
    quote = models.CharField(max_length=LONGEST_QUOTE)
    entry = models.UUIDField()
    number = models.PositiveIntegerField()  # of that entry in the shared chain
    said_at = models.DateTimeField()
    noted_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "brand", "said_at"], name="incident_of_customer"),
            models.Index(fields=["said_at"], name="incident_said"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.said_at:%Y-%m-%d}"


class ConductStep(models.Model):
    """What was said to a customer about their conduct, by a person; ending the service takes a second one."""

    NOTE, WARNING, CONDITIONS, PARTING, DECLINING = "note", "warning", "conditions", "parting", "declining"
    KINDS = [
        (NOTE, _("note")),
        (WARNING, _("warning")),
        (CONDITIONS, _("conditions")),
        (PARTING, _("parting")),
        (DECLINING, _("declined before it began")),
    ]
    ENDS_SERVICE = (PARTING, DECLINING)
    PROPOSED, TOLD, DROPPED, TAKEN_BACK = "proposed", "told", "dropped", "taken_back"
    STATES = [
        (PROPOSED, _("waits for a second person")),
        (TOLD, _("told")),
        (DROPPED, _("not confirmed")),
        (TAKEN_BACK, _("taken back")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES)
    incidents = models.ManyToManyField(ConductIncident, related_name="steps")
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)
    elsewhere = models.CharField(max_length=LONGEST_TEXT, blank=True)
    ends_on = models.DateField(null=True)  # a day in the zone of the brand; service goes on until then
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    told_at = models.DateTimeField(null=True)
    entry = models.UUIDField(null=True)  # the one both sides read
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("by")), name="conduct_confirmed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["told", "taken_back"], told_at__isnull=False, entry__isnull=False)
                | Q(state__in=["proposed", "dropped"], told_at=None, entry=None),
                name="conduct_told_in_an_entry",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["parting", "declining"])
                | Q(state__in=["proposed", "dropped"])
                | Q(confirmed_by__isnull=False),
                name="conduct_parting_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(kind="parting") | Q(ends_on__isnull=False), name="conduct_parting_has_a_day"
            ),
            models.UniqueConstraint(
                fields=["customer", "brand"], condition=Q(state="proposed"), name="conduct_one_proposal"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["customer", "brand", "made_at"], name="conduct_of_customer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class ConductPolicy(models.Model):
    """What a brand has settled about parting: whether law obliges it to serve, how long notice is, where else to turn."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    is_obliged = models.BooleanField(default=False)
    obliged_teams = models.ManyToManyField(Team, related_name="+", blank=True)
    notice_days = models.PositiveSmallIntegerField()
    elsewhere = models.JSONField(default=dict)  # by language
    changed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.brand_id)


class Relief(models.Model):
    """That an agent was relieved of a customer, so that no new work of theirs comes back to them; kept for twelve months."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["customer", "agent"], name="relief_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="relief_at")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.customer_id}"
