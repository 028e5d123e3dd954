"""Rules that give a time, with their source and who checked it, and the clocks they started on a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Person

# What was found longer ago is looked at again before anybody relies on it.
FRESH_FOR = timedelta(days=365)


class Known(models.Model):
    """What rules and offices share: where they come from, how sure that is, and whether a person changed them."""

    HIGH, MEDIUM, LOW = "high", "medium", "low"
    CONFIDENCE = [(HIGH, _("high")), (MEDIUM, _("medium")), (LOW, _("low"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    countries = models.JSONField(default=list)  # ISO 3166; "EU" for all its members
    region = models.CharField(max_length=40, blank=True)
    sectors = models.JSONField(default=list)  # codes of directory.sectors; none for all
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_date = models.CharField(_("date of the source"), max_length=60, blank=True)
    confidence = models.CharField(max_length=6, choices=CONFIDENCE, default=LOW)
    checked_on = models.DateField(null=True, blank=True)
    trap = models.TextField(blank=True)  # what easily goes wrong with it
    seeded = models.JSONField(default=dict)  # as it came with the product; empty for one a person added
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True

    def is_fresh(self, today: date) -> bool:
        """Whether it was checked within the last 12 months."""
        return self.checked_on is not None and today - FRESH_FOR <= self.checked_on <= today


class Rule(Known):
    """One rule: until when to claim, how long they have to answer, how long a call may wait, how much there is to ask."""

    CLAIM, ANSWER, WAITING, AMOUNT, ROUTE, NOTE = "claim", "answer", "waiting", "amount", "route", "note"
    KINDS = [
        (CLAIM, _("last day to claim")),
        (ANSWER, _("their time to answer")),
        (WAITING, _("how long a call may wait")),
        (AMOUNT, _("an amount")),
        (ROUTE, _("where to turn")),
        (NOTE, _("good to know")),
    ]
    CLOCKS = (CLAIM, ANSWER)
    MINUTES, HOURS, DAYS, WORKING_DAYS, WEEKS, MONTHS = "minutes", "hours", "days", "working_days", "weeks", "months"
    UNITS = [
        (MINUTES, _("minutes")),
        (HOURS, _("hours")),
        (DAYS, _("days")),
        (WORKING_DAYS, _("working days")),
        (WEEKS, _("weeks")),
        (MONTHS, _("months")),
    ]

    kind = models.CharField(max_length=8, choices=KINDS)
    topics = models.JSONField(default=list)  # codes of deadlines.topics; none for all
    title = models.CharField(_("rule"), max_length=300)
    what_to_do = models.TextField(_("what to do then"), blank=True)
    counts_from = models.CharField(_("counts from"), max_length=200, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=12, choices=UNITS, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    is_in_force = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["claim", "answer"]) | (Q(amount__gt=0) & ~Q(unit="")),
                name="rule_of_a_clock_has_a_time",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="rule_amount_not_negative"),
        ]
        ordering: ClassVar = ["kind", "key"]

    def __str__(self) -> str:
        return self.key


class Office(Known):
    """Somebody outside a company whom one can turn to: a regulator, an ombudsman, a court, free advice."""

    REGULATOR, OMBUDSMAN, COURT, ADVICE = "regulator", "ombudsman", "court", "advice"
    KINDS = [
        (REGULATOR, _("regulator")),
        (OMBUDSMAN, _("ombudsman")),
        (COURT, _("small claims")),
        (ADVICE, _("free advice")),
    ]

    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(_("name"), max_length=200)
    says = models.TextField(blank=True)  # what it does, and what it does not take
    reach = models.CharField(_("how to reach it"), max_length=300, blank=True)
    needs = models.JSONField(default=list)  # codes of deadlines.climbing_outside.NEEDS
    not_taken = models.JSONField(default=list)  # topics it does not take
    opens_after = models.CharField(max_length=40, blank=True)  # the key of the rule whose time must have passed
    company_first = models.BooleanField(default=True)
    fee = models.CharField(_("fee"), max_length=120, blank=True)  # empty where it is not known

    class Meta:
        ordering: ClassVar = ["kind", "key"]

    def __str__(self) -> str:
        return self.name


class Removal(models.Model):
    """A rule or an office that came with the product and that somebody took out; it does not come back by itself."""

    key = models.SlugField(max_length=40, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class Check(models.Model):
    """Somebody looked a rule up for themselves: where, when, and what they found; it counts for their own cases."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule_key = models.SlugField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    where = models.CharField(_("where"), max_length=300)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # as found there, when it is another
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "rule_key", "-at"], name="check_of_person")]

    def __str__(self) -> str:
        return f"{self.rule_key} {self.at:%Y-%m-%d}"


class Matter(models.Model):
    """What a case is about as rules see it: country, sector and topics, as its keeper said."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="matter")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=40, blank=True)
    sector = models.CharField(max_length=20)
    topics = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.country} {self.sector}"


class Clock(models.Model):
    """A rule counting on a case. It keeps the words the rule had when it began, whatever becomes of the rule."""

    DONE, DROPPED = "done", "dropped"
    ENDINGS = [(DONE, _("done in time")), (DROPPED, _("it does not apply"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="+")
    rule_key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=Rule.KINDS)
    title = models.CharField(max_length=300)
    what_to_do = models.TextField(blank=True)
    counts_from = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=12, choices=Rule.UNITS)
    source = models.CharField(max_length=500, blank=True)
    checked_on = models.DateField()
    began_at = models.DateTimeField()  # what it counts from
    last_on = models.DateField()  # the last day, counted whole, in the zone of the case
    ends_at = models.DateTimeField()  # the moment after which it has passed
    started_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=ENDINGS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "rule_key"], condition=Q(ended_at=None), name="clock_one_of_a_rule_alive"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="clock_ends_somehow",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "ends_at"], name="clock_of_case"),
            models.Index(
                fields=["remind_at"], condition=Q(ended_at=None, remind_at__isnull=False), name="clock_reminds"
            ),
        ]

    def __str__(self) -> str:
        return self.title
