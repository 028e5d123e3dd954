"""How a promise ends: kept, broken or released; and what happens when the other side says it was not kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.quoting import as_shown, holds_their_words
from amana.commitments.models import Commitment, Offer
from amana.kit.codes import new_id
from amana.record.appending import Actor, Line, append, append_many
from amana.record.reading import entries, entry
from amana.team.models import Agent
from amana.team.viewing import Viewer


def locked(commitment: Commitment) -> Commitment:
    """Return the promise as it is now, it and its case held until the transaction ends."""
    case = take(commitment.case_id)
    rows = Commitment.objects.select_for_update(of=("self",))
    row = rows.select_related("owner_agent__account", "owner_person", "owner_company").get(pk=commitment.pk)
    row.case = case
    return row


def may_end(viewer: Viewer, commitment: Commitment) -> bool:
    """The side that made a promise says what became of it; the keeper of an own case says it for both."""
    return viewer.side == commitment.promiser or (commitment.case.is_own and viewer.kind == "owner")


def _end(commitment: Commitment, state: str, kind: str, *, by: Viewer, at: datetime, **says: Any) -> Commitment:
    # The row first, the entry second: the reaction to the entry reads the rows.
    line = Line(commitment.case_id, kind, by.actor, at, {**_named(commitment), **says, "by": by.name})
    commitment.state, commitment.ended_at, commitment.ended_in, commitment.alarm_at = state, at, line.id, None
    commitment.save(update_fields=["state", "ended_at", "ended_in", "alarm_at"])
    Offer.objects.filter(commitment=commitment, ended_at=None).update(ended_at=at, ending=Offer.REPLACED)
    append(line)
    return commitment


def _named(commitment: Commitment) -> dict[str, str]:
    return {"promise": str(commitment.pk), "action": commitment.action}


@transaction.atomic
def keep(
    commitment: Commitment, *, by: Viewer, at: datetime, shown_by: UUID | None = None, note: str = ""
) -> Commitment:
    """Mark a promise as kept. Twice changes nothing.

    `shown_by` is the entry that shows it; without one the note is written into the record and
    shows it. Raises Refused when somebody else made the promise, neither is given, or the entry is not
    one of this case that both sides can read.
    """
    commitment = locked(commitment)
    if commitment.state == Commitment.KEPT:
        return commitment
    _must_be_outstanding(commitment)
    if commitment.state == Commitment.DISPUTED:
        raise Refused(_("The other side says that this was not kept. Both agree on it, or a lead decides."))
    if not may_end(by, commitment):
        raise Refused(_("Only the side that made this promise can say that it was kept."))
    if shown_by is not None and not _is_shared(commitment, shown_by, by):
        raise Refused(_("There is no such entry in this record."))
    if shown_by is None and not note.strip():
        raise Refused(_("Say in a few words what was done."))
    shown = str(shown_by) if shown_by else None
    return _end(commitment, Commitment.KEPT, "promise.kept", by=by, at=at, shown_by=shown, text=note.strip(),
                was_late=commitment.is_late(at))  # fmt: skip


def _is_shared(commitment: Commitment, key: UUID, by: Viewer) -> bool:
    shown = entry(key, side=by.side)
    return shown is not None and shown.book == commitment.case_id and shown.audience == "shared"


def keep_all(commitments: list[Commitment], *, by: Viewer, at: datetime, shown_by: UUID) -> list[Line]:
    """End outstanding promises that one entry shows as kept; returns the lines for the caller to append with it.

    The caller holds their case and has read them since. Their alarms stay on the rows, where no clock looks
    at what has ended: a mail that is taken back opens them again as they were.
    """
    lines = []
    for commitment in commitments:
        line_id = new_id()
        says = {**_named(commitment), "shown_by": str(shown_by), "text": "", "by": by.name,
                "was_late": commitment.is_late(at)}  # fmt: skip
        lines.append(Line(commitment.case_id, "promise.kept", by.actor, at, says, id=line_id))
        commitment.state, commitment.ended_at, commitment.ended_in = Commitment.KEPT, at, line_id
    Commitment.objects.bulk_update(commitments, ["state", "ended_at", "ended_in"])
    return lines


def kept_by_entry(case: Case, key: UUID, *, at: datetime) -> list[Commitment]:
    """Return the promises that ended at this moment because this entry showed them as kept."""
    rows = list(Commitment.objects.filter(case=case, state=Commitment.KEPT, ended_at=at).order_by("pk"))
    said = entries([row.ended_in for row in rows if row.ended_in], side="company")
    return [row for row in rows if row.ended_in in said and said[row.ended_in]["shown_by"] == str(key)]


def open_again(commitments: list[Commitment]) -> None:
    """Make kept promises open again with the alarms they had; the caller holds their case and says so in the record."""
    for commitment in commitments:
        commitment.state, commitment.ended_at, commitment.ended_in = Commitment.OPEN, None, None
    Commitment.objects.bulk_update(commitments, ["state", "ended_at", "ended_in"])


def release_all(commitments: list[Commitment], *, by: Actor, at: datetime, why: str) -> list[Line]:
    """End promises that have lost their ground; returns the lines for the caller to append."""
    lines = []
    for commitment in commitments:
        line = Line(commitment.case_id, "promise.released", by, at, {**_named(commitment), "why": why})
        commitment.state, commitment.ended_at, commitment.ended_in = Commitment.RELEASED, at, line.id
        commitment.alarm_at = None
        lines.append(line)
    Commitment.objects.bulk_update(commitments, ["state", "ended_at", "ended_in", "alarm_at"])
    return lines


@transaction.atomic
def admit_broken(commitment: Commitment, *, by: Viewer, at: datetime, why: str) -> Commitment:
    """Say that a promise was not kept and will not be. Twice changes nothing; raises Refused without a reason."""
    commitment = locked(commitment)
    if commitment.state == Commitment.BROKEN:
        return commitment
    _must_be_outstanding(commitment)
    if not may_end(by, commitment):
        raise Refused(_("Only the side that made this promise can say that it was broken."))
    if not why.strip():
        raise Refused(_("Say why, in words the other side can read."))
    return _end(commitment, Commitment.BROKEN, "promise.broken", by=by, at=at, why=why.strip())


@transaction.atomic
def release(
    commitment: Commitment, *, by: Viewer, at: datetime, why: str = "", shown_by: UUID | None = None
) -> Commitment:
    """Let the other side off a promise: only the side it was made to may. Twice changes nothing.

    `shown_by` is the message of a customer that says so; one of us may write down what such a message says.
    """
    commitment = locked(commitment)
    if commitment.state == Commitment.RELEASED:
        return commitment
    _must_be_outstanding(commitment)
    made_to = CUSTOMER if commitment.promiser == COMPANY else COMPANY
    said = made_to == CUSTOMER and holds_their_words(commitment.case_id, shown_by, since=commitment.made_at)
    if by.side != made_to and not (commitment.case.is_own and by.kind == "owner") and not said:
        raise Refused(_("Only the side this promise was made to can release it."))
    return _end(commitment, Commitment.RELEASED, "promise.released", by=by, at=at, why=why.strip(),
                **as_shown(shown_by))  # fmt: skip


@transaction.atomic
def dispute(
    commitment: Commitment, *, by: Viewer, at: datetime, text: str = "", shown_by: UUID | None = None
) -> Commitment:
    """Answer "this was not kept": a kept promise is disputed until both agree or a lead decides; a late one is noted.

    Only the side it was made to may; `shown_by` is the message it did so in, and the other side may write down what
    such a message says. Twice changes nothing.
    """
    commitment = locked(commitment)
    if commitment.state == Commitment.DISPUTED:
        return commitment
    said = holds_their_words(commitment.case_id, shown_by, since=commitment.made_at)
    if by.side == commitment.promiser and not commitment.case.is_own and not said:
        raise Refused(_("Only the side this promise was made to can say that it was not kept."))
    if commitment.state != Commitment.KEPT and not commitment.is_late(at):
        raise Refused(_("This promise is not due yet."))
    if not commitment.case.is_open:
        raise Refused(_("This case is closed. Write to us and it is open again."))
    commitment.state, commitment.ended_at, commitment.ended_in = Commitment.DISPUTED, None, None
    commitment.alarm_at = None
    commitment.save(update_fields=["state", "ended_at", "ended_in", "alarm_at"])
    append(Line(commitment.case_id, "promise.disputed", by.actor, at,
                {**_named(commitment), "text": text.strip(), "by": by.name, **as_shown(shown_by)}))  # fmt: skip
    return commitment


@transaction.atomic
def settle_dispute(commitment: Commitment, *, by: Viewer, at: datetime, was_kept: bool, why: str) -> Commitment:
    """End a dispute: the customer agrees that it was kept, the company that it was not, or a lead decides with a reason.

    Raises Refused when it is not disputed, when no reason is given, or when the one who decides may not.
    """
    commitment = locked(commitment)
    if commitment.state != Commitment.DISPUTED:
        raise Refused(_("Nobody disputes this promise."))
    agrees = (by.side != commitment.promiser) if was_kept else (by.side == commitment.promiser)
    decides = by.agent is not None and by.agent.is_lead
    if not (agrees or decides or commitment.case.is_own):
        raise Refused(_("Only a lead can decide this against the other side's word."))
    if not agrees and not why.strip():
        raise Refused(_("Give the reason; both sides will read it."))
    state = Commitment.KEPT if was_kept else Commitment.BROKEN
    return _end(commitment, state, "promise.settled", by=by, at=at, how=state, why=why.strip())


def _must_be_outstanding(commitment: Commitment) -> None:
    if not commitment.is_outstanding:
        raise Refused(_("This promise has already ended."))


@transaction.atomic
def pass_on(commitments: list[Commitment], *, to: Agent, why: str, by: Viewer, at: datetime) -> None:
    """Give open promises another owner among our agents, and say so in the record."""
    lines = []
    for commitment in commitments:
        commitment.owner_agent, commitment.owner_company, commitment.owner_person = to, None, None
        says = {**_named(commitment), "owner": to.name, "why": why}
        lines.append(Line(commitment.case_id, "promise.passed", by.actor, at, says))
    Commitment.objects.bulk_update(commitments, ["owner_agent", "owner_company", "owner_person"])
    append_many(lines)


def answers_owed(case: Case, *, by: Viewer) -> list[Commitment]:
    """Return the promises that a word from their owner's side keeps by itself: to answer, and to ask how it stands.

    What somebody a rung up promised is kept only by that person's own word, and what is disputed by no word of one side.
    """
    owed = Commitment.objects.outstanding().filter(case=case, promiser=case.kept_by, state=Commitment.OPEN)
    plain = [Commitment.ANSWER, Commitment.FOLLOW_UP]
    return [
        c
        for c in owed.filter(origin__in=[*plain, Commitment.RUNG]).order_by("pk")
        if c.origin in plain or (by.agent is not None and c.owner_agent_id == by.agent.pk)
    ]


def owes_an_answer(case: Case) -> bool:
    """Say whether an answer to the customer's words is owed on this case already."""
    return Commitment.objects.outstanding().filter(case=case, origin=Commitment.ANSWER).exists()
