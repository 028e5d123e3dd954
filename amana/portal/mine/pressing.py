"""Wording that may press, found in what the company said: shown to the keeper of an own case alone, with a reply to it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.language.tactics import techniques
from amana.portal.keeping import as_download
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_text
from amana.readings.correcting import Place, as_people_left_it, correct
from amana.readings.exporting import of_case
from amana.readings.models import CALLER_NOTE, COMPANY, LONGEST_QUOTE, Reading
from amana.readings.wording import language, shown
from amana.wording.evidence import strength

# Of so many of the newest entries.
LATEST = 200
TACTIC = "tactic"


def pressing_of(kept: Kept) -> dict[UUID, list[dict[str, Any]]]:
    """Return what mine/_pressing.html needs, by entry: two queries."""
    rows = Reading.objects.visible_to(kept.viewer).filter(case=kept.case, side__in=[COMPANY, CALLER_NOTE])
    readings = list(rows.filter(read_at__isnull=False).order_by("-at")[:LATEST])
    left = as_people_left_it(readings)
    return {key: lines for key, found in left.items() if (lines := _lines(kept, key, found))}


def _lines(kept: Kept, key: UUID, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    url = kept.url("own_pressing", key)
    known = techniques()
    return [
        shown(one)
        | {"reply": known[one["id"]].reply[language()], "evidence": strength(known[one["id"]].strength), "url": url}
        for one in found
        if one["kind"] == TACTIC and one["id"] in known
    ]


@require_POST
@by_owner
def pressing(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST says of such a finding that it is right or wrong: `tactic`, `quote`, `verdict`."""
    rows = Reading.objects.visible_to(kept.viewer).filter(case=kept.case, read_at__isnull=False)
    row = rows.filter(pk=key).first()
    if row is None:
        return not_yours(request, kept.keeper)
    place = Place(TACTIC, typed_text(request, TACTIC), typed_text(request, "quote", most=LONGEST_QUOTE))
    try:
        correct(row, place, typed_text(request, "verdict"), by=kept.viewer, at=kept.at)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect(kept.url("own_shield") if request.POST.get("back") == "shield" else f"{kept.url()}#story-title")


@require_safe
@by_owner
def readings(_request: HttpRequest, kept: Kept) -> HttpResponse:
    """Answer all that was read in this case, as JSON, with what its keeper corrected."""
    found = json.dumps(of_case(kept.case, side="customer"), ensure_ascii=False, indent=1)
    return as_download(f"{found}\n".encode(), f"{kept.case.number}-readings.json", "application/json")
