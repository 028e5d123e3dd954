"""The case: one matter between a customer and a company, and the states it can be in."""

from __future__ import annotations

import uuid
from typing import Literal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.helping import Helper
from amana.cases.labelling import Field, Tag, Tagged, Value
from amana.cases.tying import Follow, Mention, Tie, TimeSpent
from amana.kit.codes import new_case_number, new_id
from amana.people.models import Company, Person
from amana.record.reading import Side
from amana.team.models import Agent, Brand, Team
from amana.team.viewing import Viewer

__all__ = [
    "CLOSED", "COMPANY", "CUSTOMER", "OPEN", "SIDES", "Case", "CaseLink", "CaseQuerySet", "Closing", "Field", "Follow",
    "HandOver", "Helper", "Mention", "Participant", "Tag", "Tagged", "Tie", "TimeSpent", "Value",
]  # fmt: skip

OPEN, CLOSED = "open", "closed"
COMPANY: Literal["company"] = "company"
CUSTOMER: Literal["customer"] = "customer"
SEEN_BY = ("brand", "kept_by", "state")
SIDES = [(COMPANY, _("company")), (CUSTOMER, _("customer"))]


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> CaseQuerySet:
        """Agents see the cases of their brands, a link one case, an owner their own cases; nobody else sees any.

        A helper sees the one case their customer takes part in.
        """
        if viewer.kind == "agent" and viewer.agent is not None and viewer.agent.account.is_active:
            return self.filter(kept_by=COMPANY, brand__in=viewer.brands)
        if viewer.kind == "link" and viewer.case and viewer.person:
            seen_by = viewer.acts_for or viewer.person
            takes_part = Participant.objects.filter(person=seen_by, case=viewer.case).values("case")
            return self.filter(pk__in=takes_part, kept_by=COMPANY)
        if viewer.kind == "owner" and viewer.person:
            return self.filter(owner=viewer.person, kept_by=CUSTOMER)
        return self.none()

    def open(self) -> CaseQuerySet:
        # Written exactly as the condition of the partial indexes, or the planner leaves them alone.
        return self.filter(state=OPEN)

    def in_queue_order(self) -> CaseQuerySet:
        return self.open().order_by("queue_at", "pk")


