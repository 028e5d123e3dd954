"""The customer's answer to a step, and a step taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.handling.mails.notices import tell
from amana.handling.talking.hearing import hear
from amana.record.appending import Line, append
from amana.review.conduct.models import LONGEST_TEXT, ConductIncident, ConductStep
from amana.review.conduct.stepping import must_serve, take_of
from amana.review.conduct.wording import words_of_taking_back
from amana.team.viewing import Viewer


@transaction.atomic
def answer(step: ConductStep, text: str, *, by: Viewer, at: datetime) -> ConductStep:
    """Hear the customer on a step: their words stand in the record both sides read, and an answer is owed.

    A closed case opens again. Raises Refused without words, or for a step that does not hold.
    """
    if by.kind != "link" or by.case != step.case.key:
        raise Refused(_("Only the customer answers this."))
    if not text.strip():
        raise Refused(_("Write your answer."))
    case = take_of(step.case)
    row = ConductStep.objects.select_related("case").get(pk=step.pk)
    if row.state != ConductStep.TOLD:
        raise Refused(_("This was taken back, and needs no answer."))
    heard = hear(case, text, by=by, at=at)
    says = {"step": row.kind, "key": str(row.pk), "said_in": str(heard.id), "by": by.name}
    append(Line(case.key, "conduct.answered", by.actor, at, says))
    row.answered_at = at
    row.save(update_fields=["answered_at"])
    return row


@transaction.atomic
def take_back(step: ConductStep, *, why: str, by: Viewer, at: datetime) -> ConductStep:
    """Take a step back, with a reason the customer reads too. Twice changes nothing.

    Whoever took it may, or somebody who leads. A note is taken back with its incident, once nothing rests on that alone.
    """
    agent = must_serve(step.case, by)
    case = take_of(step.case)
    row = ConductStep.objects.select_related("by__account", "confirmed_by__account").get(pk=step.pk)
    row.case = case
    if row.state == ConductStep.TAKEN_BACK:
        return row
    if row.state != ConductStep.TOLD:
        raise Refused(_("Nothing of this was said to the customer."))
    if not agent.is_lead and agent.pk not in {row.by_id, row.confirmed_by_id}:
        raise Refused(_("Whoever said this takes it back, or somebody who leads."))
    if not why.strip():
        raise Refused(_("Give the reason; the customer reads it."))
    if row.kind == ConductStep.NOTE:
        _take_incident_back(row, at=at)
    row.state = ConductStep.TAKEN_BACK
    row.save(update_fields=["state"])
    reason = why.strip()[:LONGEST_TEXT]
    says = {"step": row.kind, "key": str(row.pk), "why": reason, "by": by.name}
    append(Line(case.key, "conduct.taken_back", by.actor, at, says))
    tell(case, words_of_taking_back(row, reason), at=at)
    return row


def _take_incident_back(note: ConductStep, *, at: datetime) -> None:
    incidents = list(note.incidents.all())
    for resting in ConductStep.objects.filter(
        incidents__in=incidents, state__in=[ConductStep.TOLD, ConductStep.PROPOSED]
    ).exclude(kind=ConductStep.NOTE):
        if not resting.incidents.filter(taken_back_at=None).exclude(pk__in=[one.pk for one in incidents]).exists():
            raise Refused(_("Another step rests on this alone: %(step)s. Take that back first.")
                          % {"step": resting.get_kind_display()})  # fmt: skip
    ConductIncident.objects.filter(pk__in=[one.pk for one in incidents]).update(taken_back_at=at)
