"""Finding a case by its number, a person by name, address or telephone, an entry or a file by its words or its meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.cases.models import Case
from amana.desk.entering import Seat, seated
from amana.desk.finding.found import grouped
from amana.desk.finding.narrowing import choices, filters_chosen, with_filters
from amana.desk.framing import page
from amana.desk.paging import link
from amana.search.asking import understand
from amana.search.finding import (
    FEW,
    HIGHEST,
    Counted,
    Hits,
    Search,
    alike,
    closest,
    count,
    count_all,
    hits,
    put_right,
    widened,
)
from amana.search.naming import people
from amana.search.narrowing import narrow
from amana.search.walking import is_walking

NUMBER = re.compile(r"\s*(?:AM-?)?([2-9B-DF-HJ-NP-TV-Z]{6})\s*", re.IGNORECASE)
LONGEST_QUERY = 300
BEGUN, RIGHT = "begun", "right"


@dataclass(frozen=True)
class Answer:
    """What is shown: the search that was made in the end, how it came to that, and a better one to offer."""

    search: Search
    found: Hits
    how: str = ""  # "begun": the last word is a beginning; "right": slips were put right
    offered: str = ""


@seated
@require_safe
def find(request: HttpRequest, seat: Seat) -> HttpResponse:
    """`?q=` what to look for, filters included; `after`, `how` and `by` as the links of the page say them."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    if wanted := filters_chosen(request):
        return redirect(f"{request.path}?{urlencode({'q': with_filters(query, wanted)})}")
    exact = NUMBER.fullmatch(query)
    case = _by_number(seat, exact[1]) if exact else None
    if case is not None:
        return redirect("desk:case", number=case.number)
    return page(request, seat, "desk/finding/find.html", _context(request, seat, query), name="find")


def _by_number(seat: Seat, letters: str) -> Case | None:
    return Case.objects.visible_to(seat.viewer).filter(number=f"AM-{letters.upper()}").first()


def _context(request: HttpRequest, seat: Seat, query: str) -> dict[str, Any]:
    asked = understand(query)
    search = Search(asked, narrow(asked, seat.viewer), seat.viewer)
    answer = _answer(request, search)
    is_first = not request.GET.get("after")
    groups = grouped(answer.found.rows, answer.search.asked)
    near = alike(answer.search, but_not=[row.case_id for row in answer.found.rows]) if is_first else []
    counted = _counted(request, answer.search) if is_first and asked else None
    return {
        "query": query,
        "asked": asked,
        "narrowed": search.narrowed,
        "answer": answer,
        "instead": answer.search.asked.typed,
        "people": people(asked, seat.viewer) if is_first else [],
        "groups": groups,
        "near": grouped(near, answer.search.asked, is_alike=True),
        "counted": counted,
        "count_url": link(request, count="all") if counted and not counted.is_exact else "",
        "order": _orders(request, answer) if asked.words else [],
        "pages": _pages(request, answer),
        "choices": choices(seat),
        "is_walking": is_walking(seat.at) if not groups else False,
    }


def _answer(request: HttpRequest, search: Search) -> Answer:
    """Return what was found as it was typed; where that is little, with the last word as a beginning, or with slips put right."""
    if request.GET.get("by") == "closest":
        return Answer(search, closest(search))
    after = _after(request)
    how = request.GET.get("how", "")
    if how in {BEGUN, RIGHT}:
        other = (widened if how == BEGUN else put_right)(search)
        search = other or search
        return Answer(search, hits(search, after=after), how if other else "")
    found = hits(search, after=after)
    if after is not None or len(found.rows) >= FEW or found.is_cut or request.GET.get("exactly"):
        return Answer(search, found)
    return _more(search, found)


def _more(search: Search, found: Hits) -> Answer:
    wide = widened(search)
    if wide is not None and len((more := hits(wide)).rows) > len(found.rows):
        return Answer(wide, more, BEGUN)
    right = put_right(search)
    if right is None:
        return Answer(search, found)
    if not found.rows:
        return Answer(right, hits(right), RIGHT)
    return Answer(search, found, offered=right.asked.typed)


def _after(request: HttpRequest) -> int | None:
    after = request.GET.get("after", "")
    is_number = after.isascii() and after.isdecimal() and len(after) <= len(str(HIGHEST))
    return min(int(after), HIGHEST) if is_number else None


def _counted(request: HttpRequest, search: Search) -> Counted:
    return count_all(search) if request.GET.get("count") == "all" else count(search)


def _pages(request: HttpRequest, answer: Answer) -> dict[str, str] | None:
    following = answer.found.following
    is_first = not request.GET.get("after")
    if following is None and is_first:
        return None
    after = link(request, after=str(following), how=answer.how, count="") if following else ""
    return {"after_url": after, "first_url": "" if is_first else link(request, after="", count="")}


def _orders(request: HttpRequest, answer: Answer) -> list[dict[str, Any]]:
    is_closest = request.GET.get("by") == "closest"
    how = "" if is_closest else answer.how
    return [
        {"label": _("Newest first"), "url": link(request, by="", after="", how=how), "is_current": not is_closest},
        {"label": _("Closest in meaning first"), "url": link(request, by="closest", after="", how=""), "is_current": is_closest},
    ]  # fmt: skip
