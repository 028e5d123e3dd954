"""A day as people type it in a form of an own case."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from amana.advocacy.problem.dating import moment_typed
from amana.portal.mine.owning import Kept
from amana.portal.understanding import typed_text


def typed_day(request: HttpRequest, name: str, kept: Kept) -> datetime | None:
    """Return the moment to come that a field names in words or figures; None when it names none."""
    words = typed_text(request, name, most=200)
    return moment_typed(words, at=kept.at, zone=kept.case.zone or "UTC", language=kept.case.language) if words else None
