"""The weekly letter to those who lead: once a week, on their first working morning, the few things that need them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.models import COMPANY, OPEN
from amana.commitments.models import Commitment
from amana.handling.mails.plain_mail import post_plain
from amana.insight.measures.spanning import A_WEEK
from amana.insight.models import Article, Strained, WeeklyLetter
from amana.insight.reporting import Period
from amana.insight.summing import Lens, are_few, lens_on
from amana.insight.telling import Week, week_told
from amana.kit.working_time import MIDNIGHT, moment
from amana.notices.choosing import manner_of
from amana.notices.quieting import civil_for, is_away, next_morning, weeks_of
from amana.team.models import Agent
from amana.wording.isolating import isolated

BATCH = 100
MOST_LISTED = 3
MOST_COUNTED = 50
# Who has one unless they choose otherwise; a lead may choose to.
UNASKED = (Agent.MANAGER,)


def letter_of(agent: Agent) -> WeeklyLetter:
    """Return whether somebody has the letter; a row that is not saved where they never chose."""
    found = WeeklyLetter.objects.filter(agent=agent).first()
    return found or WeeklyLetter(agent=agent, is_wanted=agent.role in UNASKED)


@transaction.atomic
def set_letter(agent: Agent, *, is_wanted: bool, at: datetime) -> None:
    """Keep whether somebody wants the letter; the next one is due on the first working morning of their next week."""
    row = WeeklyLetter.objects.select_for_update().filter(agent=agent).first() or WeeklyLetter(agent=agent)
    if is_wanted and row.pk and row.is_wanted and row.due_at is not None:
        return
    row.is_wanted, row.due_at = is_wanted, next_letter(agent, after=at) if is_wanted else None
    row.save()


def next_letter(agent: Agent, *, after: datetime) -> datetime:
    """Return when the next week of this person begins to work, outside their quiet hours, in UTC."""
    week = weeks_of([agent])[agent.pk]
    zone = ZoneInfo(week.zone)
    day = after.astimezone(zone).date()
    begins = day + timedelta(days=7 - (day.weekday() - week.first_weekday) % 7)
    morning = next_morning(agent, after=moment(begins, MIDNIGHT, zone) - timedelta(seconds=1))
    return civil_for(agent, manner_of(agent), week, at=morning)


def send_letters(at: datetime) -> int:
    """Recurring: send the weekly letters that are due, each once; return how many mails were written."""
    _begin_with_new(at)
    due = WeeklyLetter.objects.filter(due_at__lte=at, due_at__isnull=False).order_by("due_at", "agent")
    return sum(_send(key, was_due, at=at) for key, was_due in list(due.values_list("agent", "due_at")[:BATCH]))


def _begin_with_new(at: datetime) -> None:
    known = WeeklyLetter.objects.values("agent")
    new = Agent.objects.serving().filter(role__in=UNASKED).exclude(pk__in=known).select_related("account")[:BATCH]
    rows = [WeeklyLetter(agent=agent, due_at=next_letter(agent, after=at)) for agent in new]
    # Another host may have begun in the same moment.
    WeeklyLetter.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _send(key: UUID, was_due: datetime | None, *, at: datetime) -> bool:
    """Send one letter. The UPDATE is the claim: of two clocks that arrive together, one moves it on and goes on.

    Whoever is away has it on the morning they are back; whoever leads nobody any more has none.
    """
    agent = Agent.objects.select_related("account", "week", "team__week").get(pk=key)
    leads = agent.account.is_active and agent.is_lead
    away = leads and is_away(agent, at=at)
    following = (next_morning if away else next_letter)(agent, after=at) if leads else None
    if was_due is None or not WeeklyLetter.objects.filter(agent=key, due_at=was_due).update(due_at=following):
        return False
    if not leads or away:
        return False
    WeeklyLetter.objects.filter(agent=key).update(sent_at=at)
    account = agent.account
    with translation.override(account.language):
        subject, text = letter(agent, at=at)
    brand = agent.brands.order_by("name").first()
    post_plain(account.email, account.name, subject[:120], text, what="digest", language=account.language,
               brand=brand, at=at)  # fmt: skip
    return True


def letter(agent: Agent, *, at: datetime) -> tuple[str, str]:
    """Return subject and text of somebody's letter in the language in force: what needs them, and where to see it."""
    brands = frozenset(agent.brands.values_list("pk", flat=True))
    parts = ["\n".join(lines) for lines in (*_needs(brands, at=at), *_went(brands)) if lines]
    if not parts:
        parts = [_("Nothing needs you more than usual.")]
    choose = _("Whether this letter comes is yours to choose: %(address)s") % {"address": _at("")}
    subject = _("Your week: what needs you")
    return subject, "\n\n".join([*parts, choose]) + "\n"


