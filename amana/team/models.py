"""Who serves: agents, whom they work for, the brands they speak for, and when they work."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.people.models import Account, Company

if TYPE_CHECKING:
    from amana.kit.working_time import WorkingWeek


class Week(models.Model):
    """A working week with its holidays and its own exceptions; `plan` is kit's WorkingWeek as JSON."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    plan = models.JSONField()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def working(self) -> WorkingWeek:
        from amana.kit.working_time import WorkingWeek

        return WorkingWeek.from_json(self.plan)


class Brand(models.Model):
    """A name the company is known by: its addresses, language, time zone and week."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="brands")
    language = models.CharField(_("language"), max_length=5)
    zone = models.CharField(_("time zone"), max_length=64)
    week = models.ForeignKey(Week, on_delete=models.PROTECT, related_name="+")
    signature = models.TextField(_("signature"), blank=True)
    policy = models.JSONField(default=dict, blank=True)  # its own rules by name; read by team.policies
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The first of our addresses, which mails are sent from."""
        first = min(self.addresses.all(), key=lambda one: (one.added_at, one.value), default=None)
        return first.value if first else ""


class BrandAddress(models.Model):
    """A mail address that is ours."""

    value = models.CharField(max_length=254, unique=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="addresses")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.value


class Team(models.Model):
    """Colleagues who share a queue and a ladder."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    week = models.ForeignKey(Week, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class AgentQuerySet(models.QuerySet["Agent"]):
    def active(self) -> AgentQuerySet:
        return self.filter(account__is_active=True)

    def serving(self) -> AgentQuerySet:
        """Those who can hold a case: neither an administrator nor an auditor, who only reads."""
        return self.active().filter(role__in=Agent.SERVING)

    def present(self, at: datetime) -> AgentQuerySet:
        return self.serving().exclude(pk__in=Absence.objects.covering(at).values("agent"))


class Agent(models.Model):
    """Somebody who serves. `lead` is whom they work for; who has none is at the top of the ladder."""

    AGENT, LEAD, MANAGER, ADMIN, AUDITOR = "agent", "lead", "manager", "admin", "auditor"
    ROLES = [
        (AGENT, _("agent")),
        (LEAD, _("lead")),
        (MANAGER, _("manager")),
        (ADMIN, _("administrator")),
        (AUDITOR, _("auditor, who reads")),
    ]
    SERVING = (AGENT, LEAD, MANAGER)  # who holds cases
    ABOVE_ALL = (MANAGER, ADMIN)  # who makes others what they are themselves

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="agent")
    role = models.CharField(_("role"), max_length=8, choices=ROLES, default=AGENT)
    lead = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="led")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    brands = models.ManyToManyField(Brand, related_name="agents", blank=True)
    week = models.ForeignKey(Week, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # What new work is routed by: the languages they serve in (codes; none means that of their account), what they
    # know well (words a lead chose), and how many open cases they can hold (None for no limit).
    languages = models.JSONField(_("languages"), default=list, blank=True)
    skills = models.JSONField(_("what they know well"), default=list, blank=True)
    most_cases = models.PositiveSmallIntegerField(_("open cases at most"), null=True, blank=True)
    # New work goes to whoever was given some longest ago.
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AgentQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(lead=models.F("id")), name="agent_works_for_another")]

    def __str__(self) -> str:
        return self.account.name

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def is_lead(self) -> bool:
        """Whether they may do what those who lead do: an administrator sets everything, and holds no case."""
        return self.role in {self.LEAD, self.MANAGER, self.ADMIN}

    @property
    def sees_to_all(self) -> bool:
        """Whether they see what was changed about the settings, and take all of them out or bring them in."""
        return self.role in self.ABOVE_ALL

    @property
    def only_reads(self) -> bool:
        return self.role == self.AUDITOR


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def covering(self, at: datetime) -> AbsenceQuerySet:
        return self.filter(Q(until__gt=at) | Q(until=None), since__lte=at)


class Absence(models.Model):
    """A time in which an agent is away; `until` is open when nobody knows."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="absence_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.since:%Y-%m-%d}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; its link may have run out all the same."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """The offer of a place in the team; its link is kept as a digest only, so that nobody who reads this row can use it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("mail address"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=8, choices=Agent.ROLES)
    lead = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    brands = models.ManyToManyField(Brand, related_name="+")
    language = models.CharField(_("language"), max_length=5)
    zone = models.CharField(_("time zone"), max_length=64)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")  # who sent it last
    digest = models.CharField(max_length=64, unique=True)
    mail = models.UUIDField(null=True)  # the row of the outbox that carries the link; None when it was handed over
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(accepted_at=None, withdrawn_at=None), name="invitation_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_ends_in_one_way"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SettingChange(models.Model):
    """One setting that was changed: who, when, what, and how it stood before and after. The database lets nobody change it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    # None where it was changed by a command, by whoever may sign in to the machine.
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    part = models.CharField(max_length=20)  # a part of the settings, such as "ladders"
    about = models.CharField(max_length=300)  # which one of it
    # Whose setting it is; None for what all brands share. Not a key into the table, as this row outlives the brand.
    brand = models.UUIDField(null=True)
    before = models.JSONField(null=True)  # None: it was not there
    after = models.JSONField(null=True)  # None: it is gone

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="setting_change_at"),
            models.Index(fields=["part", "at", "id"], name="setting_change_of_part"),
            models.Index(fields=["by", "at", "id"], name="setting_change_by"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.about}"
