"""Putting a reading right: what a person says of a finding is kept, and laid over whatever a machine finds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.language.marks import KINDS
from amana.language.tactics import techniques
from amana.readings.finding import Kept
from amana.readings.models import CUSTOMER, LONGEST_QUOTE, Correction, Reading
from amana.readings.permissions import may
from amana.record.reading import entry
from amana.team.viewing import Viewer

FEELINGS = ("anger", "distress", "sarcasm", "thanks", "threat_to_leave", "threat_of_law", "threat_to_smear")


@dataclass(frozen=True)
class Place:
    """A finding as a person points at it: of which kind, under which label, in which words."""

    kind: str
    label: str
    quote: str


def labels_for(side: str) -> list[tuple[str, str]]:
    """Return what may be said to have been missed in the words of a side, as kind and label."""
    pressing = [("tactic", label) for label in techniques()]
    if side == CUSTOMER:
        return [("wanted", ""), ("tried", "customer"), ("question", ""), *(("feeling", one) for one in FEELINGS)]
    if side == "caller_note":
        return [("tried", "customer"), *pressing]
    return [*(("mark", label) for label in KINDS), *pressing]


@transaction.atomic
def correct(reading: Reading, place: Place, verdict: str, *, by: Viewer, at: datetime) -> Correction:
    """Keep what a person says of a finding; a second word of the same person replaces the first.

    Raises Refused when they may not, when the words are not in the text, or when nothing of that kind can be said of it.
    """
    row = Reading.objects.select_for_update().select_related("case").filter(pk=reading.pk).first()
    if row is None or not may(by, "correct", row.case):
        raise Refused(_("You cannot correct this reading."))
    if verdict not in dict(Correction.VERDICTS):
        raise Refused(_("Say whether it is right, wrong or missed."))
    quote = _squeezed(place.quote)[:LONGEST_QUOTE].strip()
    said = entry(row.entry, side=row.case.kept_by)
    text = str(said["text"] or "") if said is not None else ""
    if not quote or quote not in _squeezed(text):
        raise Refused(_("Those words are not in the message. Copy them exactly as they stand there."))
    if not _is_known(row, place, verdict):
        raise Refused(_("Choose what the words are."))
    start = max(text.find(place.quote.strip()), 0)
    corrected, _is_new = Correction.objects.update_or_create(
        entry=row.entry, finding=fingerprint(place.kind, place.label, quote), by_kind=by.actor.kind, by_key=by.actor.key,
        defaults={
            "case": row.case, "kind": place.kind, "label": place.label, "quote": quote, "verdict": verdict, "at": at,
            "start": start, "end": start + len(place.quote.strip()),
        },
    )  # fmt: skip
    return corrected


def _is_known(row: Reading, place: Place, verdict: str) -> bool:
    if (place.kind, place.label) in labels_for(row.side):
        return True
    if verdict == Correction.MISSED:
        return False
    return any((one["kind"], one["id"]) == (place.kind, place.label) for one in row.found or [])


def fingerprint(kind: str, label: str, quote: str) -> str:
    """Return by what a finding is known again in another reading of the same text: its kind, label and words."""
    return hashlib.sha256("\n".join([kind, label, _squeezed(quote)[:LONGEST_QUOTE]]).encode()).hexdigest()


def _squeezed(words: str) -> str:
    return " ".join(words.replace("\0", "").encode("utf-8", "replace").decode().split())


def laid_over(found: Sequence[Kept] | None, corrections: Iterable[Correction]) -> list[Kept]:
    """Return the findings as people left them: wrong ones are gone, right ones say so, missed ones are added.

    Of several people's words on one finding the latest counts. Each has a `verdict`: "", "right" or "missed".
    """
    latest = {row.finding: row for row in sorted(corrections, key=lambda row: row.at)}
    shown, met = [], set()
    for one in found or []:
        key = fingerprint(one["kind"], one["id"], one["quote"])
        met.add(key)
        said = latest.get(key)
        if said is None or said.verdict != Correction.WRONG:
            shown.append({**one, "verdict": "right" if said is not None else ""})
    added = [_as_found(row) for key, row in latest.items() if key not in met and row.verdict != Correction.WRONG]
    return sorted(shown + added, key=lambda one: (one["start"], one["kind"]))


def _as_found(row: Correction) -> Kept:
    # Also what was once found and called right: a later reader that no longer finds it changes nothing.
    place: Mapping[str, Any] = {
        "kind": row.kind,
        "id": row.label,
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
    }
    return {**place, "reason": "", "confidence": 1.0, "more": {}, "verdict": row.verdict}


def as_people_left_it(readings: Sequence[Reading]) -> dict[UUID, list[Kept]]:
    """Return what stands in each of these readings, in one query."""
    said: dict[UUID, list[Correction]] = {}
    for row in Correction.objects.filter(entry__in=[reading.pk for reading in readings]):
        said.setdefault(row.entry, []).append(row)
    return {reading.pk: laid_over(reading.found, said.get(reading.pk, ())) for reading in readings}
