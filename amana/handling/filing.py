"""Keeping the files that come with a message, and naming them in its entry."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.channels.email.composing import Attached
from amana.channels.email.naming import display_name
from amana.kit.codes import new_id
from amana.post.models import File
from amana.post.storing import keep


def prepare_file(
    content: bytes, *, name: str, media_type: str, case: UUID, entry: UUID, at: datetime, content_id: str = ""
) -> File:
    """Store the bytes under a random key and return the unsaved row that names them."""
    return File(
        id=new_id(),
        key=keep(content),
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
