"""Ways to reach a company, who answers there, and what people learned on the way."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from amana.directory.models.facts import Fact
from amana.kit.codes import new_id
from amana.people.models import Company

if TYPE_CHECKING:
    from amana.kit.working_time import WorkingWeek


class Point(Fact):
    """One way to reach a company."""

    PHONE, MAIL, FORM, CHAT, MESSENGER, ADDRESS, SOCIAL = (
        "phone", "mail", "form", "chat", "messenger", "address", "social",
    )  # fmt: skip
    KINDS = [
        (PHONE, _("telephone")), (MAIL, _("mail")), (FORM, _("web form")), (CHAT, _("chat")),
        (MESSENGER, _("messenger")), (ADDRESS, _("postal address")), (SOCIAL, _("social network")),
    ]  # fmt: skip
    SERVICE, COMPLAINTS, CANCEL, TECHNICAL, BILLING, PRIVACY, ACCESS, SALES = (
        "service", "complaints", "cancel", "technical", "billing", "privacy", "access", "sales",
    )  # fmt: skip
    PURPOSES = [
        (SERVICE, _("customer service")), (COMPLAINTS, _("complaints")), (CANCEL, _("cancelling")),
        (TECHNICAL, _("faults")), (BILLING, _("bills")), (PRIVACY, _("privacy requests only")),
        (ACCESS, _("accessibility")), (SALES, _("sales")),
    ]  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    value = models.CharField(_("number or address"), max_length=500)
    same = models.CharField(max_length=500)  # as pointing.same makes it: two that are alike are one
    purpose = models.CharField(_("what for"), max_length=10, choices=PURPOSES, default=SERVICE)
    label = models.CharField(_("remark"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    hours = models.JSONField(_("hours"), default=dict, blank=True)  # kit's WorkingWeek as JSON; {} when not known
    to_human = models.CharField(_("keys that lead to a human"), max_length=200, blank=True)
    usual_wait = models.PositiveSmallIntegerField(_("usual wait, minutes"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "same", "purpose"], name="directory_point_once")
        ]
        indexes = [models.Index(fields=["same"], name="directory_point_same")]

    def __str__(self) -> str:
        return self.value

    @cached_property
    def week(self) -> WorkingWeek | None:
        """When somebody answers there; None when it is not known or damaged."""
        from amana.kit.working_time import WorkingWeek

        try:
            return WorkingWeek.from_json(self.hours) if self.hours else None
        except ValueError:
            return None


class Executive(Fact):
    """A named person who answers for a company; `mail` only as it was published, with where."""

    EXECUTIVE, SERVICE, OTHER = "executive", "service", "other"
    LEVELS = [(EXECUTIVE, _("executive office")), (SERVICE, _("head of service")), (OTHER, _("somebody else there"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    level = models.CharField(_("where they stand"), max_length=10, choices=LEVELS, default=EXECUTIVE)
    mail = models.CharField(_("published business address"), max_length=254, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name", "role"], name="directory_executive_once")]

    def __str__(self) -> str:
        return self.name


class Tip(Fact):
    """What somebody learned by experience."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.TextField(_("tip"), max_length=1000)

    def __str__(self) -> str:
        return self.text[:60]


class Wait(models.Model):
    """How long somebody waited on a telephone or chat, and whether they reached a person; shown only counted together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    point = models.UUIDField(null=True)
    began_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    has_reached = models.BooleanField(default=True)
    case = models.UUIDField(null=True)
    said_in = models.UUIDField(null=True, unique=True)  # the entry it was logged with, once
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["company", "-began_at"], name="directory_wait_newest")]

    def __str__(self) -> str:
        return f"{self.minutes} min"
