"""How often an answer was of use, and whether fewer ask since it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, Sum

from amana.insight.causes.arriving import arrived_between
from amana.insight.causes.gathering import where_now
from amana.insight.estimating import Interval, ratio
from amana.insight.models import Article, ArticleDay, CauseGroup, Group, GroupDay

OFFERED, ANSWERED, LOOKED_AT, SENT = "offered", "answered", "looked_at", "sent"
USES = (OFFERED, ANSWERED, LOOKED_AT, SENT)
# What is compared, before and after; the day it was published is in neither.
WINDOW = timedelta(days=90)
LEAST_DAYS = 28


def note(article: UUID, use: str, *, at: datetime) -> None:
    """Count one use of an article."""
    day = at.astimezone(UTC).date()
    ArticleDay.objects.get_or_create(article_id=article, day=day)
    ArticleDay.objects.filter(article_id=article, day=day).update(**{use: F(use) + 1})


@dataclass(frozen=True)
class Use:
    """How often an article was of use in all."""

    offered: int = 0
    answered: int = 0
    looked_at: int = 0
    sent: int = 0


def used(article: Article) -> Use:
    """Return how often an article was of use until now."""
    sums = ArticleDay.objects.filter(article=article).aggregate(**{one: Sum(one) for one in USES})
    return Use(**{name: number or 0 for name, number in sums.items()})


@dataclass(frozen=True)
class Effect:
    """How many questions of its kind came before an article was there and since, each of so many new questions in all."""

    before: int
    before_of: int
    after: int
    after_of: int
    days: int

    @property
    def change(self) -> Interval | None:
        """The rate since as a part of the rate before, with its interval; None before four weeks and of nothing.

        It says what came together, and no more: a fix of the cause in these weeks would show in the same figure.
        """
        if self.days < LEAST_DAYS or not self.before_of or not self.after_of:
            return None
        return ratio(self.after, self.after_of, self.before, self.before_of)


def effect_of(article: Article, *, at: datetime) -> Effect | None:
    """Return what became of the questions that an article answers; None as long as nobody can read it."""
    if article.published_at is None:
        return None
    on, today = article.published_at.astimezone(UTC).date(), at.astimezone(UTC).date()
    of_cause = CauseGroup.objects.filter(cause=article.cause_id).values("group") if article.cause_id else []
    asked_in = Group.objects.filter(Q(pk__in=article.groups.values("group")) | Q(pk__in=of_cause))
    groups = {row.pk for row in where_now(asked_in)}
    a_day = timedelta(days=1)
    first, last = on - WINDOW, min(on + WINDOW, today - a_day)
    return Effect(
        before=_asked(groups, first, on - a_day),
        before_of=arrived_between(article.brand, first, on - a_day),
        after=_asked(groups, on + a_day, last),
        after_of=arrived_between(article.brand, on + a_day, last),
        days=max((last - on).days, 0),
    )


def _asked(groups: set[UUID], first: object, last: object) -> int:
    rows = GroupDay.objects.filter(group__in=groups, day__gte=first, day__lte=last)
    return int(rows.aggregate(sum=Sum("count"))["sum"] or 0)
