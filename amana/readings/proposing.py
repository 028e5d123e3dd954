"""Keeping what a language model proposes for an entry, until a person says right or wrong of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.readings.asking import PROMISE, Proposed, not_yet_found
from amana.readings.correcting import Place, correct, fingerprint
from amana.readings.models import CUSTOMER, Correction, Inquiry, Reading, Suggestion
from amana.readings.permissions import may
from amana.team.viewing import Viewer


def may_be_asked_about(row: Reading, viewer: Viewer) -> bool:
    """Whether the viewer may have this entry read by a model: a customer's words, in a case the company keeps."""
    return row.side == CUSTOMER and row.case.kept_by == "company" and may(viewer, "correct", row.case)


@transaction.atomic
def keep_proposals(inquiry: Inquiry, proposed: Sequence[Proposed], *, at: datetime) -> list[Suggestion]:
    """Keep what is new in an answer and return it; nothing when the entry has gone meanwhile.

    New is what no reading found, nobody spoke of and no model proposed before.
    """
    row = Reading.objects.select_for_update().filter(pk=inquiry.entry).first()
    Inquiry.objects.filter(pk=inquiry.pk).update(answered_at=at)
    if row is None:
        return []
    spoken_of = set(Correction.objects.filter(entry=row.entry).values_list("finding", flat=True))
    spoken_of |= set(Suggestion.objects.filter(entry=row.entry).values_list("finding", flat=True))
    fresh = {}
    for one in not_yet_found(proposed, row.found or []):
        key = fingerprint(one.kind, one.label, one.quote)
        if key not in spoken_of:
            fresh[key] = Suggestion(
                inquiry=inquiry, entry=row.entry, case_id=row.case_id, kind=one.kind, label=one.label, start=one.start,
                end=one.end, quote=one.quote, finding=key,
            )  # fmt: skip
    return Suggestion.objects.bulk_create(fresh.values())


def waiting(entry: UUID) -> list[Suggestion]:
    """Return what waits for a person's word on this entry, in the order of the text."""
    rows = Suggestion.objects.filter(entry=entry, verdict="").select_related("inquiry")
    return list(rows.order_by("start", "kind"))


def taken(entry: UUID) -> dict[str, Inquiry]:
    """Return by which inquiry each finding of this entry was proposed that a person called right."""
    rows = Suggestion.objects.filter(entry=entry, verdict=Suggestion.RIGHT).select_related("inquiry")
    return {row.finding: row.inquiry for row in rows}


@transaction.atomic
def decide(row: Reading, suggestion: UUID, verdict: str, *, by: Viewer, at: datetime) -> Suggestion:
    """Keep a person's word on a proposal. Right makes of it what they could have added by hand; of a promise see handling.

    Raises Refused when it no longer waits, or when they may not.
    """
    if not may_be_asked_about(row, by) or verdict not in {Suggestion.RIGHT, Suggestion.WRONG}:
        raise Refused(_("You cannot correct this reading."))
    waits = Suggestion.objects.select_for_update().filter(entry=row.entry, verdict="")
    found = waits.filter(pk=suggestion).first()
    if found is None:
        raise Refused(_("This suggestion has been decided already."))
    found.verdict, found.decided_by, found.decided_at = verdict, by.agent, at
    found.save(update_fields=["verdict", "decided_by", "decided_at"])
    if verdict == Suggestion.RIGHT and found.kind != PROMISE:
        correct(row, Place(found.kind, found.label, found.quote), Correction.MISSED, by=by, at=at)
    return found