class Case(models.Model):
    """One matter, first word to last. Its key is the key of its book in the record."""

    book = models.OneToOneField("record.Book", on_delete=models.PROTECT, primary_key=True, related_name="case")
    number = models.CharField(max_length=12, unique=True, default=new_case_number)
    kept_by: models.CharField[Side, Side] = models.CharField(max_length=8, choices=SIDES, default=COMPANY)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="own_cases")
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="cases")
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5)
    zone = models.CharField(_("time zone"), max_length=64)
    channel = models.CharField(max_length=12, default="email")
    opened_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=[(OPEN, _("open")), (CLOSED, _("closed"))], default=OPEN)
    closed_at = models.DateTimeField(null=True)
    holder = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="held_cases")
    # The line it stands in until somebody holds it, and whose queue shows it.
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    # Deeds that move it forward in the queue: see commitments.ordering.
    contacts = models.PositiveSmallIntegerField(default=0)  # how often the customer came back since our last word
    passes = models.PositiveSmallIntegerField(default=0)  # how often it changed hands
    is_standstill = models.BooleanField(default=False)  # their business, or their life, stands still over it

    # The standing: what the queue needs to know. Written by cases.standing.write and nothing else.
    waiting_for = models.CharField(max_length=8, choices=SIDES, blank=True)
    next_due_at = models.DateTimeField(null=True)
    next_reason = models.CharField(max_length=20, blank=True)
    next_commitment = models.UUIDField(null=True)
    queue_at = models.DateTimeField(null=True)
    patience = models.PositiveSmallIntegerField(default=100)
    last_word_at = models.DateTimeField()
    last_word_by = models.CharField(max_length=8, choices=SIDES, default=CUSTOMER)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CLOSED, closed_at__isnull=False)
                | Q(
                    state=OPEN,
                    closed_at=None,
                    waiting_for__in=[COMPANY, CUSTOMER],
                    next_due_at__isnull=False,
                    next_commitment__isnull=False,
                    queue_at__isnull=False,
                ),
                name="case_open_has_next_step",
            ),
            models.CheckConstraint(
                condition=Q(kept_by=COMPANY, brand__isnull=False, owner=None)
                | Q(kept_by=CUSTOMER, owner__isnull=False, brand=None, holder=None),
                name="case_kept_by_one_side",
            ),
            models.CheckConstraint(condition=Q(patience__lte=100), name="case_patience_0_to_100"),
        ]
        # Those of the queue end in what a viewer's right asks for, so that a list is counted in its index alone.
        indexes = [
            models.Index(fields=["queue_at", "book"], condition=Q(state=OPEN), name="case_queue"),
            models.Index(
                fields=["holder", "waiting_for", "queue_at", "book", *SEEN_BY],
                condition=Q(state=OPEN),
                name="case_queue_of_holder",
            ),
            models.Index(
                fields=["waiting_for", "queue_at", "book", *SEEN_BY], condition=Q(state=OPEN), name="case_queue_by_side"
            ),
            models.Index(
                fields=["team", "waiting_for", "queue_at", "book", *SEEN_BY],
                condition=Q(state=OPEN),
                name="case_queue_of_team",
            ),
            models.Index(
                fields=["next_reason", "queue_at", "book"], condition=Q(state=OPEN), name="case_queue_by_reason"
            ),
            models.Index(
                fields=["waiting_for", "next_due_at", "book"], condition=Q(state=OPEN), name="case_due_by_side"
            ),
            models.Index(fields=["owner", "-last_word_at"], condition=Q(kept_by=CUSTOMER), name="case_of_owner"),
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            # With IN, as a query says it, for the walk of those whose words are kept no longer.
            models.Index(fields=["brand", "closed_at", "book"], condition=Q(state=CLOSED), name="case_closed_of_brand"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def key(self) -> uuid.UUID:
        return self.pk if isinstance(self.pk, uuid.UUID) else uuid.UUID(str(self.pk))

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_own(self) -> bool:
        return self.kept_by == CUSTOMER


class Participant(models.Model):
    """Somebody who takes part in a case, by the address they write from."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="takes_part_in")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="participant_once")]

    def __str__(self) -> str:
        return str(self.person)


class HandOver(models.Model):
    """A case offered by its holder to another agent; the giver stays the holder until the taker accepts."""

    ACCEPTED, RETURNED, TAKEN_BACK = "accepted", "returned", "taken_back"
    ENDINGS = [(ACCEPTED, _("accepted")), (RETURNED, _("returned")), (TAKEN_BACK, _("taken back"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="offered")
    why = models.CharField(_("what the next person needs to know"), max_length=500)
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=ENDINGS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="hand_over_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="hand_over_ends_somehow",
            ),
            models.CheckConstraint(condition=~Q(giver=models.F("taker")), name="hand_over_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class Closing(models.Model):
    """A proposal that the case is over, with the terms that must be met; the customer decides."""

    AGREED, REFUSED, LAPSED, WITHDRAWN, HISTORY = "agreed", "refused", "lapsed", "withdrawn", "history"
    MERGED = "merged"  # it goes on in another case; nobody agreed to anything
    ENDINGS = [
        (AGREED, _("agreed")),
        (REFUSED, _("a term is not met")),
        (LAPSED, _("no answer came")),
        (WITHDRAWN, _("withdrawn")),
        (HISTORY, _("history")),
        (MERGED, _("merged into another case")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closings")
    proposed_by = models.CharField(max_length=8, choices=SIDES)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    terms = models.JSONField(default=list)
    reminders = models.PositiveSmallIntegerField(default=0)
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="closing_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="closing_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ending or 'proposed'}"


class CaseLink(models.Model):
    """The address under which a customer finds the case; the token itself is not kept, only its digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(revoked_at=None), name="case_link_one_alive")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"
