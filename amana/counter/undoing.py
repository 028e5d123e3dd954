"""Undoing the last step at the counter: the case is before its agent again, as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.labelling import Tag
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.commitments.keeping import pass_on
from amana.commitments.models import Commitment
from amana.counter.models import Asked, Step, Turn
from amana.counter.taking import back_in_hand
from amana.handling.ending.closing import reopen
from amana.handling.facts.tagging import untag
from amana.handling.talking.replying import take_back
from amana.handling.tying.merging import unmerge
from amana.kit.codes import key_in
from amana.post.models import Outgoing
from amana.record.appending import Line, append
from amana.team.models import Agent
from amana.team.viewing import Viewer

UNDO_WITHIN = timedelta(minutes=10)


def undoable(agent: Agent, *, at: datetime) -> Step | None:
    """Return the last step of an agent, while it can be undone."""
    rows = Step.objects.filter(agent=agent, at__gt=at - UNDO_WITHIN).select_related("case")
    row = rows.order_by("-at", "-pk").first()
    return row if row is not None and row.undone_at is None else None


@transaction.atomic
def undo(step: Step, *, by: Viewer, at: datetime) -> Case:
    """Undo a step: what was held back for the customer is stopped, and the case stands before the agent again.

    Raises Refused when it was undone before, when somebody has gone on with the case since, or, for the question, when the
    mail has left.
    """
    agent = _who_did(step, by)
    case = take(step.case_id)
    if not Step.objects.filter(pk=step.pk, undone_at=None).update(undone_at=at):
        raise Refused(_("There is nothing to undo."))
    turn = Turn.objects.select_for_update().get(pk=case.pk)
    if step.act == Step.TAG:
        _take_off(case, step, by=by, at=at)
        return case
    if _was_worked_on(turn, step):
        raise Refused(_("Somebody has gone on with this case since. It stays as it is."))
    if step.act in {Step.GIVE, Step.ASK}:
        _give_back(case, step, by=by, at=at)
    elif step.act == Step.MERGE:
        unmerge(case, by=by, at=at)
    elif step.act == Step.ASIDE:
        reopen(case, why=_("undone"), by=by, at=at)
    stood = datetime.fromisoformat(step.before["stands_at"]) if step.act == Step.SKIP else None
    back_in_hand(turn, agent, at=at, stands_at=stood)
    return take(case.key)


def _who_did(step: Step, by: Viewer) -> Agent:
    if by.agent is None or by.agent.pk != step.agent_id:
        raise Refused(_("There is nothing to undo."))
    if not Case.objects.visible_to(by).filter(pk=step.case_id).exists():
        raise Refused(_("There is no such case."))
    return by.agent


def _take_off(case: Case, step: Step, *, by: Viewer, at: datetime) -> None:
    row = Tag.objects.filter(pk=step.before["tag"]).first() if step.before["tag"] else None
    if row is not None:
        untag(case, row, by=by, at=at)


def _was_worked_on(turn: Turn, step: Step) -> bool:
    if step.act == Step.SKIP:
        return turn.ended_at is not None or turn.taken_by_id not in {None, step.agent_id}
    return turn.ended_at != step.at or turn.ended_by_id != step.agent_id


def _give_back(case: Case, step: Step, *, by: Viewer, at: datetime) -> None:
    """Put the case back into the hands it was in, and stop the mail that said otherwise."""
    entry = key_in(step.before.get("notice") or "")
    mail = Outgoing.objects.filter(entry=entry).first() if entry else None
    stopped = take_back(mail, by=by, at=at) if mail is not None else True
    if step.act == Step.ASK:
        if not stopped:
            raise Refused(_("The question has been sent. It cannot be taken back."))
        Asked.objects.filter(pk=step.before["asked"]).delete()
    if str(case.holder_id or "") != step.before["to"]:
        raise Refused(_("Somebody has gone on with this case since. It stays as it is."))
    held_by = key_in(step.before["holder"])
    was = Agent.objects.select_related("account").filter(pk=held_by).first() if held_by else None
    if was is not None and was.pk == case.holder_id:
        return
    case.holder, case.team_id = was, key_in(step.before["team"])
    case.save(update_fields=["holder", "team"])
    if was is not None:
        owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, owner_agent=step.before["to"])
        pass_on(list(owed.order_by("pk")), to=was, why="taken", by=by, at=at)
    append(Line(case.key, "case.held", by.actor, at, {"holder": was.name if was else "", "why": ""}))
