"""Everything that may have pressed in one case: the words, what they are called, how sure that is, and what to answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amana.advocacy.shielding.finding import heard_in
from amana.language.tactics import techniques
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.mine.pressing import pressing_of
from amana.readings.wording import language
from amana.record.reading import entries
from amana.wording.evidence import strength


@require_safe
@by_owner
def shield(request: HttpRequest, kept: Kept) -> HttpResponse:
    """What was found in what they said or wrote, and what their keeper heard; nothing of it leaves this page."""
    return render(request, "mine/shielding/shield.html", kept.frame | {"found": _found(kept), "heard": _heard(kept),
                                                                      "company_name": kept.case.company.name})  # fmt: skip


def _found(kept: Kept) -> list[dict[str, Any]]:
    """Return the findings, the newest first, each with the moment of the entry it stands in."""
    pressing = pressing_of(kept)
    said = entries(pressing, side="customer")
    lines = [
        one | {"at": said[key].at}
        for key, found in pressing.items()
        if key in said and said[key].content
        for one in found
    ]
    return sorted(lines, key=lambda one: one["at"], reverse=True)


def _heard(kept: Kept) -> list[dict[str, Any]]:
    known = techniques()
    return [
        {"name": known[one["tactic"]].names[language()], "reason": known[one["tactic"]].definition[language()],
         "reply": known[one["tactic"]].reply[language()], "evidence": strength(known[one["tactic"]].strength), "at": one.at}
        for one in reversed(heard_in(kept.case))
    ]  # fmt: skip
