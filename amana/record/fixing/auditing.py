"""Recomputing the whole log of heads: that it is the records', that its nodes follow from it, and each root that was signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from amana.record import proofs, sealing
from amana.record.fixing import branching
from amana.record.fixing.branching import STRIDE
from amana.record.fixing.checkpointing import leaf_of
from amana.record.fixing.signing import PUBLIC, known_keys
from amana.record.models import Chain, Checkpoint, Entry, Leaf, Node, node_key

BATCH = 500


def audit() -> Iterator[str]:
    """Yield a sentence for each thing that does not fit; reads every leaf once, in order, and every chain once."""
    yield from _checkpoints(yet := _Log())
    yield from yet.rest()
    yield from _forgotten()


class _Log:
    """The log as it is recomputed, up to where it was asked for."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[tuple[int, str]] = []  # whole subtrees from the left: level and hash
        self._rows = self._read()
        self._made: dict[int, str] = {}

    def grow_to(self, size: int) -> Iterator[str]:
        """Read on to a size; yields what is wrong on the way. Stops early where leaves are missing."""
        while self.size < size:
            row = next(self._rows, None)
            if row is None:
                return
            yield from self._check(row)
            self._add(row["hash"])
            yield from self._check_nodes()

    def rest(self) -> Iterator[str]:
        """Read to the end: what no checkpoint holds yet."""
        yield from self.grow_to(2**62)
        yield from self._check_nodes(least=1)

    def root(self) -> str:
        """Return the root of what was read; that of nothing when every leaf is gone."""
        if not self.peaks:
            return branching.hash_of((0, 0), {})
        *rest, (_level, found) = self.peaks
        for _level, one in reversed(rest):
            found = branching.joined(one, found)
        return found

    def _read(self) -> Iterator[dict[str, Any]]:
        at = -1
        sealed = Entry.objects.filter(chain=OuterRef("chain"), number=OuterRef("length")).values("hash")[:1]
        rows = Leaf.objects.annotate(sealed=Subquery(sealed), book=F("chain__book"), audience=F("chain__audience"))
        while found := list(rows.filter(place__gt=at).order_by("place").values()[:BATCH]):
            yield from found
            at = found[-1]["place"]

    def _check(self, row: dict[str, Any]) -> Iterator[str]:
        name = f"Leaf {row['place']} (record {row['book']}, {row['audience']}, {row['length']} entries)"
        if row["place"] != self.size:
            yield f"{name}: leaf {self.size} is missing."
        told = leaf_of(row["book"], row["audience"], row["length"], row["head"], salt=row["salt"])
        if told != row["hash"]:
            yield f"{name}: it was changed."
        sealed = row["sealed"] if row["length"] else sealing.beginning(row["book"], row["audience"])
        if sealed != row["head"]:
            yield f"{name}: the record has another entry {row['length']} now, or none."

    def _add(self, leaf: str) -> None:
        level, place, found = 0, self.size, leaf
        self.size += 1
        while self.peaks and self.peaks[-1][0] == level:
            found = branching.joined(self.peaks.pop()[1], found)
            level, place = level + 1, place >> 1
            if level % STRIDE == 0:
                self._made[node_key(level, place)] = found
        self.peaks.append((level, found))

    def _check_nodes(self, *, least: int = BATCH) -> Iterator[str]:
        """Compare the kept nodes with those recomputed, many at once."""
        if len(self._made) < least:
            return
        kept = dict(Node.objects.filter(pk__in=list(self._made)).values_list("id", "hash"))
        for key, found in self._made.items():
            if kept.get(key) != found:
                yield f"Node {key >> 56}.{key & (1 << 56) - 1} of the log is missing or was changed."
        self._made.clear()


def _checkpoints(log: _Log) -> Iterator[str]:
    before: Checkpoint | None = None
    ours, named = known_keys(), set[str]()
    for row in Checkpoint.objects.order_by("number").iterator():
        yield from log.grow_to(row.size)
        name = f"Checkpoint {row.number}"
        try:
            yield from _signed(row, before, ours, named)
        except ValueError as error:
            yield f"{name} does not read as a checkpoint: {error}"
        except (KeyError, TypeError, AttributeError):
            yield f"{name} does not read as a checkpoint."
        if log.size != row.size or log.root() != row.root:
            yield f"{name}: the log it was signed over was changed or taken away."
        before = row


def _signed(row: Checkpoint, before: Checkpoint | None, ours: set[str], named: set[str]) -> Iterator[str]:
    """Yield what does not fit in what was signed; `ours` grows by keys that one of ours signed, `named` by others, told once.

    Raises ValueError, KeyError, TypeError or AttributeError when it is no checkpoint at all.
    """
    name, body = f"Checkpoint {row.number}", json.loads(row.body)
    try:
        keys = proofs.check_signed({"body": body, "signatures": json.loads(row.signatures)})
    except proofs.Wrong as error:
        yield str(error)
    else:
        if not ours.isdisjoint(keys):
            ours.add(keys[0])
        elif keys[0] not in named:
            named.add(keys[0])
            yield (
                f"{name} is signed by the key {keys[0]}, which is none of this installation's. If it was, name it in "
                f"AMANA_CHECKPOINT_KEYS_EARLIER: {PUBLIC}{keys[0]}"
            )
    if sealing.digest(row.body) != row.fingerprint or (body["number"], body["size"], body["root"]) != (
        row.number, row.size, row.root,
    ):  # fmt: skip
        yield f"{name}: its row is not what was signed."
    if (body["previous"], row.number) != ((before.fingerprint, before.number + 1) if before else (None, 1)):
        yield f"{name} does not follow the one before it."


def _forgotten() -> Iterator[str]:
    """Yield the chains that are said to be in the log as they are, and are not."""
    last: QuerySet[Any] = (
        Leaf.objects.filter(chain=OuterRef("pk")).order_by().values("chain").annotate(l=Max("length")).values("l")
    )
    chains = Chain.objects.filter(is_fresh=False).annotate(noted=Subquery(last))
    for book, audience in (
        chains.filter(Q(noted=None) | ~Q(noted=F("length"))).values_list("book_id", "audience").iterator()
    ):
        yield f"Record {book}, {audience}: it has gone on, and was passed over by the log."
