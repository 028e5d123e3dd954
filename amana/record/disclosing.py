"""Taking single entries out of the record that both sides read, each with what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from amana.record import sealing
from amana.record.copying import may_be_disclosed
from amana.record.errors import RecordError
from amana.record.models import Entry
from amana.record.reading import as_seen


class NotDisclosed(RecordError):
    """An entry is not there, is one side's own, or was withdrawn: it does not leave its record."""


def copies(book: UUID, keys: Iterable[UUID]) -> list[dict[str, Any]]:
    """Return sealed copies of these entries of one book, in the order they were written.

    Raises NotDisclosed when one of them is not there, lies in a private chain, is of a private kind, or is withdrawn
    from either side: nothing leaves then.
    """
    wanted = set(keys)
    rows = Entry.objects.filter(pk__in=wanted, chain__book=book, chain__audience="shared")
    found = list(rows.select_related("chain", "content").order_by("number"))
    if len(found) != len(wanted) or not all(may_be_disclosed(row.kind) for row in found):
        raise NotDisclosed("One of these entries is not in the record that both sides read.")
    before = _before(found)
    taken = []
    for seen in as_seen(found, None):
        if seen.content is None or seen.salt is None or seen.hidden_from is not None:
            raise NotDisclosed("One of these entries was withdrawn.")
        header = sealing.Header(
            seen.book, seen.audience, seen.number, seen.id, seen.kind, seen.version, seen.at, seen.by.kind, seen.by.key,
            seen.corrects, seen.leaf,
        )  # fmt: skip
        plain = header.plain(before[seen.number])
        taken.append({**plain, "content": dict(seen.content), "hash": seen.hash, "salt": seen.salt})
    return taken


def _before(rows: list[Entry]) -> dict[int, str]:
    """Return for the number of each entry the link it follows."""
    if not rows:
        return {}
    chain = rows[0].chain
    hashes = dict(
        Entry.objects.filter(chain=chain, number__in=[row.number - 1 for row in rows]).values_list("number", "hash")
    )
    first = sealing.beginning(chain.book_id, "shared")
    return {row.number: hashes[row.number - 1] if row.number > 1 else first for row in rows}


def is_as_kept_here(copy: Mapping[str, Any]) -> bool | None:
    """Say whether a copy is what this installation keeps and shows; None when its entry was never kept here."""
    row = Entry.objects.filter(pk=UUID(str(copy["entry"]))).select_related("chain", "content").first()
    if row is None:
        return None
    seen = next(as_seen([row], None))
    is_same = row.hash == copy["hash"] and row.chain.audience == "shared" and str(row.chain.book_id) == copy["book"]
    return is_same and seen.content is not None and seen.hidden_from is None
