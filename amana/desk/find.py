"""Finding a case by its number, a person by name, address or telephone, an entry by its words."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from amana.cases.models import Case
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.paging import ROWS, link
from amana.desk.people import named
from amana.record.reading import entries
from amana.search.finding import find as find_words
from amana.search.models import Indexed

NUMBER = re.compile(r"\s*(?:AM-?)?([2-9B-DF-HJ-NP-TV-Z]{6})\s*", re.IGNORECASE)
LONGEST_QUERY = 200
MOST_PEOPLE = 10
SHOWN = 240


@seated
@require_safe
def find(request: HttpRequest, seat: Seat) -> HttpResponse:
    """`?q=` what to look for; a case number leads straight to its case."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    exact = NUMBER.fullmatch(query)
    case = _by_number(seat, exact[1]) if exact else None
    if case is not None:
        return redirect("desk:case", number=case.number)
    rows, following = _entries(request, seat, query)
    after = request.GET.get("after")
    context: dict[str, Any] = {
        "query": query,
        "people": list(named(seat, query).prefetch_related("addresses")[:MOST_PEOPLE]) if query and not after else [],
        "rows": _shown(rows),
        "pages": {"after_url": link(request, after=str(following))} if following else None,
    }
    return page(request, seat, "desk/find.html", context, name="find")


def _by_number(seat: Seat, letters: str) -> Case | None:
    return Case.objects.visible_to(seat.viewer).filter(number=f"AM-{letters.upper()}").first()


def _entries(request: HttpRequest, seat: Seat, query: str) -> tuple[list[Indexed], int | None]:
    found = find_words(query, viewer=seat.viewer).select_related("case__customer")
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    rows = list(found.order_by("-pk")[: ROWS + 1])
    return rows[:ROWS], rows[ROWS - 1].pk if len(rows) > ROWS else None


def _shown(rows: list[Indexed]) -> list[dict[str, Any]]:
    said = entries([UUID(str(row.entry)) for row in rows], side="company")
    shown = []
    for row in rows:
        seen = said.get(row.entry)
        if seen is None or seen.content is None:
            continue
        anchor = f"#entry-{seen.number}" if seen.audience == "shared" else f"#entry-{seen.audience[:2]}{seen.number}"
        shown.append(
            {
                "subject": row.case.subject,
                "number": row.case.number,
                "person_name": row.case.customer,
                "text": Truncator(seen["text"] or "").chars(SHOWN),
                "at": row.at,
                "url": reverse("desk:case", args=[row.case.number]) + anchor,
            }
        )
    return shown
