"""Putting a recording on the list of what a machine is to write down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

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


def heard_in(entries: Iterable[UUID | None]) -> set[UUID]:
    """Return which of these entries hold what a machine heard; one query, none where there is nothing to ask."""
    keys = {key for key in entries if key is not None}
    if not keys:
        return set()
    return {key for key in Hearing.objects.filter(entry__in=keys).values_list("entry", flat=True) if key is not None}
