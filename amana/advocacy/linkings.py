"""Which own case keeps one record with a company that works here, from when on, and how it was proved whose it is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.people.models import Person


class Linking(models.Model):
    """An own case and the served case in which it goes on. `person` is who its keeper is to the company.

    Until `linked_at` it is only asked for: that the keeper is this person is still to be proved by a code.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    own = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linkings", db_index=False)
    served = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    linked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["own"], condition=Q(ended_at=None), name="linking_one_alive"),
            models.CheckConstraint(condition=~Q(own=F("served")), name="linking_of_two"),
            models.CheckConstraint(
                condition=Q(linked_at=None) | Q(linked_at__gte=F("asked_at")), name="linking_asked_first"
            ),
        ]
        indexes = [models.Index(fields=["own", "-asked_at"], name="linking_of_own")]

    def __str__(self) -> str:
        return f"{self.own_id} {self.served_id}"
