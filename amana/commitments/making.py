"""Entering a promise into the ledger: with an owner, a due time, and a line in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.commitments.alarms import first_alarm
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.people.models import Person
from amana.record.appending import Line, append_many
from amana.record.sealing import instant
from amana.team.models import Agent
from amana.team.viewing import Viewer

LONGEST_ACTION = 500


@dataclass(frozen=True)
class Draft:
    """A promise about to be made. `due_at` is aware; `owner` is an agent or a person, None for the company itself."""

    action: str
    due_at: datetime
    promiser: str = COMPANY
    owner: Agent | Person | None = None
    origin: str = Commitment.HAND
    quote: str = ""
    said_in: UUID | None = None
    due_words: str = ""
    due_rule: str = ""
    firmness: str = "firm"
    window_from: datetime | None = None  # not before this: a call in a half-hour that was chosen


def prepare(case: Case, draft: Draft, *, by: Viewer, at: datetime) -> tuple[Commitment, Line]:
    """Return the row and the line of a promise, unsaved; needs case.customer and case.company at hand.

    Raises Refused when it says nothing to do or is due before it is made.
    """
    action = " ".join(draft.action.split())[:LONGEST_ACTION]
    if not action:
        raise Refused(_("Write what is promised."))
    if draft.due_at <= at:
        raise Refused(_("A promise needs a time that is still to come."))
    line_id = new_id()
    commitment = Commitment(
        case=case,
        promiser=draft.promiser,
        action=action,
        quote=draft.quote,
        said_in=draft.said_in,
        made_in=line_id,
        origin=draft.origin,
        firmness=draft.firmness,
        window_from=draft.window_from,
        due_at=draft.due_at,
        due_words=draft.due_words[:200],
        due_rule=draft.due_rule[:200],
        made_at=at,
    )
    _name_the_sides(commitment, case, draft)
    commitment.alarm_at = first_alarm(commitment, is_own=case.is_own)
    line = Line(case.key, "promise.made", by.actor, at, said(commitment, by), id=line_id)
    return commitment, line


def said(commitment: Commitment, by: Viewer) -> dict[str, Any]:
    """Return what the record says of a promise when it is made; `due` is UTC."""
    window = {"not_before": instant(commitment.window_from)} if commitment.window_from else {}
    return window | {
        "promise": str(commitment.pk),
        "action": commitment.action,
        "owner": commitment.owner_name,
        "due": instant(commitment.due_at) if commitment.due_at else None,
        "due_words": commitment.due_words,
        "rule": commitment.due_rule,
        "promiser": commitment.promiser,
        "firmness": commitment.firmness,
        "origin": commitment.origin,
        "quote": commitment.quote,
        "said_in": str(commitment.said_in) if commitment.said_in else None,
        "by": by.name,
    }


def _name_the_sides(commitment: Commitment, case: Case, draft: Draft) -> None:
    if draft.promiser == COMPANY:
        commitment.promiser_company, commitment.promisee_person = case.company, case.customer
    else:
        commitment.promiser_person, commitment.promisee_company = case.customer, case.company
    if isinstance(draft.owner, Agent):
        commitment.owner_agent = draft.owner
    elif isinstance(draft.owner, Person):
        commitment.owner_person = draft.owner
    elif draft.promiser == COMPANY:
        commitment.owner_company = case.company
    else:
        commitment.owner_person = case.customer


@transaction.atomic
def make(case: Case, drafts: Sequence[Draft], *, by: Viewer, at: datetime) -> list[Commitment]:
    """Enter promises into the ledger and the record, in the order given; as `prepare`."""
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    prepared = [prepare(case, draft, by=by, at=at) for draft in drafts]
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    append_many([line for _commitment, line in prepared])
    return [commitment for commitment, _line in prepared]
