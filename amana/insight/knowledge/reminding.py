"""Telling whoever keeps an answer true that the day has come to look at it again: once, and those who lead where nobody is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.insight.causes.mailing import mail_to
from amana.insight.causes.opening import day_in
from amana.insight.knowledge.finding import newest_versions
from amana.insight.models import Article
from amana.notices.kinds import SOON
from amana.team.models import Agent

BATCH = 50
# In some zone it is a day later than in UTC.
A_ZONE = timedelta(hours=14)


def remind_of_review(at: datetime) -> int:
    """Recurring: tell the owners of answers whose day of review has come, in the zone of the brand; return of how many."""
    near = Article.objects.standing().filter(told_at=None, review_on__lte=(at + A_ZONE).date())
    rows = near.select_related("brand", "owner__account", "owner__lead__account").order_by("review_on")[:BATCH]
    due = [row for row in rows if row.review_on <= day_in(row.brand, at)]
    titles = titles_of(due)
    return sum(_tell(row, titles.get(str(row.pk), ""), at=at) for row in due)


def titles_of(articles: Sequence[Article]) -> dict[str, str]:
    """Return what answers are called by the key of each: the title that was written last."""
    last = sorted(newest_versions(articles).values(), key=lambda one: (one.written_at, one.pk)) if articles else []
    return {str(one.article_id): one.title for one in last}


@transaction.atomic
def _tell(article: Article, title: str, *, at: datetime) -> bool:
    # The UPDATE is the claim: of two clocks one tells.
    if not Article.objects.filter(pk=article.pk, told_at=None, review_on=article.review_on).update(told_at=at):
        return False
    for agent in _who(article):
        with translation.override(agent.account.language):
            said = _("To be looked at again: the answer “%(title)s”") % {"title": title or _("no words yet")}
            asks = _("Is it still true? Read it, write it anew where it is not, and choose the next day.")
            path = f"/desk/articles/{article.pk}/"
            text = f"{said}\n\n{asks}\n{settings.BASE_URL}{path}\n"
        mail_to(agent, SOON, (said, text), brand=article.brand, path=path, at=at)
    return True


def _who(article: Article) -> list[Agent]:
    """Return the owner; where they serve the brand no more, those who lead it."""
    owner = article.owner
    if owner.account.is_active and owner.brands.filter(pk=article.brand_id).exists():
        return [owner]
    leads = Agent.objects.active().filter(brands=article.brand_id, role__in=[Agent.LEAD, Agent.MANAGER])
    return list(leads.select_related("account").order_by("pk")[:BATCH])
