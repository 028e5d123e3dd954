"""What can happen in the sample world, each as one frozen row with its instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Language = Literal["he", "ar", "en"]
Promiser = Literal["shop", "customer", "company"]
Client = Literal["gmail", "outlook", "apple", "thunderbird", "bulk"]
Parts = Literal["plain", "both", "html"]
Automatic = Literal[
    "", "out_of_office", "out_of_office_bare", "bounce", "newsletter", "list", "spam", "phishing", "notice"
]
Fate = Literal["case", "recorded", "set_aside", "duplicate"]


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A small real file; `name` may be Hebrew or Arabic."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Undertaking:
    """One promise: `owner` is an agent (promiser shop), a customer, or "" (a company outside, in an own case).

    `key` is unique in the world. `quote` is found word for word in the text of the event that makes the promise, or in
    the mail a `PromiseMade` names as its source. `action` is what the ledger should say.
    """

    key: str
    promiser: Promiser
    owner: str
    action: str
    quote: str
    due: datetime


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """One step of the history a mail client puts under a reply; `message_id` is "" for the shop's own mail."""

    event: str
    name: str
    address: str
    to: str
    at: datetime
    subject: str
    text: str
    message_id: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """`id` is unique; `at` is aware, in the shop's zone; `case` is the id of the mail that opened the case, or None."""

    id: str
    at: datetime
    case: str | None


@dataclass(frozen=True, kw_only=True)
class Mail(Happening):
    """A mail that arrived at the shop; `rendering.render` makes its bytes.

    `customer` is None for mail that is nobody's matter. `written_at` is the Date header (earlier than `at` when the
    same mail arrives twice; `again` then names the first; in the writer's own zone). `reply_to` is the id of the shop's reply or notice that it answers;
    `history` is what the client quotes, the nearest first.
    `opens`: begins the case, and `holder` is who took it. `fate`: where intake is expected to put it. `verified`: the
    receiving server's DMARC verdict. `client`, `parts`, `charset`, `encoding`: how the bytes are to look.
    """

    customer: str | None
    from_name: str
    from_address: str
    to: str
    subject: str
    text: str
    language: Language
    written_at: datetime
    message_id: str
    client: Client
    parts: Parts
    charset: str
    encoding: Literal["7bit", "8bit", "quoted-printable", "base64"]
    files: tuple[Attachment, ...]
    reply_to: str | None
    history: tuple[Quoted, ...]
    automatic: Automatic
    fate: Fate
    verified: bool
    opens: bool
    holder: str
    again: str | None


@dataclass(frozen=True, kw_only=True)
class Reply(Happening):
    """An agent's mail to the customer; sending confirms `promises`. `answers` is the event it answers."""

    by: str
    customer: str
    subject: str
    text: str
    language: Language
    files: tuple[Attachment, ...]
    promises: tuple[Undertaking, ...]
    answers: str


@dataclass(frozen=True, kw_only=True)
class LateNotice(Happening):
    """The notice by policy that `promise` is late, in the owner's name, with when we write next (`promises`)."""

    promise: str
    owner: str
    customer: str
    subject: str
    text: str
    language: Language
    promises: tuple[Undertaking, ...]


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Happening):
    """A promise put into the ledger by hand, out of the words of `source` (a mail or a call)."""

    by: str
    promise: Undertaking
    source: str


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Happening):
    """`shown_by` is the event that shows it."""

    by: str
    promise: str
    shown_by: str


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Happening):
    """Somebody says that the promise was not and will not be kept, and why."""

    by: str
    promise: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NewTimeOffered(Happening):
    """An offer only: the promise stays late until a `NewTimeAccepted`."""

    by: str
    promise: str
    due: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class NewTimeAccepted(Happening):
    """The customer consents; the promise is now due at `due`."""

    by: str
    promise: str
    due: datetime


@dataclass(frozen=True, kw_only=True)
class PromiseDisputed(Happening):
    """ "This was not kept", by the customer, about a promise marked kept."""

    by: str
    promise: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Note(Happening):
    """An internal note of the company (in an own case: of its keeper)."""

    by: str
    text: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class Call(Happening):
    """A phone call as noted by `by`; `minutes` of talk after `waited` minutes. `spoke_with` is as they gave the name."""

    by: str
    direction: Literal["to_customer", "from_customer", "to_company", "from_company"]
    spoke_with: str
    minutes: int
    waited: int
    text: str
    language: Language
    promises: tuple[Undertaking, ...]


@dataclass(frozen=True, kw_only=True)
class HandOverAsked(Happening):
    """`giver` stays the holder until `taker` accepts."""

    giver: str
    taker: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandOverAccepted(Happening):
    """By the taker of the last hand-over asked in this case."""

    by: str


@dataclass(frozen=True, kw_only=True)
class HandOverReturned(Happening):
    """The taker of the last hand-over asked gives it back, and says why."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ClosingProposed(Happening):
    """An agent asks whether it is over; `text` is what the customer reads."""

    by: str
    text: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class ClosingAgreed(Happening):
    """By the customer; the case is closed until a later mail or message reopens it."""

    by: str


@dataclass(frozen=True, kw_only=True)
class ClosingRefused(Happening):
    """By the customer: `term` is not met; the case goes to the holder or a rung up."""

    by: str
    term: str
    language: Language
    goes_to: Literal["holder", "rung_up"]


@dataclass(frozen=True, kw_only=True)
class Climbed(Happening):
    """The customer asks for the next person, who is `to`."""

    by: str
    to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PortalMessage(Happening):
    """The customer's words by way of the portal."""

    by: str
    text: str
    language: Language
    files: tuple[Attachment, ...]


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Happening):
    """The content of event `entry` is hidden from `side`, leaving a tombstone."""

    by: str
    entry: str
    side: Literal["company", "customer"]
    reason: str


@dataclass(frozen=True, kw_only=True)
class OwnCaseOpened(Happening):
    """A consumer's own case against a company that is not using the product; `case` is its own id."""

    by: str
    company: str
    happened: str
    wanted: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class OwnLetterSent(Happening):
    """The keeper of an own case writes to somebody on a rung of the company's ladder, through their mail program."""

    by: str
    rung: str
    reader: str
    role: str
    to: str


@dataclass(frozen=True, kw_only=True)
class OwnRungAnswered(Happening):
    """Whoever was asked last on a rung of an own case answered, which settled nothing yet."""

    by: str
    rung: str
    text: str


Event = (
    Mail
    | Reply
    | LateNotice
    | PromiseMade
    | PromiseKept
    | PromiseBroken
    | NewTimeOffered
    | NewTimeAccepted
    | PromiseDisputed
    | Note
    | Call
    | HandOverAsked
    | HandOverAccepted
    | HandOverReturned
    | ClosingProposed
    | ClosingAgreed
    | ClosingRefused
    | Climbed
    | PortalMessage
    | Withdrawn
    | OwnCaseOpened
    | OwnLetterSent
    | OwnRungAnswered
)
