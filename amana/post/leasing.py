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

from amana.post.models import Outgoing, RawMessage

# Longer than any batch takes; a worker that dies gives its work back after this.
LEASE = timedelta(minutes=3)

Leased = TypeVar("Leased", RawMessage, Outgoing)


class LeaseLost(Exception):
    """Another worker has taken the work over since; whatever this one did must be rolled back."""


def me() -> str:
    """Return a name for this process."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


@transaction.atomic
def claim(ready: models.QuerySet[Leased], *, most: int, at: datetime, worker: str) -> list[Leased]:
    """Return up to `most` rows that are now this worker's, oldest first.

    `ready` filters on columns of its own table only. On PostgreSQL rows another worker is
    claiming at this moment are skipped; on SQLite writers take turns.
    """
    if connection.vendor == "postgresql":
        ready = ready.select_for_update(skip_locked=True)
    keys = list(ready.order_by("not_before", "pk").values_list("pk", flat=True)[:most])
    if not keys:
        return []
    model = ready.model
    model._default_manager.filter(pk__in=keys).update(
        lease_owner=worker, lease_until=at + LEASE, fence=F("fence") + 1, attempts=F("attempts") + 1
    )
    return list(model._default_manager.filter(pk__in=keys).order_by("not_before", "pk"))


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
    """Put work back untouched, to be taken up again later; unless `counts`, this was no attempt."""
    for row in rows:
        values: dict[str, object] = {"not_before": not_before}
        if not counts:
            values["attempts"] = max(row.attempts - 1, 0)
        finish([row], **values)


def finish_each(done: Sequence[tuple[RawMessage, UUID | None, UUID | None]]) -> None:
    """Mark messages as in the record, each with its case and entry, and give them back; as `finish`."""
    if not done:
        return
    table, key = RawMessage._meta.db_table, RawMessage._meta.pk
    case, entry = RawMessage._meta.get_field("case"), RawMessage._meta.get_field("entry")
    rows = [
        [
            case.get_db_prep_save(its_case, connection),
            entry.get_db_prep_save(its_entry, connection),
            key.get_db_prep_save(row.pk, connection),
            row.fence,
            row.lease_owner,
        ]
        for row, its_case, its_entry in done
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET state = 'done', reason = '', lease_owner = '', lease_until = NULL, "  # noqa: S608  # names come from the model
            "case_key = %s, entry_key = %s WHERE id = %s AND fence = %s AND lease_owner = %s",
            rows,
        )
        if cursor.rowcount != len(done):
            raise LeaseLost(f"{len(done) - cursor.rowcount} of {len(done)} were taken over")
