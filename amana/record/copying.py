"""A sealed entry taken out of its record with its proof, and the one check by which such a copy is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from amana.record import sealing
from amana.record.errors import Malformed
from amana.record.kinds import KINDS

# What a copy holds: the header as it was sealed, the content with its salt, and the link of its chain.
FIELDS: Final = frozenset(
    ("actor", "at", "audience", "book", "content", "corrects", "entry", "hash", "kind", "leaf", "number", "previous", "salt", "version")
)  # fmt: skip
# Shared entries that are never disclosed elsewhere: what the record says about itself, and voices, which were recorded
# for one record alone.
STAYS: Final = frozenset(
    ("entry.disclosed", "entry.withdrawn", "entry.erased", "message.sealed", "recording.shared", "record.linked", "record.parted")
)  # fmt: skip
_HEX = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")


def may_be_disclosed(kind: str) -> bool:
    """Say whether entries of a kind may be shown outside their own record at all; those of a private kind never."""
    return kind in KINDS and KINDS[kind].audience == "shared" and kind not in STAYS


def check_copy(copy: object) -> None:
    """Recompute leaf and link of a copy. Raises Malformed when they differ, or when it is of a private chain.

    The audience is under the hash: an entry of a private chain cannot be given out as a shared one without its
    fingerprint becoming another.
    """
    if not isinstance(copy, Mapping) or copy.keys() != FIELDS:
        raise Malformed("A disclosed entry is not put together as a sealed one is.")
    if copy["audience"] != "shared" or not may_be_disclosed(str(copy["kind"])):
        raise Malformed("An entry of this kind is not disclosed.")
    try:
        header = _header(copy)
        is_whole = (
            header.plain(copy["previous"]) == {name: copy[name] for name in FIELDS - {"content", "hash", "salt"}}
            and sealing.leaf(copy["salt"], sealing.canonical(copy["content"])) == copy["leaf"]
            and sealing.link(copy["previous"], header) == copy["hash"]
        )
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Malformed("A disclosed entry is not put together as a sealed one is.") from error
    if not is_whole:
        raise Malformed("A disclosed entry does not match its fingerprint.")


def _header(copy: Mapping[str, Any]) -> sealing.Header:
    if not all(isinstance(copy[name], str) and _HEX.fullmatch(copy[name]) for name in ("hash", "leaf", "previous")):
        raise ValueError("not a fingerprint")
    if (
        not isinstance(copy["salt"], str)
        or not _SALT.fullmatch(copy["salt"])
        or not isinstance(copy["content"], Mapping)
    ):
        raise ValueError("no content")
    if not all(type(copy[name]) is int and copy[name] > 0 for name in ("number", "version")):
        raise ValueError("not a number")
    actor_kind, actor_key = copy["actor"]
    return sealing.Header(
        book=UUID(copy["book"]),
        audience=copy["audience"],
        number=copy["number"],
        entry=UUID(copy["entry"]),
        kind=copy["kind"],
        version=copy["version"],
        at=datetime.fromisoformat(copy["at"]),
        actor_kind=actor_kind,
        actor_key=actor_key,
        corrects=UUID(copy["corrects"]) if copy["corrects"] else None,
        leaf=copy["leaf"],
    )
