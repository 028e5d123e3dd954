"""The daily digest: one mail on the morning of a working day, of what is late, due today, offered and asked; or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import HandOver, Mention
from amana.commitments.models import Commitment
from amana.handling.mails.plain_mail import post_plain
from amana.notices.kinds import APPROVAL, BELOW, CLIMBED, DIGEST, FOLLOWED, GIVEN, LATE, NAMED, OFFERED, SOON, WROTE
from amana.notices.models import Manner, Notice
from amana.notices.quieting import is_away, next_morning
from amana.notices.standing import stands
from amana.notices.wording import sentence
from amana.team.models import Agent
from amana.wording.times import moment

BATCH = 100
MOST_LISTED = 20
# Looked through for what is still true; what is older was in an earlier digest.
MOST_LOOKED_AT = 100
# A digest that could not be sent in the morning is no use in the evening.
STALE = timedelta(hours=6)
# How far back the first digest looks, and one after a long absence.
LONGEST_BACK = timedelta(days=14)
OTHERS = (CLIMBED, APPROVAL, GIVEN, WROTE, BELOW, FOLLOWED)


@dataclass(frozen=True)
class Section:
    """A heading and its lines; `has_more` when there were more than are listed."""

    heading: str
    lines: list[str] = field(default_factory=list)
    has_more: bool = False


def send_digests(at: datetime) -> int:
    """Recurring: send the digests that are due, each once; return how many mails were written.

    Whoever serves and never chose has a digest; what is due is looked up in an index, some at a time.
    """
    begin_with_new(at)
    due = Manner.objects.filter(digest_at__lte=at, digest_at__isnull=False).order_by("digest_at", "agent")
    return sum(_send(key, was_due, at=at) for key, was_due in list(due.values_list("agent", "digest_at")[:BATCH]))


def begin_with_new(at: datetime) -> int:
    """Give whoever serves and has no settings of their own a first digest on their next working morning; return how many."""
    known = Manner.objects.values("agent")
    new = Agent.objects.serving().exclude(pk__in=known).select_related("account", "week", "team__week")[:BATCH]
    rows = [Manner(agent=agent, digest_at=next_morning(agent, after=at)) for agent in new]
    # Another host may have begun in the same moment.
    Manner.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def _send(key: UUID, was_due: datetime | None, *, at: datetime) -> bool:
    """Send one digest. The UPDATE is the claim: of two clocks that arrive together, one moves it on and goes on."""
    agent = Agent.objects.select_related("account", "week", "team__week").get(pk=key)
    following = next_morning(agent, after=at) if agent.account.is_active else None
    if was_due is None or not Manner.objects.filter(agent=key, digest_at=was_due).update(digest_at=following):
        return False
    if following is None or at - was_due > STALE or is_away(agent, at=at):
        return False
    account, manner = agent.account, Manner.objects.get(agent=key)
    Manner.objects.filter(agent=key).update(digested_at=at)
    with translation.override(account.language):
        sections = [one for one in _sections(agent, manner, at=at) if one.lines]
        if not sections:
            return False
        subject = _("Your day: %(what)s") % {"what": ", ".join(one.heading for one in sections)}
        text = _text(sections)
    brand = agent.brands.order_by("name").first()
    post_plain(account.email, account.name, subject[:120], text, what="digest", language=account.language,
               brand=brand, at=at)  # fmt: skip
    return True


def _text(sections: list[Section]) -> str:
    parts = []
    for one in sections:
        lines = [one.heading, *[f"– {line}" for line in one.lines]]
        if one.has_more:
            lines.append(_("… and more; the desk has them all"))
        parts.append("\n".join(lines))
    choose = _("What you are told, and how, is yours to choose: %(address)s") % {
        "address": f"{settings.BASE_URL}/desk/settings/notices/"
    }
    return "\n\n".join([*parts, f"{settings.BASE_URL}/desk/", choose]) + "\n"


def _sections(agent: Agent, manner: Manner, *, at: datetime) -> Iterator[Section]:
    wanted = {kind for kind in (LATE, SOON, OFFERED, NAMED, *OTHERS) if DIGEST in manner.ways_of(kind)}
    zone = ZoneInfo(agent.account.zone)
    tonight = (at.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if LATE in wanted:
        yield _promises(_("Late"), agent, Q(due_at__lt=at), at=at)
    if SOON in wanted:
        yield _promises(_("Due today"), agent, Q(due_at__gte=at, due_at__lt=tonight), at=at)
    if OFFERED in wanted:
        yield _offered(agent)
    if NAMED in wanted:
        yield _named(agent)
    since = max(manner.digested_at or at - timedelta(days=1), at - LONGEST_BACK)
    yield _others(agent, wanted, since=since, at=at)


def _promises(heading: str, agent: Agent, when: Q, *, at: datetime) -> Section:
    zone = ZoneInfo(agent.account.zone)
    owed = Commitment.objects.outstanding().filter(when, owner_agent=agent, case__brand__agents=agent)
    owed = owed.select_related("case")
    rows = list(owed.order_by("due_at", "pk")[: MOST_LISTED + 1])
    lines = [
        _("%(action)s, by %(when)s (%(number)s)")
        % {"action": row.action, "when": moment(row.due_at or at, zone=zone, now=at), "number": row.case.number}
        for row in rows
    ]
    return Section(heading, lines[:MOST_LISTED], len(rows) > MOST_LISTED)


def _offered(agent: Agent) -> Section:
    offers = HandOver.objects.filter(taker=agent, ended_at=None, case__brand__agents=agent)
    offers = offers.select_related("case", "giver__account")
    rows = list(offers.order_by("offered_at", "pk")[: MOST_LISTED + 1])
    lines = [
        _("%(about)s, from %(name)s (%(number)s)")
        % {"about": row.case.subject or row.case.number, "name": row.giver.name, "number": row.case.number}
        for row in rows
    ]
    return Section(_("Offered to you"), lines[:MOST_LISTED], len(rows) > MOST_LISTED)


def _named(agent: Agent) -> Section:
    asked = Mention.objects.filter(agent=agent, seen_at=None, by__isnull=False, case__brand__agents=agent)
    asked = asked.select_related("case", "by__account")
    rows = list(asked.order_by("at", "pk")[: MOST_LISTED + 1])
    lines = [
        _("%(about)s, asked by %(name)s (%(number)s)")
        % {
            "about": row.case.subject or row.case.number,
            "name": row.by.name if row.by else "",
            "number": row.case.number,
        }
        for row in rows
    ]
    return Section(_("You are asked"), lines[:MOST_LISTED], len(rows) > MOST_LISTED)


def _others(agent: Agent, wanted: set[str], *, since: datetime, at: datetime) -> Section:
    """What came since the last digest and is still true, the latest of each kind and case."""
    kinds = [kind for kind in OTHERS if kind in wanted]
    rows = Notice.objects.filter(agent=agent, at__gt=since, at__lte=at, in_digest=True)
    related = rows.select_related("agent__account", "case__customer", "case__company", "by__account")
    seen: set[tuple[str, UUID | None]] = set()
    lines: list[str] = []
    for row in related.order_by("-at", "-id")[:MOST_LOOKED_AT]:
        if row.kind not in kinds or (row.kind, row.case_id) in seen or not stands(row):
            continue
        seen.add((row.kind, row.case_id))
        if len(lines) == MOST_LISTED:
            return Section(_("Also"), lines, has_more=True)
        number = f" ({row.case.number})" if row.case else ""
        lines.append(f"{sentence(row, at=at)}{number}")
    return Section(_("Also"), lines)
