"""The ladder: who can be asked next, and a named person who then answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CUSTOMER, Case
from amana.cases.quoting import as_shown
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.commitments.settling import default_step
from amana.escalation.laddering import MOST_RUNGS, above
from amana.kit.working_time import after_working_hours
from amana.record.appending import Line, append_many
from amana.team.models import Agent, Brand
from amana.team.policies import policy_of
from amana.team.viewing import Viewer, the_system

# Why a case climbs by itself: a promise is late, it has gone on too long for the customer, or their patience went.
FOR_LATE, FOR_LONG, FOR_PATIENCE = "late", "long", "patience"


def rungs(brand: Brand, holder: Agent | None) -> list[Agent]:
    """Return the people above the holder, the next one first; only those who can sign in and serve this brand.

    Whoever stands on the ladder of the holder's team, where one is written down; else the chain of leads, and after it,
    or without one, the brand's leads and managers.
    """
    if named := above(brand, holder):
        return [row.agent for row in named]
    others = Agent.objects.active().filter(brands=brand, role__in=[Agent.LEAD, Agent.MANAGER])
    serving = {agent.pk: agent for agent in others.select_related("account")}
    chain: list[Agent] = []
    seen = {holder.pk} if holder else set()
    rung = _lead_of(holder, serving) if holder else None
    while rung is not None and rung.pk not in seen and len(chain) < MOST_RUNGS:
        seen.add(rung.pk)
        if rung.account.is_active:
            chain.append(rung)
        rung = _lead_of(rung, serving)
    by_rank = sorted(
        (agent for agent in serving.values() if agent.pk not in seen),
        key=lambda agent: (agent.role == Agent.MANAGER, agent.joined_at),
    )
    return [*chain, *by_rank]


def _lead_of(agent: Agent, serving: Mapping[UUID, Agent]) -> Agent | None:
    """Return whom an agent works for; most of them lead here, and were read with the others."""
    return (serving.get(agent.lead_id) or agent.lead) if agent.lead_id else None


def next_rung(case: Case) -> Agent | None:
    """Return the named person a customer of this case can ask next, who was not asked already; None at the top."""
    if case.brand is None:
        return None
    asked = {commitment.owner_agent_id for commitment in _asked(case)}
    return next((agent for agent in rungs(case.brand, case.holder) if agent.pk not in asked), None)


def _asked(case: Case) -> list[Commitment]:
    """Return what is owed on this case by people a rung up, the earliest due first."""
    owed = Commitment.objects.outstanding().filter(case=case, origin=Commitment.RUNG)
    return list(owed.select_related("owner_agent__account").order_by("due_at", "pk"))


@transaction.atomic
def ask(case: Case, *, text: str, by: Viewer, at: datetime, shown_by: UUID | None = None) -> Agent:
    """Let the customer ask for the next person: that person owes an answer from now on, with the whole record.

    The holder stays the holder; `shown_by` is the message in which they asked. Raises Refused when the case is closed or
    nobody is above.
    """
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Write to us and it is open again."))
    rung = next_rung(case)
    if rung is None:
        raise Refused(_("There is nobody above. Your message goes to the person who has the case."))
    case.last_word_at, case.last_word_by = at, CUSTOMER
    case.save(update_fields=["last_word_at", "last_word_by"])
    _climb(case, rung, Line(case.key, "rung.asked", by.actor, at,
                            {"text": text.strip(), "to": rung.name, "by": by.name, **as_shown(shown_by)}), at=at)  # fmt: skip
    return rung


@transaction.atomic
def climb(case: Case, *, why: str, at: datetime, because: str = FOR_LATE) -> Agent | None:
    """Bring a case to the next rung by itself; return who owes an answer, None at the top.

    `why` names the promise that is late, or says in the customer's language what went on too long.

    Somebody above who has the case already is enough: a second late promise asks nobody further up.
    """
    case = take(case.key)
    if not case.is_open:
        return None
    already = next((one.owner_agent for one in _asked(case) if one.owner_agent), None)
    if already is not None:
        return already
    rung = next_rung(case)
    if rung is None:
        return None
    _climb(
        case,
        rung,
        Line(case.key, "rung.climbed", the_system().actor, at, {"to": rung.name, "why": why, "because": because}),
        at=at,
    )
    return rung


def _climb(case: Case, rung: Agent, first: Line, *, at: datetime) -> None:
    with translation.override(case.language):
        action = _("An answer from %(name)s, who has read the whole record") % {"name": rung.name}
    due_at, rule = _answers_by(case, rung, at=at)
    draft = Draft(action, due_at, owner=rung, origin=Commitment.RUNG, due_rule=rule)
    promise, made = prepare(case, draft, by=the_system(), at=at)
    Commitment.objects.bulk_create([promise])
    append_many([first, made])


def _answers_by(case: Case, rung: Agent, *, at: datetime) -> tuple[datetime, str]:
    """Return by when whoever stands on this rung answers, and the rule: their own time, or the usual one."""
    if case.brand is None:
        usual = default_step(case, at=at)
        return usual.due_at, usual.due_rule
    named = above(case.brand, case.holder)
    own = next((row.hours for row in named if row.agent_id == rung.pk), None)
    hours = float(own) if own is not None else policy_of(case.brand).rung(_number_of(case, rung))
    return after_working_hours(at, hours, case.brand.week.working), f"{hours:g} working hours"


def _number_of(case: Case, rung: Agent) -> int:
    """Return on which rung above the holder somebody stands; 1 is the first one up."""
    assert case.brand is not None
    people = rungs(case.brand, case.holder)
    return next((number for number, one in enumerate(people, 1) if one.pk == rung.pk), 1)
