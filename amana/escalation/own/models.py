"""Whom the keeper of an own case asked, rung by rung, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id

FRONT, SUPERVISOR, HEAD, EXECUTIVE = "front", "supervisor", "head", "executive"
RUNGS = [
    (FRONT, _("front line")),
    (SUPERVISOR, _("supervisor")),
    (HEAD, _("head of service")),
    (EXECUTIVE, _("executive office")),
]


class OwnRung(models.Model):
    """Somebody at a company who was asked on a rung of an own case: who, since when, by when, and how it ended."""

    SETTLED, NOT_SETTLED, SILENT = "settled", "not_settled", "silent"
    ENDINGS = [
        (SETTLED, _("it was settled")),
        (NOT_SETTLED, _("it was answered and not settled")),
        (SILENT, _("no answer came")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="own_rungs", db_index=False)
    company = models.UUIDField()  # of people.Company: every company of a case has a ladder of its own
    rung = models.CharField(max_length=12, choices=RUNGS)
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=254, blank=True)
    source = models.CharField(_("where this is known from"), max_length=300, blank=True)
    entry = models.UUIDField()  # by which they were asked
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=ENDINGS, blank=True)
    ended_in = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="own_rung_ends_somehow",
            ),
            models.UniqueConstraint(fields=["entry", "rung"], name="own_rung_once_per_entry"),
        ]
        indexes = [models.Index(fields=["case", "asked_at"], name="own_rung_of_case")]

    def __str__(self) -> str:
        return f"{self.rung} {self.name}"
