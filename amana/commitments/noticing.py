"""Promises a machine found in a message: kept apart, told to nobody, until a person confirms them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.cases.quoting import is_unproved
from amana.commitments.keeping import locked
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.language.findings import Promise
from amana.record.reading import entry
from amana.team.viewing import Viewer

# A promise is the same one when the same side said the same words for the same moment on the same case.
Sameness = tuple[UUID, str, str, datetime | None]


def known_promises(cases: Iterable[UUID], found: Iterable[Promise]) -> set[Sameness]:
    """Return which of these promises the ledger of these cases has already, noticed, confirmed or put aside; one query."""
    quotes = {promise.quote for promise in found}
    if not quotes:
        return set()
    rows = Commitment.objects.filter(case__in=list(cases), quote__in=quotes)
    return set(rows.values_list("case_id", "promiser", "quote", "due_at"))


def noticed(
    case: Case, found: Sequence[Promise], *, said_in: UUID, at: datetime, known: Collection[Sameness] = ()
) -> list[Commitment]:
    """Return unsaved rows for promises found in a message of this case; needs its customer and company at hand.

    What is `known`, as words a mail program quotes again, or said twice in one message, is noticed once.
    """
    rows = []
    seen = set(known)
    for promise in found:
        same: Sameness = (case.key, promise.by, promise.quote, promise.due.at)
        if same in seen:
            continue
        seen.add(same)
        of_company = promise.by == COMPANY
        rows.append(
            Commitment(
                case=case,
                promiser=promise.by,
                promiser_company=case.company if of_company else None,
                promiser_person=None if of_company else case.customer,
                promisee_person=case.customer if of_company else None,
                promisee_company=None if of_company else case.company,
                action=promise.action[:500],
                quote=promise.quote,
                said_in=said_in,
                origin=Commitment.READ,
                firmness=promise.firmness,
                due_at=promise.due.at,
                due_words=promise.due.words[:200],
                due_rule=promise.due.rule[:200],
                made_at=at,
                state=Commitment.NOTICED,
            )
        )
    return rows


@transaction.atomic
def confirm(commitment: Commitment, *, due_at: datetime, action: str = "", by: Viewer, at: datetime) -> Commitment:
    """Enter a noticed promise into the ledger, with the time a person gave it.

    Raises Refused when it is none any more, when the other side cannot read the message it was found in,
    or when it would bind the customer by a message that anybody could have sent.
    """
    commitment = locked(commitment)
    if commitment.state != Commitment.NOTICED:
        raise Refused(_("This is no longer waiting to be confirmed."))
    said = entry(commitment.said_in, side=by.side) if commitment.said_in else None
    if said is not None and said.kind == "message.doubtful":
        raise Refused(_("Nothing shows who wrote this message. Let it into the record first."))
    if said is not None and commitment.promiser == CUSTOMER and is_unproved(said):
        raise Refused(
            _(
                "Anybody could have sent this message in their name. Ask the customer to say it on the page of their case."
            )
        )
    case = commitment.case
    # Who wrote it without an account owns what they promised; the holder answers for it.
    owner = (commitment.owner_person or case.holder) if commitment.promiser == COMPANY else case.customer
    # What only we can read is not quoted to the other side.
    quote, said_in = (commitment.quote, commitment.said_in)
    if said is not None and said.audience != "shared":
        quote, said_in = "", None
    draft = Draft(action or commitment.action, due_at, commitment.promiser, owner, Commitment.READ, quote,
                  said_in, commitment.due_words, commitment.due_rule, commitment.firmness)  # fmt: skip
    made = make(case, [draft], by=by, at=at)[0]
    commitment.state, commitment.ended_at, commitment.replaced_by = Commitment.DISMISSED, at, made
    commitment.save(update_fields=["state", "ended_at", "replaced_by"])
    return made


@transaction.atomic
def dismiss(commitment: Commitment, *, at: datetime) -> None:
    """Say that what was noticed is no promise; nothing of it enters the record."""
    Commitment.objects.filter(pk=commitment.pk, state=Commitment.NOTICED).update(
        state=Commitment.DISMISSED, ended_at=at
    )
