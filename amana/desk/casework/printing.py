"""A case on paper, for the desk: what both sides read, and only when asked what is ours alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, case_of, seated
from amana.language.masking import masked
from amana.look.printing import Wanted, paper
from amana.record.reading import Read


@seated
@require_safe
def case_print(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """A page for the printer; `?notes=1` adds what only we read, `?before=` prints what came before."""
    case = case_of(seat, number)
    has_notes = request.GET.get("notes") == "1"
    wanted = Wanted(
        "company",
        ("shared", "company") if has_notes else ("shared",),
        request.GET.get("before", ""),
        covered=covered_on_paper,
    )
    found = paper(case, wanted, at=seat.at)
    url = reverse("desk:case_print", args=[case.number])
    context: dict[str, Any] = found | {
        "back_url": reverse("desk:case", args=[case.number]),
        "with_notes": has_notes,
        "notes_url": url if has_notes else f"{url}?notes=1",
        "earlier_url": f"{url}?before={found['before']}{'&notes=1' if has_notes else ''}",
        "printed_by": seat.agent.name,
        "now": seat.at,
    }
    return render(request, "look/paper.html", context)


def covered_on_paper(entries: list[Read]) -> dict[UUID, dict[str, str]]:
    """On paper card numbers and national ids are always covered, whoever looked at them on the screen."""
    said = {one.id: str(one["text"]) for one in entries if one["text"]}
    return {key: {"text": shown} for key, text in said.items() if (shown := masked(text)) != text}
