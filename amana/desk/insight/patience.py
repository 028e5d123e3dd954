"""Customers at the end of their patience: their cases, the least patience first, with what took it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from amana.cases.models import OPEN
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.insight.viewing import others
from amana.desk.queueing.queue import promises_of, row_of
from amana.insight.models import Strained
from amana.kit.codes import key_in
from amana.review.models import Change
from amana.review.patience import REMEMBERED
from amana.review.weighing import WORDS

ROWS = 25
# So many reasons stand beside a case, the latest first, each once.
REASONS, LOOKED_AT = 3, 12


@seated
@require_safe
def patience(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The open cases this agent may see whose customer has borne too much."""
    after = _after(request)
    listed = Strained.objects.filter(brand__in=seat.brands)
    if after is not None:
        # The first condition says nothing new; it lets the index begin at the right place.
        listed = listed.filter(patience__gte=after[0]).exclude(patience=after[0], case__lte=after[1])
    rows = list(
        listed.select_related("case__customer", "case__holder__account").order_by("patience", "case")[: ROWS + 1]
    )
    shown = rows[:ROWS]
    cases = [row.case for row in shown if row.case.state == OPEN]
    promises, why = promises_of(cases), _reasons({case.customer_id for case in cases}, seat)
    said = [
        row_of(case, promises, seat, seat.at, is_mine=False) | {"why": why[case.customer_id], "number": case.number}
        for case in cases
    ]
    context = {
        # What waiting took since is in what is shown.
        "rows": sorted(said, key=lambda row: row["patience"] or 0),
        "pages": _pages(rows, shown, is_first=after is None),
        "others": others(seat, "insight_patience"),
    }
    return page(request, seat, "desk/insight/patience.html", context, name="insight")


def _after(request: HttpRequest) -> tuple[int, UUID] | None:
    """Return after which row the page begins; None for the first one and for anything that is none of ours."""
    points, _underscore, key = request.GET.get("after", "").partition("_")
    found = key_in(key)
    if found is None or not (points.isascii() and points.isdigit() and len(points) < 4):
        return None
    return int(points), found


def _pages(rows: list[Strained], shown: list[Strained], *, is_first: bool) -> dict[str, str] | None:
    url = reverse("desk:insight_patience")
    following = f"{url}?after={shown[-1].patience}_{shown[-1].pk}" if len(rows) > len(shown) else ""
    return {"after_url": following, "first_url": "" if is_first else url} if following or not is_first else None


def _reasons(people: Iterable[UUID], seat: Seat) -> dict[UUID, list[str]]:
    """Return what took each customer's patience, the latest first, in one query."""
    lately = Change.objects.filter(person__in=set(people), points__lt=0, at__gt=seat.at - REMEMBERED, at__lte=seat.at)
    numbered = lately.annotate(back=Window(RowNumber(), partition_by="person", order_by=["-at", "-id"]))
    found: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    rows = numbered.filter(back__lte=LOOKED_AT).order_by("-at", "-id").values_list("person", "reason")
    for person, reason in rows:
        if reason in WORDS:
            found[person][reason] = None
    return defaultdict(
        list, {person: [str(WORDS[one]) for one in list(why)[:REASONS]] for person, why in found.items()}
    )
