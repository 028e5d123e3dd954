"""Linking two cases that have to do with each other: shown on both, and nothing else follows from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take_all
from amana.cases.models import Case
from amana.cases.tying import Tie
from amana.record.appending import Line, append_many
from amana.team.viewing import Viewer

MOST_LINKS = 20


@transaction.atomic
def link(case: Case, other: Case, *, by: Viewer, at: datetime) -> Tie:
    """Link two cases; only colleagues read it. Twice changes nothing.

    Raises Refused when one of them cannot be seen, they are the same, or there are too many already.
    """
    if by.agent is None or Case.objects.visible_to(by).filter(pk__in=[case.pk, other.pk]).count() != 2:
        raise Refused(_("There is no other case with this number."))
    held = take_all([case.key, other.key])
    case, other = held[case.key], held[other.key]
    found = linked(case).filter(Q(case=other) | Q(other=other)).first()
    if found is not None:
        return found
    if linked(case).count() >= MOST_LINKS or linked(other).count() >= MOST_LINKS:
        raise Refused(_("There are as many links as a page shows. Take one away first."))
    tie = Tie.objects.create(case=case, other=other, kind=Tie.LINKED, by=by.agent, made_at=at)
    _say("case.linked", case, other, by=by, at=at)
    return tie


@transaction.atomic
def unlink(tie: Tie, *, by: Viewer, at: datetime) -> None:
    """Take a link away from both cases. Twice changes nothing."""
    held = take_all([tie.case_id, tie.other_id])
    if by.agent is None or Case.objects.visible_to(by).filter(pk__in=list(held)).count() != 2:
        raise Refused(_("There is no other case with this number."))
    if Tie.objects.filter(pk=tie.pk, kind=Tie.LINKED, ended_at=None).update(ended_at=at):
        _say("case.unlinked", held[tie.case_id], held[tie.other_id], by=by, at=at)


def linked(case: Case) -> QuerySet[Tie]:
    """Return the links of a case that still stand, in either direction."""
    return Tie.objects.filter(Q(case=case) | Q(other=case), kind=Tie.LINKED, ended_at=None)


def _say(kind: str, case: Case, other: Case, *, by: Viewer, at: datetime) -> None:
    pairs = ((case, other), (other, case))
    append_many([Line(one.key, kind, by.actor, at, {"number": two.number, "by": by.name}) for one, two in pairs])
