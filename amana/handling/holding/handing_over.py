"""Passing a case on: it is finished by the taker, and until then the giver answers for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.keeping import pass_on
from amana.commitments.models import Commitment
from amana.handling.holding.assigning import hold
from amana.record.appending import Line, append
from amana.team.models import Agent
from amana.team.viewing import Viewer


@transaction.atomic
def offer(case: Case, *, taker: Agent, why: str, by: Viewer, at: datetime) -> HandOver:
    """Offer a case to another agent. Raises Refused when it is not the giver's to give, or the taker cannot have it."""
    case = take(case.key)
    if not case.is_open or by.agent is None:
        raise Refused(_("This case is closed. Reopen it first."))
    leads = by.agent.is_lead and by.agent.brands.filter(cases=case).exists()
    if case.holder_id != by.agent.pk and not leads:
        raise Refused(_("Only the holder or a lead can hand this case over."))
    giver = case.holder or by.agent
    if taker.pk == giver.pk:
        raise Refused(_("The case is already in these hands."))
    if not taker.account.is_active or taker.role not in Agent.SERVING or not taker.brands.filter(cases=case).exists():
        raise Refused(_("This colleague cannot take cases of this brand."))
    if not why.strip():
        raise Refused(_("Say what the next person needs to know, so that nobody has to ask the customer again."))
    if HandOver.objects.filter(case=case, ended_at=None).exists():
        raise Refused(_("A hand-over is already waiting for an answer."))
    row = HandOver.objects.create(case=case, giver=giver, taker=taker, why=why.strip()[:500], offered_at=at)
    _say(row, "handover.offered", by=by, at=at, why=row.why)
    return row


@transaction.atomic
def accept(hand_over: HandOver, *, by: Viewer, at: datetime) -> Case:
    """Take the case: the taker becomes its holder and the owner of what the giver still owed on it."""
    case = take(hand_over.case_id)
    row = _open(hand_over)
    if by.agent is None or by.agent.pk != row.taker_id:
        raise Refused(_("Only the one it was offered to can accept it."))
    _end(row, HandOver.ACCEPTED, at)
    hold(case, row.taker)
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, owner_agent=row.giver)
    pass_on(list(owed.order_by("pk")), to=row.taker, why="hand-over", by=by, at=at)
    _say(row, "handover.accepted", by=by, at=at)
    return case


@transaction.atomic
def return_it(hand_over: HandOver, *, why: str, by: Viewer, at: datetime) -> None:
    """Decline a hand-over with a reason; the giver has been the holder all along."""
    take(hand_over.case_id)
    row = _open(hand_over)
    if by.agent is None or by.agent.pk != row.taker_id:
        raise Refused(_("Only the one it was offered to can return it."))
    if not why.strip():
        raise Refused(_("Say why, so that the next offer fits better."))
    _end(row, HandOver.RETURNED, at)
    _say(row, "handover.returned", by=by, at=at, why=why.strip()[:500])


@transaction.atomic
def take_back(hand_over: HandOver, *, by: Viewer, at: datetime) -> None:
    """Withdraw an offer nobody has answered yet."""
    take(hand_over.case_id)
    row = _open(hand_over)
    leads = by.agent is not None and by.agent.is_lead and by.agent.brands.filter(cases=row.case_id).exists()
    if by.agent is None or (by.agent.pk != row.giver_id and not leads):
        raise Refused(_("Only the one who offered it can take it back."))
    _end(row, HandOver.TAKEN_BACK, at)
    _say(row, "handover.taken_back", by=by, at=at)


def _open(hand_over: HandOver) -> HandOver:
    row = HandOver.objects.select_related("giver__account", "taker__account").get(pk=hand_over.pk)
    if row.ended_at is not None:
        raise Refused(_("This hand-over has already been answered."))
    return row


def _end(row: HandOver, ending: str, at: datetime) -> None:
    row.ended_at, row.ending = at, ending
    row.save(update_fields=["ended_at", "ending"])


def _say(row: HandOver, kind: str, *, by: Viewer, at: datetime, **more: str) -> None:
    says = {"giver": row.giver.name, "taker": row.taker.name, **more}
    append(Line(row.case_id, kind, by.actor, at, says))
