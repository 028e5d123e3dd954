"""What the servers beside us saw, told without knowing anything of our database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from amana.channels.email.tests.peers import ImapPeer, SmtpPeer


@dataclass
class Outside:
    """Messages ever shown to us, those still there, and Message-IDs taken from us."""

    shown: list[bytes] = field(default_factory=list)
    still_there: list[bytes] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def outside_of(*, imap: ImapPeer | None = None, smtp: SmtpPeer | None = None) -> Outside:
    """Return what the scripted servers of a test saw."""
    there = [one.content for one in imap.messages.values()] if imap else []
    return Outside(
        list(imap.given) if imap else [], there, [message_id(one.content) for one in smtp.taken] if smtp else []
    )


def outside(imap: ImapPeer | None = None, smtp: SmtpPeer | None = None) -> dict:
    """The same, as a process can be told it."""
    seen = outside_of(imap=imap, smtp=smtp)
    as_hex = {name: [one.hex() for one in getattr(seen, name)] for name in ("shown", "still_there")}
    return {"taken": seen.taken, **as_hex}


def message_id(content: bytes) -> str:
    found = re.search(rb"^message-id:\s*<([^>]+)>", content, re.IGNORECASE | re.MULTILINE)
    assert found
    return found[1].decode()
