"""Somebody who acts for a customer: family, a lawyer, an interpreter; with a scope, an end, and the customer's word for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.people.models import Person


class HelperQuerySet(models.QuerySet["Helper"]):
    def not_ended(self, at: datetime) -> HelperQuerySet:
        """Neither revoked nor past their end, confirmed or not; at the very second of the end it is over."""
        return self.filter(Q(until=None) | Q(until__gt=at), revoked_at=None)

    def acting(self, at: datetime) -> HelperQuerySet:
        """Those who may act now: confirmed by the customer, neither revoked nor past their end."""
        return self.not_ended(at).filter(confirmed_at__isnull=False)

    def on(self, cases: Iterable[UUID]) -> HelperQuerySet:
        """Those whose scope holds one of these cases: named for it, or for all that their customer takes part in."""
        keys = list(cases)
        return self.filter(
            Q(case__in=keys, customer__takes_part_in__case=models.F("case"))
            | Q(case=None, customer__takes_part_in__case__in=keys)
        )


class Helper(models.Model):
    """One person acting for another, on one case or on all; sees nothing until the customer confirmed it."""

    READS, WRITES, DECIDES = "reads", "writes", "decides"
    SCOPES = [
        (READS, _("reads the record")),
        (WRITES, _("reads and writes")),
        (DECIDES, _("reads, writes, and agrees in the customer's name")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="helpers")
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="helps")
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="helpers"
    )  # None for all cases
    scope = models.CharField(_("what they may do"), max_length=7, choices=SCOPES, default=WRITES)
    relation = models.CharField(_("who they are to the customer"), max_length=80, blank=True)
    named_by = models.CharField(max_length=8, choices=[("customer", _("customer")), ("other", _("somebody else"))])
    named_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    objects = HelperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "helper", "case"],
                condition=Q(revoked_at=None, case__isnull=False),
                name="helper_once_on_a_case",
            ),
            models.UniqueConstraint(
                fields=["customer", "helper"], condition=Q(revoked_at=None, case=None), name="helper_once_on_all"
            ),
            models.CheckConstraint(condition=~Q(customer=models.F("helper")), name="helper_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} for {self.customer_id}"
