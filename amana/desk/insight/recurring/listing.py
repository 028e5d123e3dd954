"""The questions that come again: those that rise, the newest, the largest; a page at a time, however many there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, leads_only, seated
from amana.desk.framing import page
from amana.desk.paging import ROWS, link
from amana.insight.models import Group, Telling
from amana.kit.codes import key_in
from amana.team.models import Brand

# How the list can be ordered: by which column, each with an index of its own.
ORDERS = {"rising": "rise", "largest": "size", "newest": "first_at"}
NAMES = {
    "rising": gettext_lazy("Rising"),
    "largest": gettext_lazy("Most often asked"),
    "newest": gettext_lazy("Newest"),
}


@seated
@require_safe
def groups(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What is asked again and again, by whom in which language, and since when."""
    leads_only(seat)
    brand = _brand(request, seat)
    order = request.GET.get("order", "")
    order = order if order in ORDERS else "rising"
    rows = Group.objects.visible_to(seat.viewer).shown().filter(brand=brand) if brand else Group.objects.none()
    found, following = _page(rows, ORDERS[order], request.GET.get("after", ""))
    context = {
        "rows": _shown(found),
        "orders": [
            {"name": name, "url": link(request, order=key, after=""), "is_chosen": key == order}
            for key, name in NAMES.items()
        ],
        "brands": [
            {"name": one.name, "url": link(request, brand=str(one.pk), after=""), "is_chosen": one == brand}
            for one in _brands(seat)
        ],
        "pages": _links(request, following),
    }
    return page(request, seat, "desk/insight/recurring/groups.html", context, name="insight")


def _links(request: HttpRequest, following: str) -> dict[str, str] | None:
    is_first = not request.GET.get("after")
    if is_first and not following:
        return None
    return {
        "after_url": link(request, after=following) if following else "",
        "first_url": "" if is_first else link(request, after=""),
    }


def _brands(seat: Seat) -> list[Brand]:
    return list(Brand.objects.filter(pk__in=seat.brands).order_by("created_at", "pk"))


def _brand(request: HttpRequest, seat: Seat) -> Brand | None:
    """Return the brand that is asked for, or the first that this agent serves."""
    wanted = key_in(request.GET.get("brand", ""))
    brands = _brands(seat)
    return next((one for one in brands if one.pk == wanted), brands[0] if brands else None)


def _page(rows: QuerySet[Group], by: str, after: str) -> tuple[list[Group], str]:
    """Return a page in the falling order of a column and of the key, and where the next one begins."""
    beginning, _underscore, key = after.rpartition("_")
    begins, last = _value(by, beginning), key_in(key)
    if begins is not None and last is not None:
        same = Q(**{by: begins, "pk__lt": last})
        rows = rows.filter(**{f"{by}__lte": begins}).filter(Q(**{f"{by}__lt": begins}) | same)
    found = list(rows.order_by(f"-{by}", "-pk")[: ROWS + 1])
    if len(found) <= ROWS:
        return found, ""
    end = found[ROWS - 1]
    value = getattr(end, by)
    said = value.isoformat() if isinstance(value, datetime) else repr(value)
    return found[:ROWS], f"{said}_{end.pk.hex}"


def _value(by: str, said: str) -> float | datetime | None:
    try:
        if by != "first_at":
            return float(said) if by == "rise" else int(said)
        moment = datetime.fromisoformat(said.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _shown(found: list[Group]) -> list[dict[str, Any]]:
    told: dict[UUID, list[Telling]] = {}
    for one in Telling.objects.filter(group__in=found, place=0).order_by("language"):
        told.setdefault(one.group_id, []).append(one)
    return [
        {"group": one, "others": [telling for telling in told.get(one.key, []) if telling.text != one.name]}
        for one in found
    ]
