"""Patience, change by change with its entry and its reason; what was done to make up for an ordeal; and leaks found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.review.conduct.models import ConductIncident, ConductPolicy, ConductStep, Relief
from amana.review.reviewing.models import Drawn, Judgement, Review, Sample
from amana.team.models import Agent, Brand, Team

__all__ = [
    "Amends", "AmendsMonth", "Change", "ConductIncident", "ConductPolicy", "ConductStep", "Drawn", "Fault", "Judgement",
    "Leak", "Look", "Relief", "Review", "Sample", "Scale", "Weights",
]  # fmt: skip

LONGEST_REASON = 500


class Change(models.Model):
    """Points lost (negative) or gained by a customer, or by an agent; kept for twelve months and shown to no other customer."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    entry = models.UUIDField(null=True)
    points = models.SmallIntegerField()
    reason = models.CharField(max_length=20)  # a key of review.weighing.WEIGHTS
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, agent=None) | Q(person=None, agent__isnull=False),
                name="change_of_one_side",
            ),
            # The same entry takes the same thing once, however often it is looked at.
            models.UniqueConstraint(
                fields=["entry", "reason"], condition=Q(agent=None, entry__isnull=False), name="change_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "at", "id"], condition=Q(person__isnull=False), name="change_of_person"),
            models.Index(fields=["agent", "at", "id"], condition=Q(agent__isnull=False), name="change_of_agent"),
            models.Index(fields=["case", "at", "id"], condition=Q(case__isnull=False), name="change_on_case"),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.reason}"


class Weights(models.Model):
    """How many points each reason takes or gives in a brand, where it differs from what is usual."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    points = models.JSONField(default=dict)  # by reason
    climb_below = models.PositiveSmallIntegerField(
        default=0
    )  # patience under which a case climbs by itself; 0 for never
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.brand_id)


class Scale(models.Model):
    """What is in proportion to an ordeal in a brand, and how much each role may give without asking."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    currency = models.CharField(max_length=3)
    amounts = models.JSONField(default=list)  # one for each step above none, as "150.00"
    limits = models.JSONField(default=dict)  # by role, as "75.00"; a role that is not named has none
    changed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.brand_id} {self.currency}"


class Fault(models.Model):
    """That somebody here said the mistake is ours; its words are in the entry."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="fault")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.case_id)


class Amends(models.Model):
    """Something done to make up for an ordeal, or a gesture nobody promised; above a limit, a lead approves it first.

    Until it is given the customer reads nothing of it.
    """

    ASKED, APPROVED, DECLINED, GIVEN = "asked", "approved", "declined", "given"
    STATES = [
        (ASKED, _("waits for approval")),
        (APPROVED, _("approved")),
        (DECLINED, _("declined")),
        (GIVEN, _("given")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="amends", db_index=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_gesture = models.BooleanField(default=False)
    what = models.CharField(max_length=500)
    why = models.CharField(max_length=500)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=8, choices=STATES)
    asked_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField(null=True)
    entry = models.UUIDField(null=True)  # the one that says it was given

    class Meta:
        verbose_name_plural = "amends"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="given", given_at__isnull=False, entry__isnull=False)
                | (~Q(state="given") & Q(given_at=None, entry=None)),
                name="amends_given_in_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(amount=None, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
                name="amends_amount_of_money",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="amends_approved_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "asked_at"], name="amends_on_case"),
            # With IN, as a query says it: SQLite does not draw the conclusion from an equality.
            models.Index(fields=["brand", "given_at"], condition=Q(given_at__isnull=False), name="amends_given"),
            models.Index(fields=["brand", "asked_at"], condition=Q(state__in=["asked"]), name="amends_waiting"),
            models.Index(fields=["asked_by", "asked_at"], condition=Q(state__in=["approved"]), name="amends_approved"),
        ]

    def __str__(self) -> str:
        return self.what


class AmendsMonth(models.Model):
    """How much a brand made up for in one month, counted as it is given; never for a person."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()  # its first day, in the zone of the brand
    currency = models.CharField(max_length=3, blank=True)
    amends = models.PositiveIntegerField(default=0)
    gestures = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "month", "currency"], name="amends_month_once")]

    def __str__(self) -> str:
        return f"{self.month} {self.amends} {self.gestures} {self.amount}"


class LeakQuerySet(models.QuerySet["Leak"]):
    def standing(self) -> LeakQuerySet:
        """What the record shows now and nobody has called not so: what counts in a sum."""
        # Written exactly as the condition of the partial index.
        return self.filter(gone_at=None, disputed_at=None)


class Leak(models.Model):
    """One leak of a case, once each. `words` is {reason, values}: a key of leaks.wording and what stands in its sentence.

    `at` is when it began; `rung` is 0 at the front line. It names nobody, and is summed for no person.
    """

    RUNAROUND, OPACITY, NO_FOLLOW_UP, NO_PAPER = "runaround", "opacity", "no_follow_up", "no_paper"
    NO_ADMISSION, NO_APOLOGY, DISPROPORTION = "no_admission", "no_apology", "disproportion"
    NO_EMPATHY, UNPROFESSIONAL, INDIFFERENCE = "no_empathy", "unprofessional", "indifference"
    RIGID_TOOLS = "rigid_tools"
    KINDS = [
        (RUNAROUND, _("passed from one to the next")),
        (OPACITY, _("no word of what, why, who and when")),
        (NO_FOLLOW_UP, _("nobody came back")),
        (NO_PAPER, _("said but not written")),
        (NO_ADMISSION, _("our mistake, and nobody said so")),
        (NO_APOLOGY, _("no apology")),
        (DISPROPORTION, _("too little for what it took")),
        (NO_EMPATHY, _("the feeling was not met")),
        (UNPROFESSIONAL, _("wrong, or two different answers")),
        (INDIFFERENCE, _("canned, careless or haughty")),
        (RIGID_TOOLS, _("“the system does not allow it”")),
    ]
    STRENGTHS = [(1, _("a sign")), (2, _("clear")), (3, _("grave"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="leaks", db_index=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=KINDS)
    strength = models.PositiveSmallIntegerField(choices=STRENGTHS)
    entries = models.JSONField(default=list)  # the keys of the entries that show it
    words = models.JSONField(default=dict)
    at = models.DateTimeField()
    rung = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=12, blank=True)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # since when the record no longer shows it
    disputed_at = models.DateTimeField(null=True)
    disputed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    disputed_why = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = LeakQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="leak_once_a_case"),
            models.CheckConstraint(condition=Q(strength__gte=1, strength__lte=3), name="leak_strength_1_to_3"),
            models.CheckConstraint(
                condition=Q(disputed_at=None, disputed_by=None, disputed_why="")
                | (Q(disputed_at__isnull=False, disputed_by__isnull=False) & ~Q(disputed_why="")),
                name="leak_disputed_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "kind", "at"], condition=Q(gone_at=None, disputed_at=None), name="leak_standing"
            ),
            models.Index(fields=["brand", "at"], name="leak_of_brand"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.strength}"


class Look(models.Model):
    """When a case is next looked at for leaks; one row a case.

    `asked_at` since when an entry waits to be looked at, `look_at` when the clock alone may change something, or when
    whoever has it in hand has given it up; None where there is nothing to wait for.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(db_default=0)  # begun and not ended

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(asked_at__isnull=False), name="look_asked"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="look_next"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
