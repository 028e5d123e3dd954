"""What a letter is made of: facts of the file, as plain values. What its writer would settle for is not among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

State = Literal["kept", "broken", "late", "open", "renegotiated"]


@dataclass(frozen=True)
class Contact:
    """One contact of the file: `what` is call, wrote or came; minutes are whole, 0 when not known."""

    what: Literal["call", "wrote", "came"]
    at: datetime
    who: str = ""
    minutes: int = 0
    waited: int = 0


@dataclass(frozen=True)
class Promised:
    """Something the company undertook, and what became of it. `action` is in the words it was written down in."""

    action: str
    who: str
    made_at: datetime
    due_at: datetime
    state: State


@dataclass(frozen=True)
class Facts:
    """What the file of a case holds that a letter may say. Times are aware; `zone` is the writer's."""

    company: str
    wanted: str
    name: str
    zone: ZoneInfo
    happened: str = ""
    account: str = ""
    phone: str = ""
    mail: str = ""
    amount: str = ""
    contacts: tuple[Contact, ...] = ()
    promises: tuple[Promised, ...] = ()
    tried: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    about: Promised | None = None
    other: str = ""
