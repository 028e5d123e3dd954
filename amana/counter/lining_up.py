"""Who stands in the line: every case that came by itself, until somebody of ours has worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from amana.cases.models import COMPANY, OPEN, Case
from amana.counter.models import Asked, Turn
from amana.record.appending import Appended
from amana.record.storing import insert_all

# Opened by somebody who sits at the desk: nobody has to look whose it is.
BY_HAND = "hand"
# Whoever did it, the case goes on elsewhere or is over.
OVER = {"case.merged", "case.set_aside", "closing.agreed", "closing.lapsed"}


def line_up(entries: Sequence[Appended]) -> None:
    """Reaction to `case.opened`: whatever came by itself and is open stands in the line; two queries for all."""
    books = [
        one.book
        for one in entries
        if one.by.kind != "agent" and one.content["kept_by"] == COMPANY and one.content["channel"] != BY_HAND
    ]
    if not books:
        return
    rows = Case.objects.filter(pk__in=books, state=OPEN, brand__isnull=False).order_by("pk")
    insert_all(
        [
            Turn(case_id=key, brand_id=brand, stands_at=at)
            for key, brand, at in rows.values_list("pk", "brand", "opened_at")
        ]
    )


def leave(entries: Sequence[Appended]) -> None:
    """Reaction: what somebody of ours has worked on is new no more, and a question to its customer has lost its point."""
    ours = [one for one in entries if one.by.kind == "agent" or one.kind in OVER or one.content.get("employee")]
    if not ours:
        return
    at = max(one.at for one in ours)
    books: set[UUID] = {one.book for one in ours}
    Turn.objects.waiting().filter(case__in=books).update(ended_at=at, ending=Turn.ELSEWHERE)
    Asked.objects.filter(case__in=books, ended_at=None, asked_at__lt=at).update(ended_at=at)
