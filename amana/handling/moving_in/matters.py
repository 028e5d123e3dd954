"""A matter of another helpdesk in our words: who, what was said, and how it stood. Whoever reads an export gives these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime


class NotThere(Exception):
    """The bytes of a file cannot be had; the text says why, for a person."""


@dataclass(frozen=True)
class Somebody:
    """A human being of an export. `mail` is in lower case, `phone` as +972…; `foreign` is their number there, if any."""

    name: str
    mail: str = ""
    phone: str = ""
    foreign: str = ""
    firm: str = ""  # the name of the company they write for
    language: str = ""
    is_ours: bool = False


NOBODY = Somebody("")


@dataclass(frozen=True)
class Attached:
    """A file that came with a message; `open` gives its bytes or raises NotThere; None where they are not there, and `missing` says why."""

    name: str
    type: str = "application/octet-stream"
    open: Callable[[], bytes] | None = None
    missing: str = ""


@dataclass(frozen=True)
class Said:
    """One message or note. `at` is aware; `foreign` is its number there, which no other message of the export has."""

    foreign: str
    at: datetime
    writer: Somebody
    text: str
    is_note: bool = False
    to: Sequence[str] = ()
    subject: str = ""
    channel: str = "email"
    message_id: str = ""
    files: Sequence[Attached] = ()


@dataclass(frozen=True)
class Matter:
    """One ticket with all that was said on it, the earliest first. `facts` are told to the company alone."""

    foreign: str
    subject: str
    opened_at: datetime
    customer: Somebody
    said: Sequence[Said]
    closed_at: datetime | None = None  # None while it is open
    holder: Somebody = NOBODY
    language: str = ""
    channel: str = "email"
    tags: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = field(default=())

    @property
    def size(self) -> int:
        """Letters of all that was said: what bounds how much is taken in at once."""
        return sum(len(one.text) for one in self.said)
