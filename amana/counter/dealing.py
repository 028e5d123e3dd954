"""What an agent does with the case before them: give it to somebody, set it aside, tag it, let it go on in another, skip it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CLOSED, COMPANY, Case
from amana.cases.standing import STANDING
from amana.commitments.keeping import pass_on, release_all
from amana.commitments.models import Commitment
from amana.counter.choosing import next_for
from amana.counter.models import Step, Turn
from amana.counter.taking import end, must_have, renew
from amana.handling.facts.tagging import tag
from amana.handling.holding.assigning import hold
from amana.handling.mails.notices import tell
from amana.handling.tying.merging import merge
from amana.kit.codes import new_id
from amana.record.appending import Actor, Line, append, append_many
from amana.team.models import Agent, Team
from amana.team.viewing import Viewer

# What the counter writes to a customer leaves after this, so that the last step can be undone unseen.
HELD_BACK = timedelta(seconds=60)


@transaction.atomic
def give(case: Case, to: Agent | Team, *, text: str = "", by: Viewer, at: datetime) -> Step:
    """Give a new case to a colleague, or to whoever of a team is next, and tell the customer by name who has it.

    Where it was in those hands already nothing is written: the receipt has named them. Raises Refused when the case is
    not before the one who gives, or nobody of those named can take it.
    """
    case, turn, agent = before_them(case, by)
    taker = taker_of(case, to, text, at)
    before = {"holder": str(case.holder_id or ""), "team": str(case.team_id or ""), "to": str(taker.pk)}
    end(turn, Turn.GIVEN, agent, at=at)
    if taker.pk == case.holder_id:
        return note_step(case, Step.GIVE, before, agent, at)
    pass_to(case, taker, why=_at_the_counter(case), by=by, actor=by.actor, at=at)
    notice = tell(take(case.key), named(case, taker), not_before=at + HELD_BACK, at=at)
    return note_step(case, Step.GIVE, before | {"notice": str(notice or "")}, agent, at)


def pass_to(case: Case, taker: Agent, *, why: str, by: Viewer, actor: Actor, at: datetime) -> None:
    """Make somebody the holder of a case that is taken, and of what the company owes on it; the record says it."""
    hold(case, taker)
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, owner_person=None)
    owed = owed.exclude(origin=Commitment.RUNG).exclude(owner_agent=taker)
    pass_on(list(owed.order_by("pk")), to=taker, why="taken", by=by, at=at)
    append(Line(case.key, "case.held", actor, at, {"holder": taker.name, "why": why}))


def named(case: Case, taker: Agent) -> str:
    """Return the sentence that tells a customer who has their case, in its language."""
    with translation.override(case.language):
        words = {"number": case.number, "holder": taker.name}
        return _("Your message was read by a person. Case %(number)s is in the hands of: %(holder)s.") % words


def taker_of(case: Case, to: Agent | Team, text: str, at: datetime) -> Agent:
    """Return who takes a case that is given to somebody or to a team. Raises Refused when nobody of them can."""
    if isinstance(to, Team):
        chosen = next_for(case, text, team=to.pk, at=at)
        if chosen is None:
            raise Refused(_("Nobody of %(name)s can take cases of this brand now.") % {"name": to.name})
        return chosen.agent
    able = (
        to.account.is_active
        and to.role in Agent.SERVING
        and case.brand_id is not None
        and to.brands.filter(pk=case.brand_id).exists()
    )
    if not able:
        raise Refused(_("%(name)s cannot take cases of this brand.") % {"name": to.name})
    return to


@transaction.atomic
def set_aside(case: Case, *, why: str = "", by: Viewer, at: datetime) -> Step:
    """Say that this is no person's matter: nothing is owed on it, and it is closed; any answer opens it again.

    Only colleagues read who set it aside. Raises Refused when the case is not before the one who does it.
    """
    case, turn, agent = before_them(case, by)
    owed = list(Commitment.objects.outstanding().filter(case=case).order_by("pk"))
    with translation.override(case.language):
        ground = _("This was set aside, as nothing is asked for in it. Any answer opens it again.")
    lines = release_all(owed, by=by.actor, at=at, why=ground)
    end(turn, Turn.ASIDE, agent, at=at)
    case.state, case.closed_at, case.waiting_for, case.next_reason = CLOSED, at, "", ""
    case.next_due_at = case.next_commitment = case.queue_at = None
    case.save(update_fields=[*STANDING, "state", "closed_at"])
    append_many([*lines, Line(case.key, "case.set_aside", by.actor, at, {"why": why.strip()[:500], "by": by.name})])
    return note_step(case, Step.ASIDE, {}, agent, at)


@transaction.atomic
def tag_it(case: Case, name: str, *, by: Viewer, at: datetime) -> Step:
    """Put a tag on the case; it stays before the agent. Raises Refused as the tag does."""
    case, turn, agent = before_them(case, by)
    renew(turn, agent, at=at)
    row, is_new = tag(case, name, by=by, at=at)
    return note_step(case, Step.TAG, {"tag": str(row.pk) if is_new else ""}, agent, at)


@transaction.atomic
def join(case: Case, into: Case, *, knowing: bool = False, by: Viewer, at: datetime) -> Step:
    """Let a new case go on in another one, as `merge`, and take it out of the line."""
    _turn_before(case, by)
    merge(case, into=into, knowing=knowing, by=by, at=at)
    agent = _agent(by)
    # The reaction to the merge has taken it out of the line; who did it is written down here.
    Turn.objects.filter(pk=case.pk).update(
        ended_at=at, ended_by=agent, ending=Turn.MERGED, taken_by=None, taken_until=None
    )
    return note_step(case, Step.MERGE, {}, agent, at)


@transaction.atomic
def skip(case: Case, *, by: Viewer, at: datetime) -> Step:
    """Put the case at the end of the line, for whoever comes to it then."""
    case, turn, agent = before_them(case, by)
    before = {"stands_at": turn.stands_at.isoformat()}
    turn.stands_at, turn.taken_by, turn.taken_until = at, None, None
    turn.save(update_fields=["stands_at", "taken_by", "taken_until"])
    return note_step(case, Step.SKIP, before, agent, at)


# ── what every step begins and ends with ─────────────────────────────────────


def before_them(case: Case, by: Viewer) -> tuple[Case, Turn, Agent]:
    """Return the case, held, its turn, and the agent who has it before them."""
    agent = _agent(by)
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    case = take(case.key)
    turn = must_have(case.key, agent)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    return case, turn, agent


def _turn_before(case: Case, by: Viewer) -> None:
    """As `before_them`, where the verb that follows holds the case itself, with others, in the order of their keys."""
    turn = Turn.objects.waiting().filter(pk=case.pk, taken_by=_agent(by), taken_until__isnull=False).first()
    if turn is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("Somebody else has this case before them now."))


def _agent(by: Viewer) -> Agent:
    if by.agent is None:
        raise Refused(_("There is no such case."))
    return by.agent


def note_step(case: Case, act: str, before: dict[str, Any], agent: Agent, at: datetime) -> Step:
    return Step.objects.create(id=new_id(), agent=agent, case=case, act=act, before=before, at=at)


def _at_the_counter(case: Case) -> str:
    with translation.override(case.language):
        return _("given at the counter")
