"""An entry of another record as it is shown: what it was, when and by whom it was noted, and how it can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from amana.handling.handing_out.retelling import TITLES, details_of
from amana.record.appending import Actor
from amana.record.reading import Read
from amana.record.sealing import moment_in

# Told in the line above, or no matter of people.
_TOLD = {"message_id", "sha256", "fingerprint", "noted_by", "said_at"}


def shown_of(entry: Read) -> dict[str, Any]:
    """Return what look/entries/_disclosed.html needs of an entry that was shown from another record."""
    copy = entry["original"]
    original: Mapping[str, Any] = copy if isinstance(copy, Mapping) else {}
    content = original.get("content")
    said: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
    told = str(entry["text"] or "")
    left = {name: value for name, value in said.items() if name not in _TOLD and not isinstance(value, Mapping)}
    due = moment_in(left.pop("due", None))  # what came from elsewhere may say anything there
    details = details_of(left, timezone.get_current_timezone())
    return {
        "family": "disclosed",
        "title": title_of(str(entry["kind"] or "")),
        "noted_by": str(entry["noted_by"] or ""),
        "said_at": moment_in(entry["said_at"]),
        "text": told,
        "details": [(label, words) for label, words in details if words != told],
        "due_at": due,
        "original_number": entry["number"],
        "fingerprint": str(entry["fingerprint"] or ""),
    }


def title_of(kind: str) -> str:
    """Return what a kind of entry is called where it is listed."""
    return str(TITLES.get(kind, kind))


def as_it_will_stand(content: Mapping[str, Any], *, number: int, by: Actor, at: datetime, book: UUID) -> Read:
    """Return an entry that is not written yet, so that it can be told exactly as it will be once it is."""
    return Read(
        id=book, book=book, audience="shared", number=number, kind="entry.disclosed", at=at, by=by, corrects=None, leaf="",
        hash="", version=1, content=content, salt="", hidden_from=None,
    )  # fmt: skip
