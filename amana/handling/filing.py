"""Keeping the files that come with a message, and naming them in its entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.composing import Attached
from amana.channels.email.naming import display_name
from amana.kit.codes import new_id
from amana.post.models import File
from amana.post.storing import discard, keep

# Bytes of the files of one message together: what most mail servers take, spelled out for mail.
MOST_TOGETHER = 20 * 2**20


def must_fit(sizes: Iterable[int]) -> None:
    """Raise Refused when files of these sizes are too large for one message."""
    if sum(sizes) > MOST_TOGETHER:
        raise Refused(_("The files are larger than 20 MB together. Send fewer, or smaller ones."))


@contextmanager
def stored_ahead(contents: Mapping[UUID, Sequence[bytes]]) -> Iterator[dict[UUID, list[str]]]:
    """Store the files of several messages before anything is locked, and give their keys by message.

    Whoever writes the rows takes the keys out; what nobody took is removed at the end. After an error all stays:
    no row may name it, but whether the transaction was committed may not be known either.
    """
    keys = {message: [keep(content) for content in files] for message, files in contents.items() if files}
    yield keys
    for left in keys.values():
        for key in left:
            discard(key)


def prepare_file(  # noqa: PLR0913  # a file has this many sides, each named at the call
    content: bytes,
    *,
    name: str,
    media_type: str,
    case: UUID,
    entry: UUID,
    at: datetime,
    content_id: str = "",
    key: str = "",
) -> File:
    """Store the bytes under a random key, unless they lie under `key` already, and return the unsaved row that names them."""
    return File(
        id=new_id(),
        key=key or keep(content),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        name=name[:255],
        type=media_type[:120],
        content_id=content_id[:255],
        case=case,
        entry=entry,
        at=at,
    )


def said_of(file: File) -> dict[str, Any]:
    """Return what an entry says of a file; its digest is sealed there, under the salt of the whole entry."""
    return {"id": str(file.pk), "name": file.name, "type": file.type, "size": file.size, "sha256": file.sha256}


def file_all(files: Sequence[Attached], *, case: UUID, entry: UUID, at: datetime) -> list[dict[str, Any]]:
    """Store files that somebody attached and return what the entry says of them."""
    rows = [
        prepare_file(file.content, name=display_name(file.name), media_type=file.type, case=case, entry=entry, at=at)
        for file in files
    ]
    File.objects.bulk_create(rows)
    return [said_of(row) for row in rows]
