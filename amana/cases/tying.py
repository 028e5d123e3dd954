"""What ties a case to other cases and to those who watch it: links, merges, splits, followers, time spent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amana.kit.codes import new_id
from amana.team.models import Agent


class Tie(models.Model):
    """Two cases that belong together. For a merge `other` is where replies go on; for a split it is the new case."""

    LINKED, MERGED, SPLIT = "linked", "merged", "split"
    KINDS = [(LINKED, _("linked")), (MERGED, _("merged")), (SPLIT, _("split off"))]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="ties")
    other = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="tied_from")
    kind = models.CharField(max_length=6, choices=KINDS)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="merged", ended_at=None), name="tie_merged_into_one"
            ),
            models.UniqueConstraint(fields=["case", "other", "kind"], condition=Q(ended_at=None), name="tie_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other")), name="tie_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class Follow(models.Model):
    """An agent who wants to hear what happens on a case that another one holds."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="follows", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="follows")
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when they last got a mail about it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "agent"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.case_id}"


class Mention(models.Model):
    """What an agent is to look at on a case: a note that names them, or something that happened on one they follow.

    It holds no words of its own: they are read from the entry, and are gone when that is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="mentions", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    by = models.ForeignKey(
        Agent, on_delete=models.PROTECT, null=True, related_name="+"
    )  # who asks; nobody, if it happened
    entry = models.UUIDField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agent"], condition=Q(seen_at=None, by=None), name="mention_happened_once"
            ),
            models.UniqueConstraint(fields=["entry", "agent"], name="mention_once"),
        ]
        indexes = [models.Index(fields=["agent", "at"], condition=Q(seen_at=None), name="mention_unseen")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.case_id}"


class TimeSpent(models.Model):
    """Minutes an agent says they spent on a case; summed for the case, never for a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="time_spent")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="time_spent_some")]

    def __str__(self) -> str:
        return f"{self.minutes}"
