"""Answers to questions that come again: their versions in each language, who read them, and how often they were of use."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amana.insight.models.causes import Cause
from amana.insight.models.recurring import Group
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

LONGEST_TITLE, LONGEST_TEXT = 160, 8000


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, viewer: Viewer) -> ArticleQuerySet:
        """Whoever serves a brand reads its articles, published or not."""
        if viewer.kind != "agent" or viewer.agent is None or not viewer.agent.account.is_active:
            return self.none()
        return self.filter(brand__in=viewer.brands)

    def standing(self) -> ArticleQuerySet:
        """Not retired."""
        # Written exactly as the condition of the partial index.
        return self.filter(retired_at=None)

    def to_look_at(self, today: date) -> ArticleQuerySet:
        """Standing, and past the day on which they were to be looked at again."""
        return self.standing().filter(review_on__lte=today)


class Article(models.Model):
    """An answer of a brand to a question that comes again, with somebody who keeps it true."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+", db_index=False)
    # An answer does not end what makes people ask: a cause stays open whatever is written about it.
    cause = models.ForeignKey(Cause, on_delete=models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    review_on = models.DateField()
    told_at = models.DateTimeField(null=True)  # when its owner was told that this day has come
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)  # first of all
    retired_at = models.DateTimeField(null=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["brand", "-made_at", "-id"], condition=Q(retired_at=None), name="article_of_brand"),
            models.Index(fields=["brand", "review_on"], condition=Q(retired_at=None), name="article_to_look_at"),
            models.Index(fields=["review_on"], condition=Q(retired_at=None, told_at=None), name="article_untold"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ArticleGroup(models.Model):
    """That an article answers the questions of a group; a group has one answer."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="groups")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.article_id} {self.group_id}"


class Version(models.Model):
    """What an article says in one language. Written once and never changed; read by a person before anybody else sees it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions", db_index=False)
    language = models.CharField(max_length=2)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField(max_length=LONGEST_TEXT)
    written_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "language", "number"], name="version_once"),
            models.CheckConstraint(
                condition=Q(read_by=None, read_at=None) | Q(read_by__isnull=False, read_at__isnull=False),
                name="version_read_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.number} {self.title}"


class ArticleDay(models.Model):
    """How often an article was of use on a day (UTC); of no customer and of nobody who serves."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    offered = models.PositiveIntegerField(default=0)  # shown to somebody before they sent their question
    answered = models.PositiveIntegerField(default=0)  # who then said that it answers it, and sent nothing
    looked_at = models.PositiveIntegerField(default=0)  # read on its own page
    sent = models.PositiveIntegerField(default=0)  # taken into a reply

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["article", "day"], name="article_day_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day}"