def _at(page: str) -> str:
    return f"{settings.BASE_URL}/desk/insight/{page}"


def _needs(brands: frozenset[UUID], *, at: datetime) -> Iterator[list[str]]:
    """Yield what needs somebody now: late promises, customers at the end of their patience, answers nobody looks at."""
    owed = Commitment.objects.outstanding().filter(due_at__lt=at, promiser=COMPANY, case__brand__in=brands)
    late = owed.order_by()[: MOST_COUNTED + 1].count()
    if late:
        said = ngettext("%(number)s promise is late.", "%(number)s promises are late.", late)
        yield [said % {"number": _number(late)}, _at("today/")]
    strained = Strained.objects.filter(brand__in=brands, case__state=OPEN).order_by("patience", "case")
    rows = list(strained.select_related("case")[: MOST_COUNTED + 1])
    if rows:
        said = ngettext("%(number)s customer is at the end of their patience:",
                        "%(number)s customers are at the end of their patience:", len(rows))  # fmt: skip
        lines = [f"– {isolated(row.case.subject or row.case.number)} ({row.case.number})" for row in rows[:MOST_LISTED]]
        yield [said % {"number": _number(len(rows))}, *lines, _at("patience/")]
    old = Article.objects.filter(brand__in=brands).to_look_at(at.date()).order_by()[: MOST_COUNTED + 1].count()
    if old:
        said = ngettext("%(number)s answer is past the day on which it was to be looked at again.",
                        "%(number)s answers are past the day on which they were to be looked at again.", old)  # fmt: skip
        yield [said % {"number": _number(old)}, f"{settings.BASE_URL}/desk/articles/"]


def _number(counted: int) -> str:
    return f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted)


def _went(brands: frozenset[UUID]) -> Iterator[list[str]]:
    """Yield how the week that has closed went beside the one before, where something got worse; no figure of fewer than five."""
    lens = lens_on(brands, weeks=1)
    if lens is None or are_few(brands):
        return
    last, before = (week_told(_moved(lens, back)) for back in (1, 2))
    yield from _worse(last, before)


def _moved(lens: Lens, back: int) -> Lens:
    since = lens.period.since - back * A_WEEK
    return replace(lens, period=Period(since, since + A_WEEK))


def _worse(last: Week, before: Week) -> Iterator[list[str]]:
    if last.per_cent is not None and (before.per_cent is None or last.per_cent < before.per_cent):
        words = {"rate": last.per_cent, "before": before.per_cent}
        said = _("%(rate)s %% of promises were kept on time last week, %(before)s %% the week before.")
        yield [(said if before.per_cent is not None else _("%(rate)s %% of promises were kept on time last week.")) % words,
               _at("promises/")]  # fmt: skip
    if last.leaks.total() > before.leaks.total():
        found = {"number": str(last.leaks.total()), "before": str(before.leaks.total()), "kind": last.worst_leak}
        yield [
            _("%(number)s leaks last week, %(before)s the week before; most often: %(kind)s.") % found,
            _at("leaks/"),
        ]
    if last.climbs > before.climbs:
        climbs = {"number": last.climbs, "before": before.climbs}
        yield [
            _("Cases that went a rung up: %(number)s last week, %(before)s the week before.") % climbs,
            _at("ladder/"),
        ]
    if last.half_within is not None and before.half_within is not None and last.half_within > before.half_within:
        yield [_("Customers waited longer for a first answer than the week before."), _at("waiting/")]
