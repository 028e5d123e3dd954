"""What is done about a cause: promised with an owner and a time, kept, broken or moved, by the rules of a promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.commitments.alarms import LATE, REMIND_LEAD, REMIND_OWNER
from amana.insight.causes.opening import held, must_lead, must_not_blame, note
from amana.insight.models import Cause, Fix
from amana.kit.codes import new_id
from amana.team.models import Agent, Brand
from amana.team.policies import policy_of
from amana.team.viewing import Viewer

LONGEST = 500


@dataclass(frozen=True)
class Plan:
    """What is to be done about a cause, by whom and by when (aware).

    `eases` is for what helps those who ask and ends nothing: an answer, an article, a way round.
    """

    what: str
    owner: Agent
    due_at: datetime
    eases: bool = False


@transaction.atomic
def promise_fix(cause: Cause, plan: Plan, *, by: Viewer, at: datetime) -> Fix:
    """Promise a fix. Only one that ends the cause makes it being mended; a good answer retires no cause."""
    agent = must_lead(cause.brand, by)
    cause = held(cause)
    what = " ".join(plan.what.split())[:LONGEST]
    _must_be_possible(cause, plan, what, at=at)
    fix = Fix(
        id=new_id(),
        cause=cause,
        what=what,
        eases=plan.eases,
        owner=plan.owner,
        due_at=plan.due_at,
        made_at=at,
        made_by=agent,
    )
    set_first_alarm(fix, cause.brand)
    fix.save(force_insert=True)
    note(
        cause, "promised", by=by, at=at, text=what, owner=plan.owner.name, due=plan.due_at.isoformat(), eases=plan.eases
    )
    if not plan.eases:
        set_state(cause, Cause.MENDING)
    return fix


def _must_be_possible(cause: Cause, plan: Plan, what: str, *, at: datetime) -> None:
    if cause.withdrawn_at is not None:
        raise Refused(_("This cause was taken back."))
    if not what:
        raise Refused(_("Say what is done about it."))
    must_not_blame(what)
    if plan.due_at <= at:
        raise Refused(_("A promise needs a time that is still to come."))
    owner = plan.owner
    if owner.only_reads or not owner.account.is_active or not owner.brands.filter(pk=cause.brand_id).exists():
        raise Refused(_("Whoever mends it serves this brand."))


@transaction.atomic
def keep_fix(fix: Fix, *, text: str, by: Viewer, at: datetime) -> Fix:
    """Say that it is done, and what was changed. Twice changes nothing; the cause is mended with its last fix.

    Raises Refused without words, and for anybody but its owner and those who lead.
    """
    cause, fix = _locked(fix)
    if fix.state == Fix.KEPT:
        return fix
    _end(fix, Fix.KEPT, text=text, by=by, at=at)
    note(cause, "kept", by=by, at=at, text=text, fix=fix.what, was_late=fix.due_at < at)
    left = Fix.objects.outstanding().filter(cause=cause, eases=False).exists()
    if not fix.eases and not left and cause.is_open:
        set_state(cause, Cause.MENDED, at=at)
        note(cause, "mended", by=by, at=at)
    return fix


@transaction.atomic
def break_fix(fix: Fix, *, text: str, by: Viewer, at: datetime) -> Fix:
    """Say that it was not done and will not be, and why; the cause stays. Twice changes nothing; refuses as `keep_fix`."""
    cause, fix = _locked(fix)
    if fix.state == Fix.BROKEN:
        return fix
    _end(fix, Fix.BROKEN, text=text, by=by, at=at)
    note(cause, "broken", by=by, at=at, text=text, fix=fix.what)
    if cause.state == Cause.MENDING and not Fix.objects.outstanding().filter(cause=cause, eases=False).exists():
        set_state(cause, Cause.FOUND)
    return fix


@transaction.atomic
def ask_time(fix: Fix, *, due_at: datetime, why: str, by: Viewer, at: datetime) -> Fix:
    """Ask for another time. The fix stays due, and late, as it was promised until somebody else agrees."""
    cause, fix = _locked(fix)
    _must_be_theirs(fix, by)
    if due_at <= at:
        raise Refused(_("A promise needs a time that is still to come."))
    if not why.strip():
        raise Refused(_("Say why it takes longer."))
    must_not_blame(why)
    fix.asked_due_at, fix.asked_why = due_at, why.strip()[:LONGEST]
    fix.save(update_fields=["asked_due_at", "asked_why"])
    note(cause, "time_asked", by=by, at=at, text=why, fix=fix.what, due=due_at.isoformat())
    return fix


@transaction.atomic
def agree_time(fix: Fix, *, by: Viewer, at: datetime) -> Fix:
    """Agree to the time that was asked for: the old promise ends as moved, a new one takes its place.

    Whoever leads agrees, but never to what they owe themselves, unless nobody else leads in the brand.
    """
    cause, fix = _locked(fix)
    agent = must_lead(cause.brand, by)
    if fix.asked_due_at is None:
        raise Refused(_("Nobody asks for another time."))
    if fix.asked_due_at <= at:
        raise Refused(_("The time that was asked for has passed. Ask for another."))
    if agent.pk == fix.owner_id and others_who_lead(cause.brand, agent):
        raise Refused(_("Somebody else who leads agrees to a new time of yours."))
    due_at, why = fix.asked_due_at, fix.asked_why
    fresh = Fix(id=new_id(), cause=cause, what=fix.what, eases=fix.eases, owner_id=fix.owner_id, due_at=due_at, made_at=at,
                made_by=agent)  # fmt: skip
    fix.asked_due_at, fix.asked_why = None, ""
    _end(fix, Fix.MOVED, text=why, by=by, at=at)
    set_first_alarm(fresh, cause.brand)
    fresh.save(force_insert=True)
    note(cause, "moved", by=by, at=at, text=why, fix=fix.what, due=due_at.isoformat())
    return fresh


def others_who_lead(brand: Brand, agent: Agent) -> bool:
    """Say whether somebody else could agree."""
    rows = Agent.objects.active().filter(brands=brand, role__in=[Agent.LEAD, Agent.MANAGER, Agent.ADMIN])
    return rows.exclude(pk=agent.pk).exists()


def _locked(fix: Fix) -> tuple[Cause, Fix]:
    """Return the cause and the fix as they are now, both held; the cause first, so that two acts do not wait for each other."""
    cause = held(fix.cause)
    row = Fix.objects.select_for_update(of=("self",)).select_related("owner__account").get(pk=fix.pk)
    return cause, row


def _must_be_theirs(fix: Fix, by: Viewer) -> Agent:
    agent = by.agent
    if agent is None or fix.cause.brand_id not in by.brands or not (agent.is_lead or agent.pk == fix.owner_id):
        raise Refused(_("Whoever promised it says what became of it, or somebody who leads."))
    if not fix.is_outstanding:
        raise Refused(_("This promise has already ended."))
    return agent


def _end(fix: Fix, state: str, *, text: str, by: Viewer, at: datetime) -> None:
    agent = _must_be_theirs(fix, by)
    if not text.strip():
        raise Refused(_("Say in a few words what was done.") if state == Fix.KEPT else _("Say why."))
    must_not_blame(text)
    fix.state, fix.ended_at, fix.ended_by, fix.note, fix.alarm_at = state, at, agent, text.strip()[:LONGEST], None
    fix.save(update_fields=["state", "ended_at", "ended_by", "note", "alarm_at", "asked_due_at", "asked_why"])


def set_state(cause: Cause, state: str, *, at: datetime | None = None) -> None:
    """Write the state of a cause that the caller holds, with the moments that belong to it."""
    cause.state = state
    if state in Cause.OPEN:
        cause.mended_at = cause.measured_at = None
    elif state == Cause.MENDED:
        cause.mended_at, cause.measured_at = at, None
    else:
        cause.measured_at = at
    cause.save(update_fields=["state", "mended_at", "measured_at"])


# ── when the clock looks at it ───────────────────────────────────────────────


def set_first_alarm(fix: Fix, brand: Brand) -> None:
    """Set the first moment the clock looks at a fix: as for a promise, a reminder before it was made is left out."""
    before = timedelta(hours=policy_of(brand).remind_owner)
    if before and fix.due_at - before > fix.made_at:
        fix.alarm_at, fix.alarm_stage = fix.due_at - before, REMIND_OWNER
    else:
        set_alarm_after_owner(fix, brand)


def set_alarm_after_owner(fix: Fix, brand: Brand) -> None:
    """Set the alarm that follows the owner's reminder: that of whoever they work for, or when it is late."""
    before = timedelta(hours=policy_of(brand).remind_lead)
    if before and fix.due_at - before > fix.made_at:
        fix.alarm_at, fix.alarm_stage = fix.due_at - before, REMIND_LEAD
    else:
        fix.alarm_at, fix.alarm_stage = fix.due_at, LATE
