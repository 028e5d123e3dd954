"""Writing down what was not said by mail: notes among colleagues, and calls, as one side noted them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.cases.quoting import as_shown
from amana.cases.tracing import take_where_it_goes_on
from amana.commitments.keeping import answers_owed, keep_all
from amana.commitments.making import Draft, prepare
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.record.appending import Appended, Line, append, append_many
from amana.record.reading import Read, entry
from amana.team.viewing import Viewer


@transaction.atomic
def note(case: Case, text: str, *, by: Viewer, at: datetime) -> Appended:
    """Write a note for colleagues; the customer never reads it. Raises Refused when it is empty."""
    if not text.strip():
        raise Refused(_("Write the note first."))
    # Held before its chain is: a reaction to the note names the case in a row of its own.
    case = take(case.key)
    return append(Line(case.key, "note.written", by.actor, at, {"text": text.strip(), "by": by.name}))


def noted_call(case: Case, key: UUID) -> Read | None:
    """Return a call of this case as the company may read it; None where there is none, or its words are gone."""
    call = entry(key, side=COMPANY)
    if call is None or call.book != case.key or call.kind != "call.noted" or call.content is None:
        return None
    return call


@transaction.atomic
def note_call(  # noqa: PLR0913  # a call has this many sides, each named at the call
    case: Case,
    text: str,
    *,
    who: str,
    by: Viewer,
    at: datetime,
    minutes: int = 0,
    waited: int = 0,
    promises: Sequence[Draft] = (),
    called_at: datetime | None = None,
    direction: str = "",
    number: str = "",
    keeps: Sequence[Commitment] = (),
) -> Appended:
    """Write a call into the shared record, as noted by one side, with the promises made in it.

    Speaking with the other side keeps the promise to answer, or to ask, by itself. A call about a case that was merged
    stands where that goes on.

    `minutes` is its length, `waited` the minutes before anybody spoke, `direction` "in" when the other side called
    and "out" when we did, `keeps` promises of ours that this call fulfils. Raises Refused when nothing was said or a
    number is negative.
    """
    if not text.strip():
        raise Refused(_("Write what was said."))
    if minutes < 0 or waited < 0:
        raise Refused(_("Minutes cannot be negative."))
    case = take_where_it_goes_on(case.key, person=by.taking_part)
    if promises and not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    key = new_id()
    says = {"who": who.strip(), "text": text.strip(), "minutes": minutes, "waited": waited, "by": by.name,
            "called_at": called_at.isoformat() if called_at else None}  # fmt: skip
    says |= {name: said for name, said in (("direction", direction), ("number", number.strip())) if said}
    said_in = [_said_in(draft, key) for draft in promises]
    prepared = [prepare(case, draft, by=by, at=at) for draft in said_in]
    kept = keep_all(_kept(case, keeps, by), by=by, at=at, shown_by=key) if by.side == case.kept_by else []
    Commitment.objects.bulk_create([commitment for commitment, _line in prepared])
    lines = [Line(case.key, "call.noted", by.actor, at, says, id=key), *[line for _c, line in prepared], *kept]
    case.last_word_at, case.last_word_by = at, by.side
    case.save(update_fields=["last_word_at", "last_word_by"])
    return append_many(lines)[0]


def _said_in(draft: Draft, key: UUID) -> Draft:
    return replace(draft, said_in=key)


def _kept(case: Case, keeps: Sequence[Commitment], by: Viewer) -> list[Commitment]:
    """Return what this call keeps, as it is now that the case is held."""
    named = Commitment.objects.filter(
        pk__in=[one.pk for one in keeps], case=case, promiser=by.side, state=Commitment.OPEN
    )
    return list(
        {one.pk: one for one in [*answers_owed(case, by=by), *(named.order_by("pk") if keeps else [])]}.values()
    )


@transaction.atomic
def add_version(
    case: Case, about: UUID, text: str, *, by: Viewer, at: datetime, shown_by: UUID | None = None
) -> Appended:
    """Let the other side put its version beside what one side noted alone; `shown_by` is the message it came in.

    Raises Refused when there is no such entry.
    """
    seen = entry(about, side=by.side)
    if seen is None or seen.book != case.key:
        raise Refused(_("There is no such entry in this record."))
    if not text.strip():
        raise Refused(_("Write what you remember."))
    case = take(case.key)
    says = {"about": str(about), "number": seen.number, "text": text.strip(), "by": by.name, **as_shown(shown_by)}
    return append(Line(case.key, "version.added", by.actor, at, says))
