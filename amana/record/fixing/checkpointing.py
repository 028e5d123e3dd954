"""Fixing how far every record has come: heads that moved go into a log that only grows, and its root is signed once a day."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from amana.record import sealing
from amana.record.fixing import branching
from amana.record.fixing.branching import STRIDE, WIDTH, Range, Spot
from amana.record.fixing.signing import public_key, sign
from amana.record.models import Chain, Checkpoint, Leaf, Node, node_key
from amana.record.storing import insert_rows, update_rows

BATCH = 500
# Of a fingerprint, the letters that stand in a mail: 64 bits, enough to find it again in the list.
SHORT = 16
# Heads that one turn of the clock puts into the log, some seconds' work.
AT_A_TIME = 20_000
LEAF = ("place", "chain_id", "length", "head", "salt", "hash")
# One process at a time grows the log: the number of a lock of PostgreSQL, which is held until the transaction ends.
_LOCK = 0x616D616E61
# Where the latest checkpoint lies for whoever writes a mail: beside the data, so that no mail asks the database for it.
_FILE = "checkpoint.json"


@dataclass(frozen=True)
class Fixed:
    """A checkpoint as others may know it: `fingerprint` is the SHA-256 of what is signed."""

    number: int
    at: datetime
    size: int
    root: str
    fingerprint: str
    key: str

    @property
    def short(self) -> str:
        """As it stands in a mail, and at the foot of a printed page."""
        return self.fingerprint[:SHORT]


def make_daily(at: datetime) -> Fixed | None:
    """Recurring: make the checkpoint of this day (UTC) if there is none yet; return it if it was made now.

    Where more heads moved than fit into one turn, as at the first one of an old installation, the next turn goes on.
    """
    if _has_one(at, Checkpoint.objects.order_by("-number").first()):
        return None
    return make(at=at, is_daily=True) if note_heads(most=AT_A_TIME) < AT_A_TIME else None


def _has_one(at: datetime, last: Checkpoint | None) -> bool:
    return last is not None and last.at.astimezone(UTC).date() == at.astimezone(UTC).date()


def make(*, at: datetime, is_daily: bool = False) -> Fixed | None:
    """Put every head that moved into the log, and sign its root; None when nothing moved since the last checkpoint.

    Reads the chains that moved, some hundreds in each transaction, and never waits for one that is being written: that
    one is in the next checkpoint. Of two processes at once the second waits and finds less to do; where it `is_daily`, nothing.
    """
    note_heads()
    with transaction.atomic():
        _alone()
        size = log_size()
        last = Checkpoint.objects.order_by("-number").first()
        if size == (last.size if last else 0) or (is_daily and _has_one(at, last)):
            return None
        row = _signed(last, size, at=at)
        row.save(force_insert=True)
        # Only what is certain is told.
        transaction.on_commit(lambda: _tell(row))
    return fixed(row)


def note_heads(*, most: int | None = None) -> int:
    """Put the heads of chains that moved into the log, each once, until there are `most`; return how many."""
    count, after = 0, UUID(int=0)
    while (most is None or count < most) and (noted := _note_batch(after)):
        count, after = count + len(noted), noted[-1]
    return count


@transaction.atomic
def _note_batch(after: UUID) -> list[UUID]:
    _alone()
    moved = Chain.objects.select_for_update(skip_locked=True).filter(is_fresh=True, pk__gt=after).order_by("pk")
    chains = list(moved.values_list("pk", "book_id", "audience", "length", "head")[:BATCH])
    if not chains:
        return []
    size, leaves = log_size(), []
    for place, (key, book, audience, length, head) in enumerate(chains, size):
        salt = sealing.new_salt()
        leaves.append((place, key, length, head, salt, leaf_of(book, audience, length, head, salt=salt)))
    insert_rows(Leaf, LEAF, leaves)
    insert_rows(Node, ("id", "hash"), list(_grown(size, [leaf[-1] for leaf in leaves])))
    update_rows(Chain, ("is_fresh",), [(False, chain[0]) for chain in chains], where=("id",))
    return [chain[0] for chain in chains]


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def leaf_of(book: UUID, audience: str, length: int, head: str, *, salt: str) -> str:
    """Return the hash of a leaf; without the salt nobody can tell of which record it is."""
    told = sealing.canonical({"audience": audience, "book": str(book), "head": head, "length": length})
    return branching.leaf_hash(bytes.fromhex(salt) + told.encode())


def log_size() -> int:
    """Return how many leaves the log has."""
    last = Leaf.objects.order_by("-place").values_list("place", flat=True).first()
    return 0 if last is None else last + 1


def _grown(size: int, hashes: Sequence[str]) -> Iterable[tuple[int, str]]:
    """Yield the nodes that become whole by new leaves; of each level at most fifteen earlier ones are read."""
    level, first = 0, size
    while hashes:
        start = first - first % WIDTH
        earlier = kept((level, place) for place in range(start, first))
        first, hashes = branching.grown(first, hashes, [earlier[level, place] for place in range(start, first)])
        level += STRIDE
        yield from ((node_key(level, first + n), one) for n, one in enumerate(hashes))


def kept(spots: Iterable[Spot]) -> dict[Spot, str]:
    """Return the hashes of leaves and kept nodes, in two queries at most."""
    wanted = set(spots)
    leaves = [place for level, place in wanted if level == 0]
    nodes = {node_key(level, place): (level, place) for level, place in wanted if level}
    found: dict[Spot, str] = {}
    if leaves:
        rows = Leaf.objects.filter(place__in=leaves).values_list("place", "hash")
        found |= {(0, place): one for place, one in rows}
    if nodes:
        found |= {nodes[key]: one for key, one in Node.objects.filter(pk__in=list(nodes)).values_list("id", "hash")}
    return found


def hashes_of(ranges: Sequence[Range]) -> list[str]:
    """Return the hashes of parts of the log, as a proof names them, in two queries."""
    known = kept(branching.needed(ranges))
    return [branching.hash_of(one, known) for one in ranges]


def _signed(last: Checkpoint | None, size: int, *, at: datetime) -> Checkpoint:
    [root] = hashes_of([(0, size)])
    growth = hashes_of(branching.growth(last.size, size)) if last else []
    body = sealing.canonical({
        "at": sealing.instant(at), "format": 1, "key": public_key(), "number": last.number + 1 if last else 1,
        "origin": settings.BASE_URL, "previous": last.fingerprint if last else None, "root": root, "size": size,
        "what": "amana checkpoint",
    })  # fmt: skip
    signatures = sign(body, also=json.loads(last.body)["key"] if last else None)
    return Checkpoint(
        number=last.number + 1 if last else 1, at=at, size=size, root=root, body=body,
        fingerprint=sealing.digest(body), signatures=sealing.canonical(signatures), growth=sealing.canonical(growth),
    )  # fmt: skip


def fixed(row: Checkpoint) -> Fixed:
    """Return a row as others may know it."""
    return Fixed(row.number, row.at, row.size, row.root, row.fingerprint, json.loads(row.body)["key"])


# ── told where nothing may be asked ──────────────────────────────────────────


def _tell(row: Checkpoint) -> None:
    path = Path(settings.DATA) / _FILE
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_text(json.dumps({"number": row.number, "fingerprint": row.fingerprint}), "ascii")
    draft.replace(path)


_told: tuple[tuple[str, int, int], tuple[int, str] | None] = (("", 0, 0), None)


def latest_told() -> tuple[int, str] | None:
    """Return number and fingerprint of the latest checkpoint without asking the database; None when none is known here."""
    global _told  # noqa: PLW0603  # the one copy of a small file, read again when it changes
    path = Path(settings.DATA) / _FILE
    try:
        found = path.stat()
        mark = str(path), found.st_mtime_ns, found.st_ino
        if _told[0] != mark:
            says = json.loads(path.read_text("ascii"))
            _told = mark, (int(says["number"]), str(says["fingerprint"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _told[1]
