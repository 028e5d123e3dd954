"""A new time for a promise is an offer: the old promise stays until the other side consents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.quoting import as_shown, holds_their_words
from amana.commitments.keeping import locked, may_end
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment, Offer
from amana.record.appending import Line, append, append_many
from amana.record.sealing import instant
from amana.team.viewing import Viewer


@transaction.atomic
def offer_time(commitment: Commitment, *, due_at: datetime, why: str, by: Viewer, at: datetime) -> Offer:
    """Offer another time (aware). An earlier offer that is still open is replaced.

    Raises Refused when the promise has ended, is somebody else's, or the time has passed.
    """
    commitment = locked(commitment)
    if not commitment.is_outstanding:
        raise Refused(_("This promise has already ended."))
    if not may_end(by, commitment):
        raise Refused(_("Only the side that made this promise can offer another time for it."))
    if due_at <= at:
        raise Refused(_("A promise needs a time that is still to come."))
    Offer.objects.filter(commitment=commitment, ended_at=None).update(ended_at=at, ending=Offer.REPLACED)
    offer = Offer.objects.create(
        commitment=commitment, due_at=due_at, why=why.strip()[:500], offered_by=by.side, offered_at=at
    )
    says = {"promise": str(commitment.pk), "action": commitment.action, "due": instant(due_at), "why": offer.why,
            "by": by.name}  # fmt: skip
    append(Line(commitment.case_id, "promise.time_offered", by.actor, at, says))
    return offer


@transaction.atomic
def agree_time(offer: Offer, *, by: Viewer, at: datetime, shown_by: UUID | None = None) -> Commitment:
    """Consent to the offered time: the old promise ends as renegotiated, a new one takes its place.

    `shown_by` is the message in which the other side did so; who offered may write down what such a message says.
    """
    commitment, offer = _open(offer, by, shown_by)
    case = commitment.case
    owner = commitment.owner_agent or commitment.owner_person
    if offer.due_at <= at:
        raise Refused(_("The offered time has passed. Ask for another."))
    # It stays what it was: an answer is still kept by answering.
    window = commitment.due_at - commitment.window_from if commitment.window_from and commitment.due_at else None
    draft = Draft(commitment.action, offer.due_at, commitment.promiser, owner, commitment.origin, commitment.quote,
                  commitment.said_in, due_rule="a new time, agreed", firmness=commitment.firmness,
                  window_from=offer.due_at - window if window else None)  # fmt: skip
    fresh, made = prepare(case, draft, by=by, at=at)
    agreed = Line(case.key, "promise.time_agreed", by.actor, at,
                  {"promise": str(commitment.pk), "action": commitment.action, "due": instant(offer.due_at),
                   "by": by.name, **as_shown(shown_by)})  # fmt: skip
    Commitment.objects.bulk_create([fresh])
    commitment.state, commitment.ended_at, commitment.ended_in = Commitment.RENEGOTIATED, at, agreed.id
    commitment.alarm_at, commitment.replaced_by = None, fresh
    commitment.save(update_fields=["state", "ended_at", "ended_in", "alarm_at", "replaced_by"])
    Offer.objects.filter(pk=offer.pk).update(ended_at=at, ending=Offer.AGREED)
    append_many([agreed, made])
    return fresh


@transaction.atomic
def refuse_time(offer: Offer, *, by: Viewer, at: datetime, shown_by: UUID | None = None) -> None:
    """Refuse the offered time: the promise stays as it was made. `shown_by` as for `agree_time`."""
    commitment, offer = _open(offer, by, shown_by)
    Offer.objects.filter(pk=offer.pk).update(ended_at=at, ending=Offer.REFUSED)
    says = {"promise": str(commitment.pk), "action": commitment.action, "by": by.name, **as_shown(shown_by)}
    append(Line(commitment.case_id, "promise.time_refused", by.actor, at, says))


def _open(offer: Offer, by: Viewer, shown_by: UUID | None) -> tuple[Commitment, Offer]:
    commitment = locked(offer.commitment)
    offer = Offer.objects.get(pk=offer.pk)
    if offer.ended_at is not None or not commitment.is_outstanding:
        raise Refused(_("This offer is no longer open."))
    said = holds_their_words(commitment.case_id, shown_by, since=offer.offered_at)
    if by.side == offer.offered_by and not commitment.case.is_own and not said:
        raise Refused(_("The other side has to answer this offer."))
    return commitment, offer
