"""Taking work in hand so that two workers never do the same: by a lease that runs out and a number that only grows."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from amana.post.models import DONE, Outgoing, RawMessage
from amana.record.storing import update_all, update_rows

# Longer than any batch takes; a worker that dies gives its work back after this.
LEASE = timedelta(minutes=3)

Leased = TypeVar("Leased", RawMessage, Outgoing)


class LeaseLost(Exception):
    """Another worker has taken the work over since; whatever this one did must be rolled back."""


def me() -> str:
    """Return a name for this process."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


@transaction.atomic
def claim(ready: models.QuerySet[Leased], *, most: int, at: datetime, worker: str, latest: int = 0) -> list[Leased]:
    """Return up to `most` rows that are now this worker's, those due first before others.

    Of these, `latest` are those that became due last: behind a long backlog, what is new does not wait for all of it.
    `ready` filters on columns of its own table only. On PostgreSQL rows another worker is
    claiming at this moment are skipped; on SQLite writers take turns.
    """
    if connection.vendor == "postgresql":
        ready = ready.select_for_update(skip_locked=True)
    rows = list(ready.order_by("not_before", "pk")[: most - latest])
    if latest and len(rows) == most - latest:
        last = ready.exclude(pk__in=[row.pk for row in rows]).order_by("-not_before", "-pk")[:latest]
        rows = _in_turn(rows, list(last))
    for row in rows:
        row.lease_owner, row.lease_until = worker, at + LEASE
        row.fence, row.attempts = row.fence + 1, row.attempts + 1
    update_all(rows, ["lease_owner", "lease_until", "fence", "attempts"])
    return rows


def _in_turn(first: list[Leased], last: list[Leased]) -> list[Leased]:
    """Return both lists as one, the second spread evenly over the first: work is done in this order, and may be cut short."""
    spread = [((number + 1) / (len(first) + 1), row) for number, row in enumerate(first)]
    spread += [((number + 1) / (len(last) + 1), row) for number, row in enumerate(last)]
    return [row for _place, row in sorted(spread, key=lambda one: one[0])]


def finish(rows: Sequence[Leased], **values: object) -> None:
    """Write the result of leased work and give it back; call it in the transaction of that work.

    Raises LeaseLost when any row has been taken over by another worker since it was claimed.
    """
    if not rows:
        return
    mine = Q()
    for row in rows:
        mine |= Q(pk=row.pk, fence=row.fence)
    model = type(rows[0])
    owner = rows[0].lease_owner
    done = model._default_manager.filter(mine, lease_owner=owner).update(lease_owner="", lease_until=None, **values)
    if done != len(rows):
        raise LeaseLost(f"{len(rows) - done} of {len(rows)} were taken over")


def give_back(rows: Sequence[Leased], *, not_before: datetime, counts: bool = False) -> None:
    """Put work back untouched, to be taken up again later; unless `counts`, this was no attempt. Raises as `finish`."""
    fewer: dict[str, object] = {} if counts else {"attempts": Greatest(F("attempts") - 1, 0)}
    finish(rows, not_before=not_before, **fewer)


def finish_each(done: Sequence[tuple[RawMessage, UUID | None, UUID | None]]) -> None:
    """Mark messages as in the record, each with its case and entry, and give them back; as `finish`."""
    if not done:
        return
    written = update_rows(
        RawMessage,
        ("state", "reason", "lease_owner", "lease_until", "case", "entry"),
        [(DONE, "", "", None, case, entry, row.pk, row.fence, row.lease_owner) for row, case, entry in done],
        where=("id", "fence", "lease_owner"),
    )
    if written != len(done):
        raise LeaseLost(f"{len(done) - written} of {len(done)} were taken over")
