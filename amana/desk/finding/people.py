"""The people who write to us: a list, and one person with what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, Case
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.paging import cursor_in, page_of, pages
from amana.people.models import Person
from amana.search.asking import understand
from amana.search.naming import people as named

MOST_CASES = 50
# Whoever finds so many says more of the name.
MOST_FOUND = 50
LONGEST = 300


def known_to(seat: Seat) -> QuerySet[Person]:
    """Return the people who have a case with a brand of this agent."""
    theirs = Case.objects.filter(customer=OuterRef("pk"), kept_by=COMPANY, brand__in=seat.brands)
    return Person.objects.filter(Exists(theirs))


@seated
@require_safe
def people(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Those who wrote, the newest first; `?q=` looks for a name, a mail address or a telephone number."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    context: dict[str, Any] = {"typed": typed}
    if typed:
        # Through what is indexed: of a million names none is read that is not shown.
        found = named(understand(typed), seat.viewer, most=MOST_FOUND)
        context |= {"people": found, "may_be_more": len(found) == MOST_FOUND}
    else:
        rows = known_to(seat).prefetch_related("addresses")
        some, following = page_of(rows, by="created_at", after=cursor_in(request), newest_first=True)
        context |= {"people": some, "pages": pages(request, following)}
    return page(request, seat, "desk/finding/people.html", context, name="people")


@seated
@require_safe
def person(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One person: addresses and cases."""
    found = get_object_or_404(known_to(seat), pk=key)
    cases = Case.objects.visible_to(seat.viewer).filter(customer=found).order_by("-opened_at")[:MOST_CASES]
    context = {
        "person": found,
        "addresses": found.addresses.order_by("kind", "added_at"),
        "cases": [
            {
                "subject": case.subject,
                "number": case.number,
                "url": reverse("desk:case", args=[case.number]),
                "opened_at": case.opened_at,
                "is_open": case.is_open,
            }
            for case in cases
        ],
    }
    return page(request, seat, "desk/finding/person.html", context, name="people")
