"""Reading raw mail before anything is decided: no lock is held while a text is taken apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.trying import can_be_read
from amana.channels.web_hooks.taking_in import PROVED, vouched
from amana.handling.mails.mailing import FORM
from amana.kit.crashing import point
from amana.language import Reading, read
from amana.language.findings import Side
from amana.post.bodies import raw_bytes
from amana.post.models import RawMessage
from amana.post.storing import Damaged
from amana.team.models import Brand

# What has to be known before a case is opened; the rest is read afterwards, when nobody waits for it.
READ_AT_ONCE = ("promises",)


@dataclass(frozen=True)
class Letter:
    """A raw message and what it says; `reading` is of the new part of its text."""

    raw: RawMessage
    mail: Mail
    reading: Reading
    is_ours: bool

    @property
    def sender(self) -> str:
        return self.mail.sender.key if self.mail.sender else ""

    @property
    def channel(self) -> str:
        """How it was written; what comes by the form of a brand never was a mail of its writer's."""
        return self.raw.envelope_from if self.raw.envelope_from in {FORM, PROVED} else "email"

    @property
    def text(self) -> str:
        return self.mail.text_new.strip() or self.mail.text.strip()

    @property
    def references(self) -> list[str]:
        """The messages it answers, the nearest first."""
        nearest = [self.mail.in_reply_to] if self.mail.in_reply_to else []
        return list(dict.fromkeys([*nearest, *reversed(self.mail.references)]))

    @property
    def is_imported(self) -> bool:
        return self.raw.history_until is not None


@dataclass(frozen=True)
class Unreadable:
    """A raw message that a person has to look at, and why."""

    raw: RawMessage
    reason: str
    sender: str = ""
    subject: str = ""


def read_letters(
    rows: Sequence[RawMessage], brands: Sequence[Brand], ours: Collection[str], *, at: datetime
) -> tuple[list[Letter], list[Unreadable]]:
    """Parse and read each message; whatever cannot be read is told apart, never dropped."""
    letters: list[Letter] = []
    unreadable: list[Unreadable] = []
    week = brands[0].week.working if brands else None
    if week is not None:
        week.holiday_on(at.date())  # the calendar takes long to load once, and from here on nothing is locked yet
    point("I7")
    border, ours = settings.AUTHSERV_ID or None, frozenset(ours)
    for row in rows:
        try:
            content = raw_bytes(row)
            _must_end(row, content)
            mail = vouched(row, parse(content, authserv_id=border, ours=ours))
        except (Unparseable, Damaged) as error:
            unreadable.append(Unreadable(row, str(error)))
            continue
        is_ours = mail.sender is not None and not ours.isdisjoint((mail.sender.key, without_plus(mail.sender.key)))
        text = mail.text_new.strip() or mail.text.strip()
        side: Side = "company" if is_ours else "customer"
        reading = read(text, sent_at=mail.sent_at or at, side=side, week=week, only=READ_AT_ONCE)
        letters.append(Letter(row, mail, reading, is_ours))
    return letters, unreadable


def _must_end(row: RawMessage, content: bytes) -> None:
    """Try a message apart that was taken up before and not finished: it may be what ended the worker who read it.

    Raises Unparseable when reading it does not end within its limits.
    """
    if row.attempts > 1 and not can_be_read(content):
        raise Unparseable(_("Reading it takes more time or memory than a message may take."))


def without_plus(address: str) -> str:
    """Return the address itself for one with a plus part: nobody but us writes from support+anything@ours."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
