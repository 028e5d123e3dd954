"""What a message says once it has been read: plain, frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

AutomaticKind = Literal["auto_reply", "bounce", "list", "newsletter", "loop"]
Authenticity = Literal["pass", "fail", "none"]


class Unparseable(Exception):
    """A message that cannot be read within the limits. `reason` is a sentence for the person who looks at it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. The domain is in lower case, the local part as it was written; `name` is one safe line."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address as it is compared: all in lower case."""
        return self.address.lower()

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class File:
    """Something attached. `name` is safe to show, never a path; `content_id` has no angle brackets."""

    name: str
    type: str
    content: bytes = field(repr=False)
    content_id: str | None
    is_inline: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Automatic:
    """A message no person wrote; `evidence` is the header or the words that showed it."""

    kind: AutomaticKind
    evidence: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a report says of one recipient. `status` as in RFC 3463 (5.1.1), None when the report has none."""

    address: str
    status: str | None
    action: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report. `original_message_id` has no angle brackets; anybody can forge it."""

    recipients: tuple[Undelivered, ...]
    original_message_id: str | None


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, read. Texts hold no NUL, no lone surrogate, no bidi override; ids have no angle brackets."""

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    senders: tuple[Address, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[Address, ...]
    return_path: str | None
    subject: str
    sent_at: datetime | None
    text: str
    text_new: str
    html: str | None = field(repr=False)
    files: tuple[File, ...]
    automatic: Automatic | None
    bounce: Bounce | None
    authenticity: Authenticity
    oddities: tuple[str, ...]
