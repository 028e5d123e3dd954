"""Turning pages without counting rows: each page begins where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

ROWS = 25

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: its moment and its key."""

    at: datetime
    key: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.key.hex}"


def cursor_in(request: HttpRequest) -> Cursor | None:
    """Return where the wanted page begins; None for the first one and for anything that is no cursor of ours."""
    moment, _underscore, key = request.GET.get("after", "").partition("_")
    try:
        cursor = Cursor(datetime.fromisoformat(moment.replace(" ", "+")), UUID(hex=key))
    except ValueError:
        return None
    return cursor if cursor.at.tzinfo is not None else None


def page_of(
    rows: QuerySet[Row], *, by: str, after: Cursor | None, newest_first: bool = False, key: str = "pk", most: int = ROWS
) -> tuple[list[Row], Cursor | None]:
    """Return one page ordered by the column `by` and the key, and where the next one begins (None: nowhere)."""
    found = list(beginning(rows, by=by, after=after, newest_first=newest_first, key=key)[: most + 1])
    if len(found) <= most:
        return found, None
    last = found[most - 1]
    return found[:most], Cursor(getattr(last, by), UUID(str(last.pk)))


def beginning(
    rows: QuerySet[Row], *, by: str, after: Cursor | None, newest_first: bool = False, key: str = "pk"
) -> QuerySet[Row]:
    """Return the rows in the order of the column `by` and the key, from where a page begins."""
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    if after is not None:
        # The first condition says nothing new; it lets the index begin at the right place.
        same = Q(**{by: after.at, f"{key}__{beyond}": after.key})
        rows = rows.filter(**{f"{by}__{beyond}e": after.at}).filter(Q(**{f"{by}__{beyond}": after.at}) | same)
    return rows.order_by(f"{sign}{by}", f"{sign}{key}")


def pages(request: HttpRequest, following: Cursor | None) -> dict[str, str] | None:
    """Return the links of look/_pagination.html: the next page, and the first one when this is not it."""
    is_first = not request.GET.get("after")
    if following is None and is_first:
        return None
    return {
        "after_url": link(request, after=str(following)) if following else "",
        "first_url": "" if is_first else link(request, after=""),
    }


def link(request: HttpRequest, **changes: str) -> str:
    """Return this page's address with some of its parameters changed; an empty one is left out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
