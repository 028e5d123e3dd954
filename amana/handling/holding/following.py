"""Following a case that a colleague holds: seeing it in one's queue, and hearing when something happens on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.cases.tying import Follow, Mention
from amana.kit.codes import new_id
from amana.record.appending import Appended
from amana.team.models import Agent
from amana.team.viewing import Viewer

# A list of one's own that still fits in a head, and bounds what the queue reads of it.
MOST_FOLLOWED = 200


@transaction.atomic
def follow(case: Case, *, by: Viewer, at: datetime) -> Follow:
    """Follow a case. It is nobody else's business and stands in no record. Twice changes nothing.

    Raises Refused when the case cannot be seen, or one follows too many.
    """
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    take(case.key)
    mine = Follow.objects.filter(agent=by.agent)
    if not mine.filter(case=case).exists() and mine.count() >= MOST_FOLLOWED:
        raise Refused(_("You follow %(number)s cases. Stop following one first.") % {"number": MOST_FOLLOWED})
    return Follow.objects.get_or_create(case=case, agent=by.agent, defaults={"since": at})[0]


def unfollow(case: Case, *, by: Viewer) -> None:
    """Stop following a case. Twice changes nothing."""
    Follow.objects.filter(case=case, agent=by.agent).delete()
    Mention.objects.filter(case=case, agent=by.agent, by=None, seen_at=None).delete()


def followed_by(agent: Agent) -> list[UUID]:
    """Return the keys of the cases an agent follows."""
    return list(Follow.objects.filter(agent=agent).values_list("case_id", flat=True)[:MOST_FOLLOWED])


def see(case: Case, agent: Agent, *, at: datetime) -> None:
    """Write down that an agent has the case before them: what waited for them on it has been seen."""
    waiting = Mention.objects.filter(case=case, agent=agent, seen_at=None)
    if waiting.exists():
        waiting.update(seen_at=at)


def tell_followers(entries: Sequence[Appended]) -> None:
    """Reaction: let whoever follows these cases find that something happened, other than what they did themselves.

    Whether they are told of it elsewhere too is decided in the room of notices. The caller holds the cases.
    """
    follows = _follows({entry.book for entry in entries})
    if not follows:
        return
    waiting = {
        (row.case_id, row.agent_id): row
        for row in Mention.objects.filter(case__in=[row.case_id for row in follows], agent__in=[row.agent_id for row in follows], by=None,
                                          seen_at=None)
    }  # fmt: skip
    for row in follows:
        own = ("agent", str(row.agent_id))
        others = [one for one in entries if one.book == row.case_id and (one.by.kind, one.by.key) != own]
        if not others:
            continue
        latest = others[-1]
        known = waiting.get((row.case_id, row.agent_id))
        if known is not None:
            Mention.objects.filter(pk=known.pk).update(entry=latest.id, at=latest.at)
        else:
            Mention.objects.create(
                id=new_id(), case_id=row.case_id, agent_id=row.agent_id, entry=latest.id, at=latest.at
            )


def _follows(books: Iterable[UUID]) -> list[Follow]:
    rows = Follow.objects.filter(case__in=list(books), agent__account__is_active=True)
    return list(rows.select_related("agent__account").order_by("pk"))
