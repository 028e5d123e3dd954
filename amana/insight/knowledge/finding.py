"""Finding the answer to a question: by the group it falls into, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from amana.insight.causes.gathering import with_merged
from amana.insight.models import Article, Asked, CauseGroup, Frame, Member, Version
from amana.insight.recurring.likeness.hearing import question_of
from amana.insight.recurring.likeness.picturing import model, pictures_of
from amana.insight.recurring.placing import nearest
from amana.insight.recurring.shelving import shelf_of
from amana.team.models import Brand

MOST_SHOWN = 200


def articles_of(groups: Collection[UUID]) -> QuerySet[Article]:
    """Return the published articles that answer the questions of these groups, or of the causes they come from.

    An answer goes with its questions when their group is merged into another.
    """
    groups = with_merged(groups)
    causes = CauseGroup.objects.filter(group__in=groups).values("cause")
    rows = Article.objects.standing().filter(published_at__isnull=False)
    return rows.filter(Q(groups__group__in=groups) | Q(cause__in=causes)).distinct().order_by("made_at", "pk")


def answer_on(case: UUID, language: str) -> Version | None:
    """Return the answer to what a case asks, as agents are offered it while they write; None when there is none."""
    groups = list(Member.objects.filter(case=case).values_list("group", flat=True))
    return in_language(articles_of(groups), language) if groups else None


def answer_to(brand: Brand, text: str, language: str, *, at: datetime) -> Version | None:
    """Return the answer to a question that nobody has sent yet; None when it lies near no group that has one.

    Nothing is kept of the question. What is asked before there is any group costs one query.
    """
    if not Article.objects.standing().filter(brand=brand, published_at__isnull=False).exists():
        return None
    group = _group_of(brand, text, at=at)
    return in_language(articles_of([group]), language) if group else None


def _group_of(brand: Brand, text: str, *, at: datetime) -> UUID | None:
    """Return the group a question would fall into.

    Nothing is written, so nobody who groups is waited for: what they change meanwhile is read with the next question.
    """
    frame = Frame.objects.defer("words", "means").filter(brand=brand).first()
    if frame is None:
        return None
    question, detected = question_of(text)
    if not question:
        return None
    pictures = pictures_of([question])
    row = Asked(
        brand=brand, language=detected, model=model(), vector=pictures.meanings[0].tobytes(), at=at,
        words=pictures.words[0].tobytes(),
    )  # fmt: skip
    shelf = shelf_of(frame)
    near = nearest(shelf, row, shelf.points([row])[0])
    return shelf.root(near.key) if near is not None else None


def in_language(articles: Iterable[Article], language: str) -> Version | None:
    """Return what the first of these articles says in this language; in another one where it is not written in it."""
    article = next(iter(articles), None)
    if article is None:
        return None
    versions = read_versions([article])
    return versions.get((article.pk, language)) or next(iter(versions.values()), None)


def read_versions(articles: Collection[Article]) -> dict[tuple[UUID, str], Version]:
    """Return by article and language the last version that a person has read."""
    return _last(articles, Q(read_at__isnull=False))


def newest_versions(articles: Collection[Article]) -> dict[tuple[UUID, str], Version]:
    """Return by article and language the version that was written last, read or not."""
    return _last(articles, Q())


def _last(articles: Collection[Article], which: Q) -> dict[tuple[UUID, str], Version]:
    rows = Version.objects.filter(which)
    later = rows.filter(article=OuterRef("article"), language=OuterRef("language"), number__gt=OuterRef("number"))
    last = rows.filter(~Exists(later), article__in=articles).select_related("article")
    return {(row.article_id, row.language): row for row in last.order_by("article", "language")}


def published(brand: Brand, language: str) -> list[Version]:
    """Return what a brand answers, one version an article, by title; two hundred at most."""
    rows = list(
        Article.objects.standing().filter(brand=brand, published_at__isnull=False).order_by("-made_at")[:MOST_SHOWN]
    )
    versions = read_versions(rows)
    said = [versions.get((row.pk, language)) or next((one for (key, _l), one in versions.items() if key == row.pk), None)
            for row in rows]  # fmt: skip
    return sorted((one for one in said if one is not None), key=lambda one: one.title)
