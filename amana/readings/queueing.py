"""Putting what was said on the list of what is to be read, and forgetting what may no longer be read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from amana.readings.models import CALLER_NOTE, COMPANY, CUSTOMER, Correction, Reading, Suggestion, Translation
from amana.record.appending import Appended
from amana.record.reading import Read
from amana.record.storing import insert_rows

# Who wrote it; None where that hangs on who wrote it down.
WRITTEN_BY = {
    "message.received": CUSTOMER,
    "message.doubtful": CUSTOMER,
    "message.sent": COMPANY,
    "note.written": COMPANY,
    "note.received": COMPANY,
    "call.noted": None,
    "version.added": None,
}


def queue(entries: Sequence[Appended]) -> None:
    """Reaction: these are to be read; one statement for any number of them, and nothing is read here."""
    put(entries)


def put(entries: Sequence[Appended] | Sequence[Read]) -> int:
    """Put what has words on the list, unless it is there; return how many there were."""
    rows = [(one.id, one.book, side_of(one), one.at) for one in entries if one.content and _has_words(one)]
    insert_rows(Reading, ("entry", "case_id", "side", "at"), rows, unless_there=True)
    return len(rows)


def _has_words(entry: Appended | Read) -> bool:
    text = (entry.content or {}).get("text")
    return entry.kind in WRITTEN_BY and isinstance(text, str) and bool(text.strip())


def side_of(entry: Appended | Read) -> str:
    """Return in whose words an entry is; a customer's note of a call tells what the company said."""
    known = WRITTEN_BY.get(entry.kind)
    if known is not None:
        return known
    if entry.by.kind != "person":
        return COMPANY
    return CALLER_NOTE if entry.kind == "call.noted" else CUSTOMER


def forget(entries: Sequence[Appended]) -> None:
    """Reaction: what is erased, or withdrawn from whoever keeps the case, leaves no reading of any kind."""
    erased = [_about(one) for one in entries if one.kind == "entry.erased"]
    hidden = [(_about(one), one.content["from_side"]) for one in entries if one.kind == "entry.withdrawn"]
    gone = Q(entry__in=erased)
    for side in sorted({side for _key, side in hidden}):
        gone |= Q(entry__in=[key for key, whose in hidden if whose == side], case__kept_by=side)
    Reading.objects.filter(gone).delete()
    Correction.objects.filter(gone).delete()
    Suggestion.objects.filter(gone).delete()
    Translation.objects.filter(gone).delete()


def _about(entry: Appended) -> UUID:
    return UUID(str(entry.content["about"]))
