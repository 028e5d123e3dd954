"""Questions that come again: what each case asks, the groups of those that ask the same, and what people said of that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

# After so many beginnings without an end a case is left alone, and counted.
TRIES = 3
LONGEST_NAME = 160
SHOWN = Q(merged_into=None, size__gte=2)


class AskedQuerySet(models.QuerySet["Asked"]):
    def waiting(self, at: datetime) -> AskedQuerySet:
        """In no group yet, and in nobody's hands."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lt=at), grouped_at=None)


class Asked(models.Model):
    """What a case asks in its first message, in numbers: its vector and its words; until it is grouped, a place in the line."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.UUIDField(unique=True)
    at = models.DateTimeField()
    language = models.CharField(max_length=8, db_default="", blank=True)
    model = models.CharField(max_length=24, db_default="", blank=True)  # what made the vector and the words
    vector = models.BinaryField(null=True)  # 256 numbers from -127 to 127; None when no word of it is known
    words = models.BinaryField(null=True)  # the numbers of its words and parts of words, 16 bits each
    cell = models.PositiveIntegerField(null=True)  # where a regrouping put it, so that what is alike is read together
    grouped_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, db_default="", blank=True)
    tries = models.PositiveSmallIntegerField(db_default=0)
    taken_by = models.CharField(max_length=60, db_default="", blank=True)
    taken_until = models.DateTimeField(null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=Q(grouped_at=None), name="asked_waiting"),
            models.Index(fields=["brand", "case"], name="asked_of_brand"),
            models.Index(fields=["brand", "cell", "case"], name="asked_in_cell"),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, viewer: Viewer) -> GroupQuerySet:
        """Whoever serves a brand sees its groups; nobody else sees any."""
        if viewer.kind != "agent" or viewer.agent is None or not viewer.agent.account.is_active:
            return self.none()
        return self.filter(brand__in=viewer.brands)

    def shown(self) -> GroupQuerySet:
        """Asked more than once, and not merged into another."""
        # Written exactly as the condition of the partial indexes, or the planner leaves them alone.
        return self.filter(SHOWN)


class Group(models.Model):
    """Cases that ask about the same thing. One that was merged into another keeps its row and its key, without cases."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    is_named_by_person = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="merged")
    made_at = models.DateTimeField()
    # How many cases of the last seven days, and how far that is above what the weeks before let expect, in
    # standard deviations; brought up to date every hour.
    lately = models.PositiveIntegerField(default=0)
    rise = models.FloatField(default=0.0)
    # Grows with every change of the group's centres, so that a worker's picture of them can follow.
    change = models.BigIntegerField(default=0)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(merged_into=F("id")), name="group_merged_into_another")]
        indexes = [
            models.Index(fields=["brand", "-size", "-id"], condition=SHOWN, name="group_largest"),
            models.Index(fields=["brand", "-first_at", "-id"], condition=SHOWN, name="group_newest"),
            models.Index(fields=["brand", "-rise", "-id"], condition=SHOWN, name="group_rising"),
            models.Index(fields=["brand", "change"], name="group_changed"),
            models.Index(fields=["brand", "-last_at"], name="group_lately"),
            models.Index(fields=["id"], condition=Q(lately__gt=0), name="group_asked_lately"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def key(self) -> UUID:
        return self.id


class Member(models.Model):
    """That a case is in a group. `home` is the group it was put into before any was merged into another."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members", db_index=False)
    home = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.UUIDField()
    at = models.DateTimeField()
    language = models.CharField(max_length=8, blank=True)
    score = models.FloatField(default=1.0)  # how near it lies to the centre of its group, at most 1
    decided_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["group", "-at"], name="member_of_group"),
            models.Index(fields=["home", "-score"], name="member_at_home"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.group_id}"


class GroupDay(models.Model):
    """How many cases of a group came on one day (UTC)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "day"], name="group_day_once")]
        indexes = [models.Index(fields=["day"], name="group_day_on")]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class Centre(models.Model):
    """Where a group lies in one language: how many cases, and the sum of their vectors within the frame of the brand."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="centres")
    language = models.CharField(max_length=8)
    model = models.CharField(max_length=24)
    count = models.PositiveIntegerField(default=0)
    vector = models.BinaryField()  # 512 numbers of 32 bits: those of the meanings, then those of the words

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "language"], name="centre_once_a_language")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.language}"


class Telling(models.Model):
    """One of the sentences that tell most of a group, in the words of a case, without names and numbers."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="telling")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="tellings")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=LONGEST_NAME)
    place = models.PositiveSmallIntegerField()  # the most telling first

    def __str__(self) -> str:
        return self.text


class Frame(models.Model):
    """What the questions of a brand have in common: the mean of all vectors in each language, and how usual each word is.

    Its row is the lock under which questions of the brand are grouped.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, primary_key=True, related_name="+")
    model = models.CharField(max_length=24, blank=True)
    made_at = models.DateTimeField()
    made_from = models.PositiveIntegerField(default=0)  # how many questions
    languages = models.JSONField(default=list)  # those of the means, in their order, with how many questions each
    means = models.BinaryField(default=bytes)  # for each language 256 numbers of 32 bits
    words = models.BinaryField(default=bytes)  # in how many questions each word was used, 32 bits each
    change = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.brand_id} {self.made_from}"


class Ruling(models.Model):
    """What a person said of the grouping; every later grouping holds to it until it is taken back."""

    MERGE, SPLIT, RENAME, NOT_THIS = "merge", "split", "rename", "not_this"
    KINDS = [
        (MERGE, _("merged")),
        (SPLIT, _("split")),
        (RENAME, _("renamed")),
        (NOT_THIS, _("not about this")),
    ]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="rulings")
    other = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    said = models.CharField(max_length=LONGEST_NAME, blank=True)  # the name given
    before = models.CharField(max_length=LONGEST_NAME, blank=True)  # the name there was
    was_by_person = models.BooleanField(default=False)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="ruling_undone_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["group", "-at"], name="ruling_of_group")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class Regrouping(models.Model):
    """One regrouping of all that was asked of a brand: how far it is, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)  # somebody stopped it; it goes on when told to
    stage = models.CharField(max_length=12)
    frame = models.BinaryField(default=bytes)  # within which everything is compared, and how it is parted into cells
    found = models.JSONField(default=dict)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand"], condition=Q(ended_at=None), name="regrouping_one_at_a_time")
        ]
        indexes = [models.Index(fields=["brand", "-began_at"], name="regrouping_of_brand")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.stage}"


class RegroupingPart(models.Model):
    """A piece of a regrouping, in the hands of one worker until its lease runs out."""

    regrouping = models.ForeignKey(Regrouping, on_delete=models.CASCADE, related_name="parts", db_index=False)
    stage = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    asks = models.JSONField(default=dict)
    result = models.BinaryField(null=True)
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_by = models.CharField(max_length=60, blank=True)
    taken_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regrouping", "stage", "number"], name="regrouping_part_once")]

    def __str__(self) -> str:
        return f"{self.stage} {self.number}"
