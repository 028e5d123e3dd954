"""Whether an entry holds the customer's own words, so that somebody here may write down what they said in it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amana.record.reading import entry


def holds_their_words(case: UUID, key: UUID | None, *, since: datetime) -> bool:
    """Say whether the entry is a message of the customer in the record both sides read, not older than `since`."""
    said = entry(key, side="company") if key else None
    return said is not None and said.book == case and said.kind == "message.received" and said.at >= since


def as_shown(key: UUID | None) -> dict[str, str]:
    """Return what an entry says of the message that shows it; nothing when it was said on a page of ours."""
    return {"shown_by": str(key)} if key else {}
