"""Noting an incident: the words themselves, where they stand, and nothing that is somebody's right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.record.appending import Line, append
from amana.record.reading import Read, entry
from amana.review.conduct.hindering import is_taken_on, must_be_delivered
from amana.review.conduct.models import LONGEST_QUOTE, ConductIncident, ConductStep
from amana.review.conduct.protecting import must_be_more_than_a_right
from amana.review.conduct.stepping import REMEMBERED, must_serve, take_of, tell_step
from amana.review.models import Change
from amana.review.weighing import WEIGHTS
from amana.team.viewing import Viewer

# Where a customer's words stand: what they wrote, and what one of us noted of a call.
SAID_IN = frozenset({"message.received", "call.noted", "version.added"})
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Noted:
    """What somebody notes: the kind, the words, and the entry they stand in."""

    kind: str
    quote: str
    entry: UUID
    is_toward_others: bool = False
    is_undisputed: bool = False  # of an invoice: delivered, and the customer does not dispute it


@transaction.atomic
def note_incident(case: Case, said: Noted, *, by: Viewer, at: datetime) -> ConductStep:
    """Note an incident, and tell the customer that it is noted and that they may answer.

    Raises Refused for words that are not in the entry, that only speak of somebody's right, or that were noted already;
    for conduct toward others once the customer is taken on; for an invoice while anything of ours is owed.
    """
    agent = must_serve(case, by)
    quote = said.quote.strip()[:LONGEST_QUOTE]
    seen = _must_stand_in(case, said.entry, quote, at=at)
    if said.kind not in dict(ConductIncident.KINDS):
        raise Refused(_("Choose what it was."))
    case = take_of(case)
    _must_be_one(case, said, quote, at=at)
    assert case.brand is not None
    row = ConductIncident.objects.create(
        customer=case.customer, brand=case.brand, case=case, kind=said.kind, is_toward_others=said.is_toward_others,
        quote=quote, entry=seen.id, number=seen.number, said_at=seen.at, noted_by=agent, noted_at=at,
    )  # fmt: skip
    says = {"incident": str(row.pk), "what": row.kind, "words": quote, "about": str(seen.id), "number": seen.number,
            "toward_others": row.is_toward_others, "by": by.name}  # fmt: skip
    append(Line(case.key, "conduct.noted", by.actor, at, says))
    _feel(row, by=by, at=at)
    step = ConductStep(customer=row.customer, brand=row.brand, case=case, kind=ConductStep.NOTE, by=agent, made_at=at)
    return tell_step(step, [row], by=by, at=at)


def _must_stand_in(case: Case, key: UUID, quote: str, *, at: datetime) -> Read:
    seen = entry(key, side="company")
    if seen is None or seen.book != case.key or seen.audience != "shared" or seen.kind not in SAID_IN:
        raise Refused(_("Choose the message or the call the words stand in."))
    if not quote or _plain(quote) not in _plain(str(seen["text"] or "")):
        raise Refused(_("Quote the words exactly as they stand in the entry."))
    if seen.at <= at - REMEMBERED:
        raise Refused(_("That was more than twelve months ago, and counts no longer."))
    return seen


def _plain(words: str) -> str:
    return _BLANK.sub(" ", words).strip()


def _must_be_one(case: Case, said: Noted, quote: str, *, at: datetime) -> None:
    if said.kind == ConductIncident.UNPAID:
        if not said.is_undisputed:
            raise Refused(_("An invoice that is disputed, or for which something is still owed, is no incident."))
        must_be_delivered(case, at=at)
    else:
        must_be_more_than_a_right(quote, at=at)
    if said.is_toward_others and is_taken_on(case):
        raise Refused(_("How somebody treats others counts only before we take them on."))
    rows = ConductIncident.objects.filter(customer=case.customer_id, brand=case.brand_id, entry=said.entry)
    if any(_plain(one.quote) == _plain(quote) for one in rows.filter(taken_back_at=None)):
        raise Refused(_("These words are noted already."))


def _feel(row: ConductIncident, *, by: Viewer, at: datetime) -> None:
    """Count it on the day of whoever met it; it is seen by them and by their lead."""
    if row.kind != ConductIncident.UNPAID and not row.is_toward_others and by.agent is not None:
        Change.objects.create(
            agent=by.agent, case=row.case, entry=row.entry, points=WEIGHTS["abuse"], reason="abuse", at=at
        )
