"""Putting a recording on the list of what a machine is to write down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from amana.cases.models import Case
from amana.recordings.hearing.listening import languages
from amana.recordings.models import Hearing, Recording, Rule

# The one form of sound that is read here; a browser plays more.
WAV = "audio/wav"


def queue(recording: Recording, case: Case, *, at: datetime) -> Hearing | None:
    """Have a recording written down where its brand wants that; nothing is heard here.

    One that cannot be, because of its language or its form, stands on the list as ended, with the reason.
    """
    if not Rule.objects.filter(brand=case.brand_id, hears=True).exists():
        return None
    reason = _reason(recording, case.language)
    return Hearing.objects.create(
        recording=recording, language=case.language[:8], asked_at=at, error=reason, ended_at=at if reason else None
    )


def _reason(recording: Recording, language: str) -> str:
    if language not in languages():
        return "language"
    return "" if recording.file is not None and recording.file.type == WAV else "format"


def shared_of(entries: Collection[UUID]) -> dict[UUID, UUID]:
    """Return, by the company's entry of what was heard, the one that says the same to both sides, where there is one; one query."""
    rows = Hearing.objects.filter(entry__in=entries).exclude(shared=None).values_list("entry", "shared")
    return {entry: shared for entry, shared in rows if entry is not None and shared is not None}


def heard_about(told: Collection[UUID], cases: Collection[UUID]) -> list[UUID]:
    """Return the company's entries of what was heard in these calls, or is told to both sides by these entries; one query."""
    rows = Hearing.objects.filter(Q(recording__call__in=told) | Q(shared__in=told), recording__case__in=cases)
    return [key for key in rows.exclude(entry=None).values_list("entry", flat=True) if key is not None]


def heard_in(entries: Iterable[UUID | None]) -> set[UUID]:
    """Return which of these entries hold what a machine heard; one query, none where there is nothing to ask."""
    keys = {key for key in entries if key is not None}
    if not keys:
        return set()
    return {key for key in Hearing.objects.filter(entry__in=keys).values_list("entry", flat=True) if key is not None}
