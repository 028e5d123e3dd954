"""Whether an entry holds the customer's own words, so that somebody here may write down what they said in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from amana.record.reading import Read, entry


def holds_their_words(case: UUID, key: UUID | None, *, since: datetime) -> bool:
    """Say whether the entry is a message of the customer in the record both sides read, not older than `since`.

    One that anybody may have sent in their name holds nobody's words: nothing that binds follows from it.
    """
    said = entry(key, side="company") if key else None
    if said is None or said.book != case or said.kind != "message.received" or said.at < since:
        return False
    return not is_unproved(said)


def is_unproved(said: Read | Mapping[str, Any]) -> bool:
    """Say whether a message, or what it says, came by a messenger that vouches for nobody: an SMS can carry any number."""
    content = said.content or {} if isinstance(said, Read) else said
    return bool(content.get("push")) and content.get("verified") == "none"


def as_shown(key: UUID | None) -> dict[str, str]:
    """Return what an entry says of the message that shows it; nothing when it was said on a page of ours."""
    return {"shown_by": str(key)} if key else {}
