"""When the holder cannot: the lead becomes the holder at that moment, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.keeping import pass_on
from amana.commitments.models import Commitment
from amana.handling.holding.assigning import hold
from amana.people.models import Account
from amana.people.staying import sign_out_everywhere
from amana.record.appending import SYSTEM, Line, append
from amana.team.choosing import nearest_above
from amana.team.models import Absence, Agent
from amana.team.viewing import Viewer, the_system

# Cases that find another holder in one sweep; the next sweep goes on.
MOST_CASES = 200


def owed_by(agent: Agent) -> list[Commitment]:
    """Return the open promises somebody else has to take before this agent can be disabled, the next due first."""
    rows = Commitment.objects.outstanding().filter(owner_agent=agent, promiser=COMPANY)
    return list(rows.select_related("case__customer", "case__brand").order_by("due_at", "pk"))


@transaction.atomic
def disable(agent: Agent, takers: Mapping[UUID, Agent], *, by: Viewer, at: datetime) -> None:
    """Let an agent sign in no more: each open promise gets the taker named for it, each open case the lead.

    `takers` maps the key of a promise to who takes it. Raises Refused when a promise has no taker,
    a taker cannot take it, nobody is left to hold the cases, or the one who asks may not.
    """
    if by.agent is None or not by.agent.is_lead or by.agent.pk == agent.pk:
        raise Refused(_("Only a lead can disable a colleague, and nobody themselves."))
    # Locked like every change of an account, so that two leads who do this at once do it once.
    account = Account.objects.select_for_update().get(pk=agent.account_id)
    for commitment in owed_by(agent):
        taker = takers.get(commitment.pk)
        if taker is None or taker.pk == agent.pk:
            raise Refused(_("Say who takes this over: %(action)s") % {"action": commitment.action})
        _must_be_able(taker, commitment.case)
        take(commitment.case_id)
        pass_on([commitment], to=taker, why=_("%(name)s no longer works here.") % {"name": agent.name}, by=by, at=at)
    account.is_active = False
    account.save(update_fields=["is_active"])
    sign_out_everywhere(account)
    for key in list(Case.objects.open().filter(holder=agent).order_by("pk").values_list("pk", flat=True)):
        if not _replace(key, agent, why=_("%(name)s no longer works here.") % {"name": agent.name}, by=by, at=at):
            raise Refused(_("Nobody is left who could hold these cases."))
    _end_hand_overs(agent, by=by, at=at)


def _must_be_able(taker: Agent, case: Case) -> None:
    if not taker.account.is_active or not taker.brands.filter(cases=case).exists():
        raise Refused(_("%(name)s cannot take cases of this brand.") % {"name": taker.name})


def _end_hand_overs(agent: Agent, *, by: Viewer, at: datetime) -> None:
    waiting = HandOver.objects.filter(Q(giver=agent) | Q(taker=agent), ended_at=None)
    for row in waiting.select_related("giver__account", "taker__account"):
        take(row.case_id)
        row.ended_at, row.ending = at, HandOver.TAKEN_BACK
        row.save(update_fields=["ended_at", "ending"])
        says = {"giver": row.giver.name, "taker": row.taker.name}
        append(Line(row.case_id, "handover.taken_back", by.actor, at, says))


def stand_in(at: datetime) -> int:
    """Give each open case whose holder is disabled, or away for longer than AMANA_ABSENCE_HOURS, to the lead.

    Returns how many changed hands. Each case is a transaction of its own; twice changes nothing.
    """
    gone = {key: _("The account of %(name)s is disabled.") for key in _disabled()}
    gone |= {key: _("%(name)s is away.") for key in _long_away(at)}
    changed = 0
    rows = Case.objects.open().filter(holder__in=gone).order_by("queue_at").select_related("holder__account")
    for case in rows[:MOST_CASES]:
        assert case.holder is not None
        why = gone[case.holder.pk] % {"name": case.holder.name}
        changed += _replace(case.key, case.holder, why=why, by=the_system(), at=at)
    return changed


def _disabled() -> Iterable[UUID]:
    return Agent.objects.filter(account__is_active=False).values_list("pk", flat=True)


def _long_away(at: datetime) -> Iterable[UUID]:
    away = Absence.objects.covering(at).filter(since__lte=at - settings.ABSENCE_LIMIT)
    return away.values_list("agent_id", flat=True)


@transaction.atomic
def _replace(key: UUID, agent: Agent, *, why: str, by: Viewer, at: datetime) -> bool:
    """Make somebody above the holder, with what was owed on the case; False when there is nobody or no need."""
    case = take(key)
    if not case.is_open or case.holder_id != agent.pk:
        return False
    lead = _who_can(case, agent, at)
    if lead is None:
        return False
    hold(case, lead)
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, owner_agent=agent)
    pass_on(list(owed.order_by("pk")), to=lead, why=why, by=by, at=at)
    actor = SYSTEM if by.kind == "system" else by.actor
    append(Line(case.key, "case.held", actor, at, {"holder": lead.name, "why": why}))
    return True


def _who_can(case: Case, agent: Agent, at: datetime) -> Agent | None:
    """Return the nearest lead above who works and is there; without one, any lead of the brand, then anybody of it."""
    present = Agent.objects.present(at).filter(brands=case.brand).exclude(pk=agent.pk).select_related("account")
    return nearest_above(agent, present)
