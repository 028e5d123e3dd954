"""The ledger: every promise with its owner, its due time and its end."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import COMPANY, CUSTOMER, SIDES, Case
from amana.kit.codes import new_id
from amana.people.models import Company, Person
from amana.record.literals import literals
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer
from amana.wording.beginning import begun


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, viewer: Viewer) -> CommitmentQuerySet:
        """Those of the cases the viewer may see; what a machine merely noticed is the keeper's business alone."""
        # Asked of each promise in turn: as a list of keys, SQLite would write down every visible case first.
        rows = self.filter(Exists(Case.objects.visible_to(viewer).filter(pk=OuterRef("case_id"))))
        if viewer.kind == "link":
            rows = rows.exclude(state__in=[Commitment.NOTICED, Commitment.DISMISSED])
        return rows

    def outstanding(self) -> CommitmentQuerySet:
        # Written exactly as the condition of the partial indexes, or SQLite reads the whole table.
        return self.filter(state__in=literals(*Commitment.OUTSTANDING))

    def of_company(self) -> CommitmentQuerySet:
        return self.filter(promiser=COMPANY)

    def overdue(self, at: datetime) -> CommitmentQuerySet:
        return self.outstanding().filter(due_at__lt=at)


class Commitment(models.Model):
    """Something one side undertook to do for the other."""

    NOTICED, OPEN, DISPUTED = "noticed", "open", "disputed"
    KEPT, BROKEN, RENEGOTIATED, RELEASED, DISMISSED = "kept", "broken", "renegotiated", "released", "dismissed"
    STATES = [
        (NOTICED, _("noticed")),
        (OPEN, _("open")),
        (DISPUTED, _("disputed")),
        (KEPT, _("kept")),
        (BROKEN, _("broken")),
        (RENEGOTIATED, _("new time agreed")),
        (RELEASED, _("released")),
        (DISMISSED, _("not a promise")),
    ]
    OUTSTANDING = (OPEN, DISPUTED)
    UNCONFIRMED = (NOTICED, DISMISSED)

    HAND, READ, CLAIMED = "hand", "read", "claimed"
    ANSWER, RUNG, FOLLOW_UP, CLOSING = "answer", "rung", "follow_up", "closing"
    CALL_BACK = "call_back"
    ORIGINS = [
        (HAND, _("written by hand")),
        (ANSWER, _("we answer what was written")),
        (RUNG, _("somebody a rung up answers")),
        (FOLLOW_UP, _("we ask whether it is solved")),
        (CLOSING, _("we wait for a word on closing")),
        (READ, _("found in a message")),
        (CLAIMED, _("added by the other side")),
        (CALL_BACK, _("we call back")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    promiser = models.CharField(max_length=8, choices=SIDES)
    promiser_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    promiser_company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="+")
    promisee_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    promisee_company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="+")
    owner_agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="promises")
    owner_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="promises")
    owner_company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="promises")

    action = models.CharField(_("what"), max_length=500)
    quote = models.TextField(_("in these words"), blank=True)
    said_in = models.UUIDField(null=True)  # the entry it was said in
    made_in = models.UUIDField(null=True)  # the entry that put it into the ledger
    origin = models.CharField(max_length=10, choices=ORIGINS)
    firmness = models.CharField(max_length=12, default="firm")
    window_from = models.DateTimeField(null=True)  # of a call-back: not before this, and not after `due_at`
    due_at = models.DateTimeField(_("due"), null=True)
    due_words = models.CharField(max_length=200, blank=True)
    due_rule = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=STATES, default=OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_in = models.UUIDField(null=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaces")

    # When the clock looks at it next, and how far it has gone: see reminding.py.
    alarm_at = models.DateTimeField(null=True)
    alarm_stage = models.PositiveSmallIntegerField(default=0)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["noticed", "dismissed"])
                | Q(owner_agent__isnull=False)
                | Q(owner_person__isnull=False)
                | Q(owner_company__isnull=False),
                name="commitment_has_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["noticed", "dismissed"]) | Q(due_at__isnull=False),
                name="commitment_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=Q(promiser=COMPANY, promiser_company__isnull=False)
                | Q(promiser=CUSTOMER, promiser_person__isnull=False),
                name="commitment_has_a_promiser",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["noticed", "open", "disputed"], ended_at=None)
                | (Q(ended_at__isnull=False) & ~Q(state__in=["noticed", "open", "disputed"])),
                name="commitment_ended_means_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(ended_in__isnull=False), name="commitment_kept_names_an_entry"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["open", "disputed"]), name="commitment_outstanding"
            ),
            models.Index(
                fields=["case", "due_at"], condition=Q(state__in=["open", "disputed"]), name="commitment_of_case"
            ),
            models.Index(
                fields=["owner_agent", "due_at"],
                condition=Q(state__in=["open", "disputed"]),
                name="commitment_of_owner",
            ),
            models.Index(
                fields=["alarm_at"],
                condition=Q(state__in=["open", "disputed"], alarm_at__isnull=False),
                name="commitment_alarm",
            ),
            models.Index(
                fields=["window_from", "id"],
                condition=Q(state__in=["open", "disputed"], origin__in=["call_back"]),
                name="commitment_call_back",
            ),
            models.Index(
                fields=["owner_agent", "window_from"],
                condition=Q(state__in=["open", "disputed"], origin__in=["call_back"]),
                name="commitment_calls_of",
            ),
            models.Index(fields=["ended_at", "state"], name="commitment_ended"),
            # What somebody owes as the next person on a ladder.
            models.Index(
                fields=["owner_agent", "due_at"],
                condition=Q(state__in=["open", "disputed"], origin__in=["rung"]),
                name="commitment_rung_owed",
            ),
            # What was answered on a rung, of which somebody still owes a report.
            models.Index(fields=["made_at"], condition=Q(origin__in=["rung"]), name="commitment_rung_asked"),
            models.Index(
                fields=["owner_agent", "ended_at"],
                condition=Q(origin__in=["rung"], ended_at__isnull=False),
                name="commitment_rung_answered",
            ),
            # With IN, as a query says it: SQLite does not draw the conclusion from an equality.
            models.Index(fields=["due_at"], condition=Q(state__in=["disputed"]), name="commitment_disputed"),
        ]

    def __str__(self) -> str:
        return self.action

    @property
    def begun(self) -> str:
        """What was promised, where a sentence on a page begins with it."""
        return begun(self.action)

    @property
    def is_outstanding(self) -> bool:
        return self.state in self.OUTSTANDING

    @property
    def owner(self) -> Agent | Person | Company | None:
        return self.owner_agent or self.owner_person or self.owner_company

    @property
    def owner_name(self) -> str:
        return str(self.owner or "")

    def is_late(self, at: datetime) -> bool:
        return self.is_outstanding and self.due_at is not None and self.due_at < at


class Slot(models.Model):
    """A half-hour an agent has given to one call: nobody else is called by them in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="slot")
    number = models.CharField(max_length=40)
    about = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "starts_at"], name="slot_for_one_call")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """A new time offered for a promise; the old one stays late until the other side consents."""

    AGREED, REFUSED, REPLACED = "agreed", "refused", "replaced"
    ENDINGS = [(AGREED, _("agreed")), (REFUSED, _("refused")), (REPLACED, _("replaced by another"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="offers")
    due_at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)
    offered_by = models.CharField(max_length=8, choices=SIDES)
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commitment"], condition=Q(ended_at=None), name="offer_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"


class StaffDomain(models.Model):
    """A mail domain of ours: whoever proves to write from it speaks for the company on a brand's cases, account or none.

    The whole domain as it stands after the @, in lower case; a subdomain is another one.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="staff_domains", db_index=False)
    value = models.CharField(max_length=253)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["value", "brand"], name="staff_domain_once")]

    def __str__(self) -> str:
        return self.value


class Tally(models.Model):
    """How many promises of a brand ended on one day, and how many of them on time; counted again every few minutes."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()  # in the installation's zone
    ended = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "brand"], name="tally_one_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.on_time} of {self.ended}"
