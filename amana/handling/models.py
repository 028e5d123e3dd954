"""What a message seems to answer, as a suggestion to the people at the desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id


class Suggestion(models.Model):
    """A customer's mail seems to answer something; a person records it or says that it does not.

    The words themselves stay in the entry, at text[start:end], and go with it when it is withdrawn or erased.
    """

    RECORDED, DISMISSED = "recorded", "dismissed"
    ENDINGS = [(RECORDED, _("recorded")), (DISMISSED, _("dismissed"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suggestions", db_index=False)
    entry = models.UUIDField()
    act = models.CharField(max_length=12)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    noticed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "act"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="suggestion_ends_somehow",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(ended_at=None), name="suggestion_waiting")]

    def __str__(self) -> str:
        return self.act
