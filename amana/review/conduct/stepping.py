"""The steps that one person takes: a warning, then conditions; each rests on incidents, and the customer reads and answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.handling.mails.notices import tell
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.record import seldom
from amana.record.appending import Line, append
from amana.record.reading import read
from amana.review.conduct.models import LONGEST_TEXT, ConductIncident, ConductStep
from amana.review.conduct.wording import words_for
from amana.team.models import Agent
from amana.team.viewing import Viewer

REMEMBERED = timedelta(days=365)
# Until the customer has answered, or this long, nothing further follows.
TIME_TO_ANSWER = timedelta(days=3)
MOST_RESTING = 5
LATEST = 100
SPOKEN = frozenset({"message.received", "call.noted", "version.added"})
MOST_SHOWN = 20

# What was found out about illness or distress before a warning.
UNASKED, NOTHING, SOMETHING = "unasked", "nothing", "something"


def must_serve(case: Case, by: Viewer) -> Agent:
    """Return the agent who acts. Raises Refused for whoever does not serve this case; nothing here is the machine's to do."""
    agent = by.agent
    if agent is None or agent.role not in Agent.SERVING or case.kept_by != COMPANY or case.brand_id not in by.brands:
        raise Refused(_("Only a person who serves this case does this."))
    return agent


def take_of(case: Case) -> Case:
    """Hold the case, and the customer: what is said of one person's conduct is said once, on whichever of their cases."""
    case = take(case.key)
    Person.objects.select_for_update().get(pk=case.customer_id)
    return case


def incidents_of(case: Case, *, at: datetime) -> list[ConductIncident]:
    """Return what counts of this customer's conduct toward this brand, the latest first."""
    rows = ConductIncident.objects.filter(
        customer=case.customer_id, brand=case.brand_id, said_at__gt=at - REMEMBERED, taken_back_at=None
    )
    return list(rows.select_related("noted_by__account", "case").order_by("-said_at", "-pk")[:MOST_SHOWN])


def steps_of(case: Case) -> list[ConductStep]:
    """Return the steps that hold, and a proposal that waits, the latest first."""
    rows = ConductStep.objects.filter(customer=case.customer_id, brand=case.brand_id)
    rows = rows.filter(Q(state=ConductStep.TOLD) | Q(state=ConductStep.PROPOSED))
    related = rows.select_related(
        "by__account", "confirmed_by__account", "case__brand__week", "case__customer", "brand"
    )
    return seldom.found(related.order_by("-made_at", "-pk"), most=MOST_SHOWN)


@transaction.atomic
def warn(case: Case, *, text: str, care: str, care_words: str, by: Viewer, at: datetime) -> ConductStep:
    """Warn the customer, once it was asked whether illness or distress stands behind it; what was learned stays with us.

    Raises Refused while that is not asked, and where a warning holds already.
    """
    agent = must_serve(case, by)
    case = take_of(case)
    rests = must_rest(case, at=at)
    if _holding(case, ConductStep.WARNING) is not None:
        raise Refused(_("A warning holds already."))
    _must_have_asked(care, care_words)
    step = _step(case, ConductStep.WARNING, agent, text, at=at)
    said = {"care": care, "text": care_words.strip()[:LONGEST_TEXT], "by": by.name}
    append(Line(case.key, "conduct.asked", by.actor, at, said))
    return tell_step(step, rests, by=by, at=at)


def _must_have_asked(care: str, care_words: str) -> None:
    if care not in {NOTHING, SOMETHING}:
        raise Refused(
            _("First ask whether an illness or a hard time stands behind it. A warning can wait for the answer.")
        )
    if not care_words.strip():
        raise Refused(_("Write how you know, or what was done for them: colleagues read it."))


@transaction.atomic
def set_conditions(case: Case, *, text: str, by: Viewer, at: datetime) -> ConductStep:
    """Say on what conditions it goes on. Raises Refused before a warning the customer has had time to answer."""
    agent = must_serve(case, by)
    case = take_of(case)
    rests = must_rest(case, at=at)
    warning = _holding(case, ConductStep.WARNING)
    if warning is None:
        raise Refused(_("First comes a warning."))
    if _holding(case, ConductStep.CONDITIONS) is not None:
        raise Refused(_("Conditions hold already."))
    must_have_had_time(warning, at=at)
    if not text.strip():
        raise Refused(_("Write the conditions; the customer reads them."))
    return tell_step(_step(case, ConductStep.CONDITIONS, agent, text, at=at), rests, by=by, at=at)


def must_rest(case: Case, *, at: datetime, since: datetime | None = None) -> list[ConductIncident]:
    """Return what a step rests on. Raises Refused when nothing is noted, or nothing since a moment."""
    found = incidents_of(case, at=at)
    if not found:
        raise Refused(_("First note an incident: every step rests on words that were said."))
    if since is not None and all(one.noted_at <= since or one.said_at <= since for one in found):
        raise Refused(_("Nothing happened since the conditions. They are being kept."))
    return found[:MOST_RESTING]


def must_have_had_time(step: ConductStep, *, at: datetime) -> None:
    """Raise Refused while the customer has neither answered a step nor had time to."""
    assert step.told_at is not None
    if at < step.told_at + TIME_TO_ANSWER and step.answered_at is None and not _has_spoken_since(step):
        raise Refused(_("The customer has not answered yet, and has three days to."))


def _has_spoken_since(step: ConductStep) -> bool:
    newest = read(step.case.key, side="company", audiences=["shared"], most=LATEST)
    return any(one.kind in SPOKEN and step.told_at is not None and one.at > step.told_at for one in newest)


def holding(case: Case, kind: str) -> ConductStep | None:
    """Return the step of this kind that holds for the customer."""
    return _holding(case, kind)


def _holding(case: Case, kind: str) -> ConductStep | None:
    rows = ConductStep.objects.filter(customer=case.customer_id, brand=case.brand_id, kind=kind, state=ConductStep.TOLD)
    return rows.select_related("case").order_by("-made_at", "-pk").first()


def _step(case: Case, kind: str, agent: Agent, text: str, *, at: datetime) -> ConductStep:
    assert case.brand is not None
    return ConductStep(
        customer=case.customer, brand=case.brand, case=case, kind=kind, text=text.strip()[:LONGEST_TEXT], by=agent, made_at=at
    )  # fmt: skip


def tell_step(step: ConductStep, rests: Sequence[ConductIncident], *, by: Viewer, at: datetime) -> ConductStep:
    """Write a step into the record both sides read, and to the customer by mail; the caller holds the case."""
    step.state, step.told_at, step.entry = ConductStep.TOLD, at, new_id()
    step.save()
    step.incidents.set(rests)
    words = "\n".join(f"“{one.quote}”" for one in rests)
    says = {"step": step.kind, "key": str(step.pk), "words": words, "text": step.text, "by": by.name}
    if step.confirmed_by is not None:
        says |= {"proposed_by": step.by.name, "elsewhere": step.elsewhere}
        says |= {"ends_on": step.ends_on.isoformat()} if step.ends_on else {}
    append(Line(step.case_id, "conduct.said", by.actor, at, says, id=step.entry))
    tell(step.case, words_for(step, rests, at=at), at=at)
    return step


def answerable(case: Case, key: UUID) -> ConductStep | None:
    """Return a step of this case that was told and holds."""
    rows = ConductStep.objects.filter(pk=key, case=case, state=ConductStep.TOLD)
    return rows.select_related("by__account", "confirmed_by__account", "case__brand__week", "case__customer").first()
