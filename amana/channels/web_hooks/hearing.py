"""From what enters the record to what is to be told: a row for each web hook that asked for it, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from amana.cases.models import COMPANY, OPEN, Case
from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks.choosing import is_wanted, may_be_told
from amana.kit.codes import new_id
from amana.record.appending import Appended
from amana.record.storing import insert_all


def hear(entries: Sequence[Appended]) -> None:
    """Reaction: write down what each web hook is to be told of these entries; no word of them.

    Where no web hook is on, as in most installations, this is one query of an empty table. The caller holds the cases.
    """
    if not _is_anybody_there():
        return
    hooks = list(WebHook.objects.filter(is_on=True))
    wanted = [
        (entry, hook)
        for entry in entries
        if not _is_history(entry)
        for hook in hooks
        if is_wanted(entry.kind, hook.kinds) and may_be_told(entry.audience, tells_company=hook.tells_company)
    ]
    if not wanted:
        return
    brands = _brands_of({entry.book for entry, _hook in wanted}, born={one.book for one in entries if _is_birth(one)})
    insert_all([_row(entry, hook) for entry, hook in wanted if brands.get(entry.book) == hook.brand_id])


def _is_anybody_there() -> bool:
    """Written out: this is asked at each entry, and composing the query would take longer than the answer."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1 FROM channels_webhook WHERE is_on LIMIT 1")
        return cursor.fetchone() is not None


def _brands_of(books: Collection[UUID], *, born: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Return the brand of each case; own cases are left out, and so are those that came into being closed: history."""
    rows = Case.objects.filter(pk__in=books, kept_by=COMPANY).values_list("pk", "brand", "state")
    return {key: brand for key, brand, state in rows if state == OPEN or key not in born}


def _is_birth(entry: Appended) -> bool:
    return entry.kind == "case.opened"


def _is_history(entry: Appended) -> bool:
    """What was written long ago and came in from files is no news."""
    return bool(entry.content.get("imported")) or entry.kind == "closing.as_history"


def _row(entry: Appended, hook: WebHook) -> Delivery:
    return Delivery(
        id=new_id(), hook_id=hook.pk, entry=entry.id, type=entry.kind, made_at=entry.at, not_before=entry.at
    )
