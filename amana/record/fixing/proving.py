"""Proving to somebody outside how far one record had come on a day, without telling anything of another record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from amana.record.fixing import branching
from amana.record.fixing.checkpointing import Fixed, fixed, hashes_of
from amana.record.kinds import Audience
from amana.record.models import Checkpoint, Leaf, Stamp, chain_key

# Checkpoints that one page of the list shows, and one part of the file of them.
SHOWN = 60


@dataclass(frozen=True)
class Proof:
    """What an export holds of checkpoints: `says` as JSON, and the time stamps beside it by the names of their files."""

    says: Mapping[str, Any]
    files: Mapping[str, bytes]
    latest: Fixed


def proof_of(book: UUID, audience: Audience = "shared", *, length: int) -> Proof | None:
    """Return what shows that a record stands in the latest checkpoint; None as long as there is no checkpoint.

    `length` is how many of its entries whoever gets the proof has.

    Three checkpoints: the first that held the record as it last stood, the one before the latest, the latest; where the key changed
    between them, the two at each change. That each earlier one is wholly in the latest is shown too. Reads about a hundred
    rows of a log of a million.
    """
    latest = Checkpoint.objects.order_by("-number").first()
    if latest is None:
        return None
    leaves = Leaf.objects.filter(chain=chain_key(book, audience), length__lte=length, place__lt=latest.size)
    leaf = leaves.order_by("-length").values_list("place", "length", "head", "salt").first()
    rows = _named(latest, None if leaf is None else leaf[0])
    ranges = [[] if leaf is None else branching.path_to(leaf[0], latest.size)]
    ranges += [branching.growth(row.size, latest.size) for row in rows[:-1]]
    path, *growths = _split(hashes_of([one for part in ranges for one in part]), [len(part) for part in ranges])
    stamps = {stamp.checkpoint_id: stamp for stamp in Stamp.objects.filter(checkpoint__in=[row.number for row in rows])}
    files: dict[str, bytes] = {}
    for number, stamp in stamps.items():
        files |= {f"stamps/{number}.tsq": bytes(stamp.request), f"stamps/{number}.tsr": bytes(stamp.response)}
    says = {
        "checkpoints": [{**signed(row), "stamp": _stamp(stamps.get(row.number))} for row in rows],
        "growth": [{"from": row.number, "path": path_} for row, path_ in zip(rows, growths, strict=False)],
        "leaf": None if leaf is None else _leaf(book, audience, *leaf),
        "path": path,
    }
    return Proof(says, files, fixed(latest))


def fixed_to(book: UUID, *, length: int) -> tuple[Fixed, int] | None:
    """Return the latest checkpoint, and up to which entry it holds what both sides read of a record; None without one."""
    row = Checkpoint.objects.order_by("-number").first()
    if row is None:
        return None
    leaves = Leaf.objects.filter(chain=chain_key(book, "shared"), length__lte=length, place__lt=row.size)
    return fixed(row), leaves.order_by("-length").values_list("length", flat=True).first() or 0


def _named(latest: Checkpoint, place: int | None) -> list[Checkpoint]:
    """Return the checkpoints a proof names, the latest last."""
    named = {latest.number: latest}
    before = Checkpoint.objects.filter(number=latest.number - 1).first()
    first = None if place is None else Checkpoint.objects.filter(size__gt=place).order_by("size").first()
    named |= {row.number: row for row in (before, first) if row is not None}
    rows = [named[number] for number in sorted(named)]
    if len({_key(row) for row in rows}) > 1:
        named |= {row.number: row for row in _changes_of_key(rows[0].number, latest.number)}
    return [named[number] for number in sorted(named)]


def _changes_of_key(first: int, last: int) -> Iterator[Checkpoint]:
    """Yield the last checkpoint of each key and the first of the next; reads all from the one number to the other."""
    before: Checkpoint | None = None
    for row in Checkpoint.objects.filter(number__range=(first, last)).order_by("number").iterator():
        if before is not None and _key(before) != _key(row):
            yield from (before, row)
        before = row


def _key(row: Checkpoint) -> str:
    return str(json.loads(row.body)["key"])


def _split(hashes: Sequence[str], lengths: Sequence[int]) -> list[list[str]]:
    found, at = [], 0
    for length in lengths:
        found.append(list(hashes[at : at + length]))
        at += length
    return found


def _leaf(book: UUID, audience: str, place: int, length: int, head: str, salt: str) -> dict[str, Any]:
    return {"audience": audience, "book": str(book), "head": head, "length": length, "place": place, "salt": salt}


def _stamp(stamp: Stamp | None) -> dict[str, str] | None:
    if stamp is None:
        return None
    name = f"stamps/{stamp.checkpoint_id}"
    return {"authority": stamp.authority, "request": f"{name}.tsq", "response": f"{name}.tsr"}


def signed(row: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as anybody may have it: what was signed, and the signatures."""
    return {"body": json.loads(row.body), "signatures": json.loads(row.signatures)}


def latest() -> Fixed | None:
    """Return the latest checkpoint, or None."""
    row = Checkpoint.objects.order_by("-number").first()
    return None if row is None else fixed(row)


def newest(*, before: int | None = None) -> list[Fixed]:
    """Return some checkpoints, the newest first; `before` is a number, and leaves out those from it on."""
    return [fixed(row) for row in _rows(before)]


def published(*, before: int | None = None) -> list[dict[str, Any]]:
    """Return the same, the oldest first, as what they are in a published list: with how each grew out of the one before."""
    return [{**signed(row), "growth": json.loads(row.growth)} for row in reversed(_rows(before))]


def every_published() -> Iterator[dict[str, Any]]:
    """Yield all of them, the oldest first."""
    for row in Checkpoint.objects.order_by("number").iterator():
        yield {**signed(row), "growth": json.loads(row.growth)}


def _rows(before: int | None) -> list[Checkpoint]:
    rows = Checkpoint.objects.order_by("-number")
    return list((rows if before is None else rows.filter(number__lt=before))[:SHOWN])
