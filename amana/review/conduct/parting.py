"""Ending the service, or declining to begin it: proposed by one person and decided by another, who leads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.handling.facts.noting import note
from amana.handling.mails.saying import zone_of
from amana.record.appending import Line, append
from amana.review.conduct.hindering import is_taken_on, must_be_free, must_owe_nothing
from amana.review.conduct.models import LONGEST_TEXT, ConductIncident, ConductStep
from amana.review.conduct.policies import elsewhere_for, policy_of
from amana.review.conduct.stepping import holding, must_have_had_time, must_rest, must_serve, take_of, tell_step
from amana.team.models import Agent
from amana.team.viewing import Viewer


@transaction.atomic
def propose_parting(case: Case, *, why: str, ends_on: date, asks: Agent, by: Viewer, at: datetime) -> ConductStep:
    """Propose to end the service on a day; the customer reads nothing of it until somebody who leads confirms it.

    Raises Refused where law obliges us, while a promise of ours is late or broken, without conditions that were broken
    since, and for a day nearer than the notice of the brand.
    """
    must_serve(case, by)
    case = take_of(case)
    must_be_free(case)
    rests = _must_have_broken_conditions(case, at=at)
    must_owe_nothing(case, at=at)
    _must_be_notice_enough(case, ends_on, at=at)
    return _propose(case, ConductStep.PARTING, rests, why=why, ends_on=ends_on, asks=asks, by=by, at=at)


@transaction.atomic
def propose_declining(case: Case, *, why: str, asks: Agent, by: Viewer, at: datetime) -> ConductStep:
    """Propose not to take a customer on, for conduct that is noted. Raises Refused once they are, and where law obliges us."""
    must_serve(case, by)
    case = take_of(case)
    must_be_free(case)
    if is_taken_on(case):
        raise Refused(_("This customer is taken on already. What is left is a warning, conditions, and parting."))
    rests = must_rest(case, at=at)
    must_owe_nothing(case, at=at)
    return _propose(case, ConductStep.DECLINING, rests, why=why, ends_on=None, asks=asks, by=by, at=at)


def _must_have_broken_conditions(case: Case, *, at: datetime) -> list[ConductIncident]:
    if holding(case, ConductStep.PARTING) is not None:
        raise Refused(_("We have parted already."))
    conditions = holding(case, ConductStep.CONDITIONS)
    if conditions is None:
        raise Refused(_("First come a warning and conditions."))
    must_have_had_time(conditions, at=at)
    return must_rest(case, at=at, since=conditions.told_at)


def earliest_day(case: Case, *, at: datetime) -> date:
    """Return the first day on which the service may end, by the notice of the brand."""
    assert case.brand is not None
    return at.astimezone(zone_of(case)).date() + timedelta(days=policy_of(case.brand).notice_days)


def _must_be_notice_enough(case: Case, ends_on: date, *, at: datetime) -> None:
    if ends_on < (first := earliest_day(case, at=at)):
        raise Refused(_("Notice is too short. The first day possible is %(day)s.") % {"day": first.isoformat()})


def _propose(  # noqa: PLR0913  # each named at the call
    case: Case, kind: str, rests: list[ConductIncident], *, why: str, ends_on: date | None, asks: Agent, by: Viewer,
    at: datetime,
) -> ConductStep:  # fmt: skip
    assert case.brand is not None and by.agent is not None
    if not why.strip():
        raise Refused(_("Give the reason; the customer reads it."))
    if not (elsewhere := elsewhere_for(case)):
        raise Refused(
            _("Nobody has written yet where else a customer can turn. A lead writes it in the settings of the brand.")
        )
    if ConductStep.objects.filter(customer=case.customer, brand=case.brand, state=ConductStep.PROPOSED).exists():
        raise Refused(_("A proposal waits for a second person already."))
    _must_be_able(case, asks, proposer=by.agent)
    step = ConductStep.objects.create(
        customer=case.customer, brand=case.brand, case=case, kind=kind, state=ConductStep.PROPOSED,
        text=why.strip()[:LONGEST_TEXT], elsewhere=elsewhere, ends_on=ends_on, by=by.agent, made_at=at,
    )  # fmt: skip
    step.incidents.set(rests)
    says = {"step": kind, "key": str(step.pk), "text": step.text, "by": by.name, "asks": str(asks.pk)}
    append(Line(case.key, "conduct.proposed", by.actor, at, says))
    asked = _(
        "@%(name)s Please look at the conduct noted here. It is proposed to end the service, which you would confirm or not."
    )
    note(case, asked % {"name": asks.name}, by=by, at=at)
    return step


def may_confirm(agent: Agent, step: ConductStep) -> bool:
    """Say whether an agent may decide on a proposal: one who leads or manages, and never whoever proposed it."""
    return agent.role in {Agent.LEAD, Agent.MANAGER} and agent.pk != step.by_id


def _must_be_able(case: Case, agent: Agent, *, proposer: Agent) -> None:
    leads = agent.role in {Agent.LEAD, Agent.MANAGER} and agent.account.is_active
    if not leads or agent.pk == proposer.pk or not agent.brands.filter(cases=case).exists():
        raise Refused(_("A second person decides, who leads in this brand."))


@transaction.atomic
def confirm(step: ConductStep, *, by: Viewer, at: datetime) -> ConductStep:
    """Decide it: the customer is told, with the reason, the day, their record and where else to turn. Twice changes nothing.

    Everything is asked again as it is now. Raises Refused for whoever may not, or when something stands in the way by now.
    """
    case, step = _proposed(step, by)
    if step.state == ConductStep.TOLD:
        return step
    must_be_free(case)
    must_owe_nothing(case, at=at)
    if step.ends_on is not None:
        _must_be_notice_enough(case, step.ends_on, at=at)
    if step.kind == ConductStep.DECLINING and is_taken_on(case):
        raise Refused(_("This customer is taken on already. What is left is a warning, conditions, and parting."))
    rests = list(step.incidents.filter(taken_back_at=None).order_by("-said_at"))
    if not rests:
        raise Refused(_("What this rested on was taken back."))
    step.confirmed_by = by.agent
    return tell_step(step, rests, by=by, at=at)


@transaction.atomic
def drop_proposal(step: ConductStep, *, why: str, by: Viewer, at: datetime) -> ConductStep:
    """Do not confirm it, with a reason colleagues read; whoever proposed it may drop it too. Twice changes nothing."""
    case, step = _proposed(step, by, is_dropping=True)
    if step.state == ConductStep.DROPPED:
        return step
    if not why.strip():
        raise Refused(_("Give the reason; your colleague reads it."))
    step.state = ConductStep.DROPPED
    step.save(update_fields=["state"])
    says = {"step": step.kind, "key": str(step.pk), "why": why.strip()[:LONGEST_TEXT], "by": by.name}
    append(Line(case.key, "conduct.dropped", by.actor, at, says))
    return step


def _proposed(step: ConductStep, by: Viewer, *, is_dropping: bool = False) -> tuple[Case, ConductStep]:
    agent = must_serve(step.case, by)
    case = take_of(step.case)
    row = ConductStep.objects.select_related("by__account", "confirmed_by__account").get(pk=step.pk)
    row.case = case
    done = ConductStep.DROPPED if is_dropping else ConductStep.TOLD
    if row.state not in {ConductStep.PROPOSED, done} or row.kind not in ConductStep.ENDS_SERVICE:
        raise Refused(_("Somebody has decided on this already."))
    if not may_confirm(agent, row) and not (is_dropping and agent.pk == row.by_id):
        raise Refused(_("A second person decides, who leads in this brand."))
    return case, row
