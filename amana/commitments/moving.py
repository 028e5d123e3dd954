"""Moving promises to the case in which a matter goes on: released where they were made, made again where it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.commitments.keeping import release_all
from amana.commitments.making import said
from amana.commitments.models import Commitment, Offer
from amana.kit.codes import new_id
from amana.record.appending import Line
from amana.record.sealing import instant
from amana.team.viewing import Viewer

# What a case owes merely because it is open; where the matter goes on this is owed already.
LEFT_BEHIND = (Commitment.FOLLOW_UP, Commitment.CLOSING)


def move_all(
    promises: Sequence[Commitment], *, out_of: Case, to: Case, by: Viewer, at: datetime
) -> tuple[list[Commitment], list[Line]]:
    """Write the promises in `to` with the same owner, due time and alarm; return them and the lines for the caller to append.

    Each promise is released with a word on where it goes on. A late one stays late, an offered time stays offered. The
    questions a case asks by itself are released and not made again. The caller holds both cases; the words a promise
    was found in stay behind unless both cases are of one customer.
    """
    with translation.override(out_of.language):
        why = _("It goes on in %(number)s.") % {"number": to.number}
    offers = {row.commitment_id: row for row in Offer.objects.filter(commitment__in=promises, ended_at=None)}
    is_theirs = out_of.customer_id == to.customer_id
    goes_on = {one.pk: _again(one, to, is_theirs=is_theirs) for one in promises if one.origin not in LEFT_BEHIND}
    Commitment.objects.bulk_create(goes_on.values())
    lines = release_all(list(promises), by=by.actor, at=at, why=why)
    for promise in promises:
        if promise.pk not in goes_on:
            continue
        fresh = goes_on[promise.pk]
        offer = offers.get(promise.pk)
        says = said(fresh, by) | {"moved_from": out_of.number, "offered": instant(offer.due_at) if offer else None}
        assert fresh.made_in is not None
        lines.append(Line(to.key, "promise.made", by.actor, at, says, id=fresh.made_in))
        promise.replaced_by = fresh
        Offer.objects.filter(commitment=promise, ended_at=None).update(commitment=fresh)
    Commitment.objects.bulk_update(promises, ["replaced_by"])
    return list(goes_on.values()), lines


def _again(promise: Commitment, to: Case, *, is_theirs: bool) -> Commitment:
    """Return the same promise on another case, unsaved; made when it was made, and looked at when it would have been."""
    is_quoted = is_theirs or promise.origin != Commitment.READ
    return Commitment(
        case=to,
        promiser=promise.promiser,
        promiser_person=promise.promiser_person,
        promiser_company=promise.promiser_company,
        promisee_person=promise.promisee_person,
        promisee_company=promise.promisee_company,
        owner_agent=promise.owner_agent,
        owner_person=promise.owner_person,
        owner_company=promise.owner_company,
        action=promise.action,
        quote=promise.quote if is_quoted else "",
        origin=promise.origin if is_quoted else Commitment.HAND,
        firmness=promise.firmness,
        window_from=promise.window_from,
        due_at=promise.due_at,
        due_words=promise.due_words,
        due_rule=promise.due_rule,
        made_at=promise.made_at,
        made_in=new_id(),
        alarm_at=promise.alarm_at,
        alarm_stage=promise.alarm_stage,
    )
