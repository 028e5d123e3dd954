"""Keeping by which names a brand knows its customers, as their cases are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases.models import COMPANY, Case
from amana.handling.namesakes import LONGEST_NAME, CustomerName, NameWalk
from amana.kit.codes import new_id
from amana.language.normalising import fold
from amana.record.appending import Appended
from amana.record.storing import insert_rows

SHORTEST = 5
MOST_WORDS = 4
AT_ONCE = 1_000  # cases of earlier, once a run


def folded_name(name: str) -> str:
    """Return a full name in the form in which it is looked up; "" for what is no name of two to four words."""
    words = words_of(name)
    whole = " ".join(words)
    return whole if 2 <= len(words) <= MOST_WORDS and SHORTEST <= len(whole) <= LONGEST_NAME else ""


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded and without the signs around them; numbers and addresses are no words."""
    seen = (word.strip("\"'`.,;:!?()[]{}<>«»“”„‘’*_-–—/\\|") for word in fold(text).split())
    return [word for word in seen if word and not any(sign.isdigit() or sign == "@" for sign in word)]


def know(entries: Sequence[Appended]) -> None:
    """Reaction to opened cases: keep the names of their customers. Two statements, however many."""
    rows = Case.objects.filter(pk__in={one.book for one in entries}, kept_by=COMPANY, brand__isnull=False)
    _keep(rows.values_list("brand", "customer", "customer__name"))


def know_earlier(at: datetime) -> int:
    """Recurring: keep the names of a few cases that were there before; return how many were looked at. Then it rests."""
    with transaction.atomic():
        walk, _made = NameWalk.objects.select_for_update().get_or_create(pk=1, defaults={"after": UUID(int=0)})
        if walk.done_at is not None:
            return 0
        cases = Case.objects.filter(pk__gt=walk.after, kept_by=COMPANY, brand__isnull=False).order_by("pk")
        rows = list(cases.values_list("pk", "brand", "customer", "customer__name")[:AT_ONCE])
        _keep(row[1:] for row in rows)
        walk.after, walk.done_at = (rows[-1][0], None) if rows else (walk.after, at)
        walk.save()
    return len(rows)


def _keep(rows: Iterable[tuple[UUID | None, UUID, str]]) -> None:
    names = {
        (brand, folded, person) for brand, person, name in rows if brand is not None and (folded := folded_name(name))
    }
    rows_to_write = [(new_id(), *row) for row in sorted(names)]
    insert_rows(CustomerName, ("id", "brand_id", "folded", "person_id"), rows_to_write, unless_there=True)
