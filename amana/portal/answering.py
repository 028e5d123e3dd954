"""The five answers at the top of a case: what happened, what now, who, by when, and who gets back to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.portal.telling import apart
from amana.record.reading import Read
from amana.wording.times import moment

# Entries in which our side says why something went otherwise than promised.
REASONS = {"promise.broken", "promise.time_offered", "promise.settled"}


def answers(
    case: Case, promises: Sequence[Commitment], entries: Sequence[Read], *, zone: tzinfo, at: datetime, address: str
) -> dict[str, Any]:
    """Return what `portal/_answers.html` says, from the ledger and the record alone; what is not known is said so."""
    step = next((row for row in promises if row.pk == case.next_commitment), None)
    return {
        "happened": "\n\n".join(_happened(case, promises, entries, zone=zone, at=at)),
        "now": "\n\n".join(_now(case, step, zone=zone, at=at)),
        "who_name": (step.owner_name if step else "") or _holder(case),
        "due_at": step.due_at if step else None,
        "returns": _returns(case, _who_returns(step, promises, at=at), address=address, zone=zone, at=at),
    }


def _who_returns(step: Commitment | None, promises: Sequence[Commitment], *, at: datetime) -> Commitment | None:
    """Return the promise that brings the next word: when the next step is late, whatever of ours is due after it."""
    if step is None or not step.is_late(at):
        return step
    coming = [row for row in promises if row.is_outstanding and row.promiser == COMPANY and not row.is_late(at)]
    return min(coming, key=lambda row: (row.due_at or at, row.pk), default=step)


def _holder(case: Case) -> str:
    return case.holder.name if case.holder else case.company.name


def _said(at: datetime | None, *, zone: tzinfo, now: datetime) -> str:
    return moment(at, zone=zone, now=now) if at else ""


def _happened(
    case: Case, promises: Sequence[Commitment], entries: Sequence[Read], *, zone: tzinfo, at: datetime
) -> list[str]:
    words = {"when": _said(case.opened_at, zone=zone, now=at), "subject": apart(case.subject)}
    parts = [_("Your first word to us, %(when)s: %(subject)s.") % words]
    for row in promises:
        if row.promiser == COMPANY and row.is_late(at):
            late = {"action": apart(row.action), "when": _said(row.due_at, zone=zone, now=at)}
            parts.append(_("This was promised by %(when)s and has not been done: %(action)s.") % late)
        elif row.state == Commitment.DISPUTED:
            parts.append(_("You say that this was not kept: %(action)s.") % {"action": apart(row.action)})
    why = next((entry["why"] for entry in reversed(entries) if entry.kind in REASONS and _is_ours(entry)), "")
    if why:
        parts.append(_("The reason, as it was written down: %(why)s") % {"why": apart(why)})
    elif len(parts) > 1:
        parts.append(_("Why is not written down yet. You may ask, and the answer will stand here."))
    return parts


def _is_ours(entry: Read) -> bool:
    return entry.by.kind == "agent" and bool(entry["why"])


def _now(case: Case, step: Commitment | None, *, zone: tzinfo, at: datetime) -> list[str]:
    if not case.is_open:
        closed = {"when": _said(case.closed_at, zone=zone, now=at)}
        return [_("This case is closed since %(when)s.") % closed,
                _("A word from you opens it again, with the same person.")]  # fmt: skip
    if step is None:
        return [_("The next step is being written down.")]
    words = {"action": apart(step.action), "when": _said(step.made_at, zone=zone, now=at),
             "company": apart(case.brand.name if case.brand else case.company.name)}  # fmt: skip
    if step.promiser == CUSTOMER:
        return [_("We are waiting for you: %(action)s.") % words]
    return [_("%(action)s.") % (words | {"action": apart(step.begun)}), _why(step.origin) % words]


def _why(origin: str) -> str:
    return {
        Commitment.ANSWER: _("Because you wrote, and what you wrote is owed an answer."),
        Commitment.RUNG: _("Because you asked for the next person, or a promise was late."),
        Commitment.FOLLOW_UP: _("Because the last word was ours, and we want to know that it is solved."),
        Commitment.CLOSING: _("Because we asked you whether this is over; we ask again before anything is closed."),
        Commitment.CLAIMED: _("Because you reminded us that it was promised to you."),
    }.get(origin, _("Because it was promised to you: %(when)s."))


def _returns(case: Case, step: Commitment | None, *, zone: tzinfo, at: datetime, address: str) -> str:
    words = {"holder": apart(_holder(case)), "address": apart(address)}
    if step is None:
        return _("Nobody has to; if you write, it reaches: %(holder)s.") % words
    words |= {"owner": apart(step.owner_name or _holder(case)), "when": _said(step.due_at, zone=zone, now=at)}
    if step.promiser == CUSTOMER:
        return _("After your answer, or from %(when)s on without one: %(holder)s, by mail.") % words
    if step.is_late(at):
        return (
            _("%(owner)s, by mail to %(address)s. The time for it was %(when)s; it has passed, and that is on us.")
            % words
        )
    return _("%(owner)s, by mail to %(address)s, %(when)s at the latest.") % words
