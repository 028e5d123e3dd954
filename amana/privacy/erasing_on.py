"""An erasure begun by somebody and gone on with beside the pages, a few cases at a time, however many there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.privacy.asking import cases_of, must_answer_for
from amana.privacy.emptying import empty_case
from amana.privacy.erasing import erase_person, must_be_possible
from amana.privacy.models import Emptied, Request
from amana.team.models import Agent
from amana.team.viewing import Viewer, at_the_desk

# As many cases are emptied before others on the same clock have their turn.
FEW = 10


def begin_erasure(request: Request, *, by: Viewer, at: datetime) -> None:
    """Let an erasure go on by itself from here. Twice changes nothing; raises Refused for what `erase_person` refuses.

    How far it is stands in the request's `counts`: `done` of `of` cases; `after` is the last that was emptied.
    """
    agent, found = must_be_possible(request, by)
    if is_under_way(request):
        return
    counts = {"by": str(agent.pk), "begun_at": at.isoformat(), "after": "", "done": 0, "of": found.cases}
    if not Request.objects.filter(pk=request.pk, state=Request.OPEN).update(counts=counts):
        raise Refused(_("This was answered meanwhile."))


def is_under_way(request: Request) -> bool:
    """Whether somebody has begun it and nothing has stopped it."""
    return request.state == Request.OPEN and "begun_at" in request.counts


def under_way() -> QuerySet[Request]:
    """Return the erasures that were begun, the earliest due first."""
    rows = Request.objects.filter(state__in=[Request.OPEN], kind=Request.ERASE, counts__has_key="begun_at")
    # Joined to the person, SQLite would go through all people.
    return rows.order_by("due_on", "pk")


def go_on_erasing(at: datetime) -> int:
    """Recurring: empty the next cases of the erasure that is due first, and end it with the last; return how many cases.

    What is in the way by now, such as a case that was opened again, stops it, and the page says what it was.
    """
    row = under_way().first()
    if row is None:
        return 0
    agent = Agent.objects.active().filter(pk=row.counts["by"]).select_related("account").first()
    with translation.override(agent.account.language if agent else None):
        try:
            if agent is None:
                raise Refused(_("Whoever began this is no longer here. Somebody else has to begin it anew."))
            return _go_on(row, at_the_desk(agent), at)
        except Refused as refused:
            _note(row, {"stopped": str(refused.sentence)})
            return 0


def _go_on(row: Request, by: Viewer, at: datetime) -> int:
    must_answer_for(row.person, by)
    cases = cases_of(row.person).order_by("pk")
    if row.counts["after"]:
        cases = cases.filter(pk__gt=UUID(row.counts["after"]))
    some = list(cases[:FEW])
    for case in some:
        empty_case(case, why=Emptied.ERASED, by=by.actor, at=at)
    if len(some) < FEW:
        erase_person(row, by=by, at=at)
    else:
        _note(row, row.counts | {"after": str(some[-1].pk), "done": row.counts["done"] + len(some)})
    return len(some)


def _note(row: Request, counts: dict[str, Any]) -> None:
    Request.objects.filter(pk=row.pk, state=Request.OPEN).update(counts=counts)
