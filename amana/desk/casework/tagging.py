"""The tags of a case: put on and taken off beside its title."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from amana.cases.models import Case, Tag, Tagged
from amana.desk.entering import Seat, case_of, seated
from amana.desk.hanging import Hanging
from amana.handling.facts.tagging import suggested, tag, tags_of, untag

# How the search is asked for what has a tag, closed cases too.
TAGGED = 'tag:"%s"'


@seated
@require_POST
def tags(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Put a tag on a case."""
    case = case_of(seat, number)
    tag(case, request.POST.get("name", ""), by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=case.number)


@seated
@require_POST
def tag_removal(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Take a tag off a case."""
    case = case_of(seat, number)
    untag(case, get_object_or_404(Tag, pk=key, brand=case.brand_id), by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=case.number)


def tags_shown(case: Case, there: Hanging) -> dict[str, Any]:
    """Return what desk/casework/_tags.html needs: the tags of a case, and those it could still get."""
    return {
        "on_it": [
            {"name": one.name, "url": f"{reverse('desk:find')}?{urlencode({'q': TAGGED % one.name})}",
             "drop_url": reverse("desk:tag_removal", args=[case.number, one.pk])}
            for one in (tags_of(case) if Tagged in there else ())
        ],
        "suggested": suggested(case) if Tag in there else [],
        "add_url": reverse("desk:tags", args=[case.number]),
    }  # fmt: skip
