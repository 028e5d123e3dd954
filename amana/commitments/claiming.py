"""“You promised me …”: what the other side says was promised, entered by it and answered without blame."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.cases.quoting import as_shown
from amana.cases.tracing import take_where_it_goes_on
from amana.commitments.keeping import locked
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.record.appending import Line, append
from amana.record.reading import entry
from amana.record.sealing import instant
from amana.team.viewing import Viewer


@transaction.atomic
def claim(  # noqa: PLR0913  # what they remember of it, each named at the call
    case: Case,
    *,
    action: str,
    who: str,
    when: datetime | None,
    by: Viewer,
    at: datetime,
    quote: str = "",
    shown_by: UUID | None = None,
) -> Commitment:
    """The customer writes down a promise that is not in the ledger, with who made it and for when.

    It is listed apart until a person of ours accepts it or shows the entry it is answered by. `shown_by` is the message
    in which they said so.
    """
    if not action.strip():
        raise Refused(_("Write what was promised to you."))
    case = take_where_it_goes_on(case.key, person=by.taking_part)
    row = Commitment.objects.create(
        case=case,
        promiser=COMPANY,
        promiser_company=case.company,
        promisee_person=case.customer,
        action=action.strip()[:500],
        quote=quote,
        origin=Commitment.CLAIMED,
        due_at=when,
        due_words=who.strip()[:200],
        made_at=at,
        state=Commitment.NOTICED,
    )
    says = {"promise": str(row.pk), "action": row.action, "who": who.strip(), "when": instant(when) if when else None,
            "by": by.name, **as_shown(shown_by)}  # fmt: skip
    said = append(Line(case.key, "promise.claimed", by.actor, at, says))
    Commitment.objects.filter(pk=row.pk).update(said_in=said.id)
    return row


@transaction.atomic
def accept(commitment: Commitment, *, due_at: datetime, by: Viewer, at: datetime) -> Commitment:
    """Take a claimed promise on: it enters the ledger, owned by the holder, due at the time given."""
    commitment = locked(commitment)
    _must_be_claimed(commitment)
    case = commitment.case
    draft = Draft(commitment.action, due_at, COMPANY, case.holder, Commitment.CLAIMED, commitment.quote,
                  commitment.said_in, due_rule="as the customer remembers it")  # fmt: skip
    made = make(case, [draft], by=by, at=at)[0]
    commitment.state, commitment.ended_at, commitment.replaced_by = Commitment.DISMISSED, at, made
    commitment.save(update_fields=["state", "ended_at", "replaced_by"])
    return made


@transaction.atomic
def show(commitment: Commitment, *, key: UUID, text: str, by: Viewer, at: datetime) -> None:
    """Answer a claim with the entry both sides hold that tells what was said. Raises Refused when there is none."""
    commitment = locked(commitment)
    _must_be_claimed(commitment)
    shown = entry(key, side="customer")
    if shown is None or shown.book != commitment.case_id or shown.audience != "shared":
        raise Refused(_("Choose an entry of this record that both sides can read."))
    commitment.state, commitment.ended_at = Commitment.DISMISSED, at
    commitment.save(update_fields=["state", "ended_at"])
    says = {"promise": str(commitment.pk), "action": commitment.action, "entry": str(key), "text": text.strip(),
            "by": by.name}  # fmt: skip
    append(Line(commitment.case_id, "promise.shown", by.actor, at, says))


def _must_be_claimed(commitment: Commitment) -> None:
    if commitment.state != Commitment.NOTICED or commitment.origin != Commitment.CLAIMED:
        raise Refused(_("This is no longer waiting for an answer."))
