"""Writing an answer, reading it before others do, and taking it off again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.insight.causes.opening import day_in, must_lead
from amana.insight.models import Article, ArticleGroup, Cause, Group, Version
from amana.insight.models.knowledge import LONGEST_TEXT, LONGEST_TITLE
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

MOST_GROUPS = 20


@transaction.atomic
def begin(
    brand: Brand,
    *,
    owner: Agent,
    review_on: date,
    by: Viewer,
    at: datetime,
    cause: Cause | None = None,
    groups: Iterable[Group] = (),
) -> Article:
    """Begin an answer, without words yet, for the questions of a cause, or of groups.

    Raises Refused for whoever leads nobody in the brand, an owner who does not serve it, a day of review that is over, and
    for a group that has an answer already.
    """
    agent = must_lead(brand, by)
    _must_keep(owner, review_on, brand, at)
    article = Article.objects.create(
        brand=brand, cause=cause, owner=owner, review_on=review_on, made_at=at, made_by=agent
    )
    for group in list(groups)[:MOST_GROUPS]:
        answer(article, group, by=by)
    return article


@transaction.atomic
def answer(article: Article, group: Group, *, by: Viewer) -> None:
    """Say that an article answers the questions of a group. Twice changes nothing; raises Refused when another does."""
    must_lead(article.brand, by)
    if group.brand_id != article.brand_id:
        raise Refused(_("These questions were asked of another brand."))
    there = ArticleGroup.objects.filter(group=group).first()
    if there is not None and there.article_id != article.pk:
        raise Refused(_("These questions have an answer already."))
    ArticleGroup.objects.get_or_create(group=group, defaults={"article": article})


@transaction.atomic
def write(article: Article, language: str, *, title: str, text: str, by: Viewer, at: datetime) -> Version:
    """Write what an article says in a language, as a new version that nobody sees until a person has read it.

    Anybody who serves the brand may write; what stands in the version before is kept, and the same words again change
    nothing. Raises Refused for words that are missing or too long, and for a language that is not ours.
    """
    if by.agent is None or by.agent.only_reads or article.brand_id not in by.brands:
        raise Refused(_("Whoever serves this brand writes its answers."))
    title, text = " ".join(title.split()), text.strip()
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages."))
    if not title or not text:
        raise Refused(_("Write the question as people ask it, and the answer."))
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        raise Refused(_("This is too long. Say it shorter: who asks wants one answer."))
    Article.objects.select_for_update().get(pk=article.pk)
    rows = Version.objects.filter(article=article, language=language)
    last = rows.order_by("-number").first()
    if last is not None and (last.title, last.text) == (title, text):
        return last
    number = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
    return Version.objects.create(
        article=article, language=language, number=number, title=title, text=text, written_by=by.agent, written_at=at
    )


@transaction.atomic
def publish(version: Version, *, by: Viewer, at: datetime) -> Version:
    """Say that one has read this version and that it holds: from now on it is what everybody reads in its language.

    Twice changes nothing. Raises Refused for whoever leads nobody in the brand, for an article that was taken off, and when
    somebody has written a newer version meanwhile.
    """
    article = Article.objects.select_for_update().select_related("brand").get(pk=version.article_id)
    agent = must_lead(article.brand, by)
    if article.retired_at is not None:
        raise Refused(_("This answer was taken off. Put it back first."))
    newest = Version.objects.filter(article=article, language=version.language).order_by("-number")[0]
    if newest.pk != version.pk:
        raise Refused(_("Somebody has written a newer version. Read that one."))
    if newest.read_at is None:
        newest.read_by, newest.read_at = agent, at
        newest.save(update_fields=["read_by", "read_at"])
        if article.published_at is None:
            article.published_at = at
            article.save(update_fields=["published_at"])
    return newest


@transaction.atomic
def keep(article: Article, *, owner: Agent, review_on: date, by: Viewer, at: datetime) -> Article:
    """Say who keeps an article true, and until when it is looked at again. Refuses as `begin`."""
    must_lead(article.brand, by)
    _must_keep(owner, review_on, article.brand, at)
    article.owner, article.review_on, article.told_at = owner, review_on, None
    article.save(update_fields=["owner", "review_on", "told_at"])
    return article


@transaction.atomic
def retire(article: Article, *, by: Viewer, at: datetime) -> None:
    """Take an article off: nobody is offered it any more, and its page is gone. Twice changes nothing."""
    must_lead(article.brand, by)
    Article.objects.filter(pk=article.pk, retired_at=None).update(retired_at=at)


@transaction.atomic
def bring_back(article: Article, *, by: Viewer) -> None:
    """Put an article back, as it was last read. Twice changes nothing."""
    must_lead(article.brand, by)
    Article.objects.filter(pk=article.pk).update(retired_at=None)


def _must_keep(owner: Agent, review_on: date, brand: Brand, at: datetime) -> None:
    if not owner.brands.filter(pk=brand.pk).exists() or not owner.account.is_active:
        raise Refused(_("Choose somebody who serves this brand."))
    if review_on <= day_in(brand, at):
        raise Refused(_("Choose a day to come for looking at it again."))
