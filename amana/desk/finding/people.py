"""The people who write to us: a list, and one person with what was said."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, Case
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.paging import cursor_in, page_of, pages
from amana.people.models import Address, Person

MOST_CASES = 50
# Fewer digits may as well be part of a name.
SHORTEST_NUMBER = 5


def known_to(seat: Seat) -> QuerySet[Person]:
    """Return the people who have a case with a brand of this agent."""
    theirs = Case.objects.filter(customer=OuterRef("pk"), kept_by=COMPANY, brand__in=seat.brands)
    return Person.objects.filter(Exists(theirs))


def named(seat: Seat, typed: str) -> QuerySet[Person]:
    """Return known people by name, or by how an address of theirs begins; telephones are compared by their digits.

    Names are not looked through for a number that is somebody's telephone: its index names them.
    """
    typed = typed.strip()
    known, digits = known_to(seat), "".join(str(int(letter)) for letter in typed if letter.isdecimal())
    addresses = Address.objects.beginning_with(typed)
    # 050-123 4567, 0501234567 and +972501234567 end alike.
    if len(digits) >= SHORTEST_NUMBER and (end := digits.lstrip("0")):
        addresses |= Address.objects.ending_with(end)
        found = known.filter(pk__in=addresses.values("person"))
        if not any(letter.isalpha() for letter in typed) and found.exists():
            return found
    return known.filter(Q(name__icontains=typed) | Q(pk__in=addresses.values("person")))


@seated
@require_safe
def people(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Those who wrote, the newest first; `?q=` looks for a name, a mail address or a telephone number."""
    typed = request.GET.get("q", "").strip()
    rows = named(seat, typed) if typed else known_to(seat)
    found, following = page_of(
        rows.prefetch_related("addresses"), by="created_at", after=cursor_in(request), newest_first=True
    )
    context = {"people": found, "typed": typed, "pages": pages(request, following)}
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
