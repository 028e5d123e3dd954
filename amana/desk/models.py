"""What an agent keeps at the desk: views of the queue, drafts, saved replies, and who is looking at a case now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand, Team


class SavedView(models.Model):
    """A filter of the queue under a name of its own; its maker's alone, a team's, or everybody's."""

    MINE, TEAM, ALL = "mine", "team", "all"
    READERS = [(MINE, _("me alone")), (TEAM, _("my team")), (ALL, _("everybody"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    filter = models.JSONField(default=dict)  # what is asked of a case, by name; read by desk.filtering
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="views")
    readers = models.CharField(_("who sees it"), max_length=4, choices=READERS, default=MINE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="views")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_by", "name"], name="saved_view_one_of_a_name"),
            models.CheckConstraint(
                condition=Q(readers="team", team__isnull=False) | (~Q(readers="team") & Q(team=None)),
                name="saved_view_of_a_team",
            ),
        ]
        indexes = [models.Index(fields=["readers", "made_at"], name="saved_view_by_readers")]

    def __str__(self) -> str:
        return self.name


class BulkAct(models.Model):
    """One act on many cases, with what is needed to undo it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    before = models.JSONField(default=dict)  # by case, what was there before
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "-done_at"], name="bulk_act_of_agent")]

    def __str__(self) -> str:
        return self.act


class Presence(models.Model):
    """An agent who has a case before them; forgotten soon after the last sign of life."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_typing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "agent"], name="presence_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.case_id}"


class Draft(models.Model):
    """A reply that was not sent yet, as it stands in the form; one for each agent and case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)  # the fields of the composer, by name
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "agent"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.case_id}"


class Later(models.Model):
    """A reply that goes out at a time its writer chose, unless the customer writes first; then it waits for a person."""

    SENT, STOPPED, REFUSED = "sent", "stopped", "refused"
    ENDINGS = [(SENT, _("sent")), (STOPPED, _("stopped")), (REFUSED, _("could not be sent"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)  # as in Draft
    send_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=ENDINGS, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="later_one_on_a_case"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="later_ends_somehow",
            ),
        ]
        indexes = [models.Index(fields=["send_at"], condition=Q(ended_at=None), name="later_waiting")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.send_at:%Y-%m-%d %H:%M}"


class SavedReply(models.Model):
    """Words that are needed often, in up to three languages, with fields that a case fills in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=120)
    texts = models.JSONField(default=dict)  # by language: he, ar, en
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_replies")
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    # How often it went out, and how often without a word changed: people notice a script.
    used = models.PositiveIntegerField(default=0)
    used_as_it_is = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = _("saved replies")

    def __str__(self) -> str:
        return self.title
