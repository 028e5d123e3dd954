"""Reading raw mail before anything is decided: no lock is held while a text is taken apart."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.email.mail import Mail, Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.reading_apart import SECONDS, NoReader, TakesTooMuch, read_apart
from amana.channels.email.trying import can_be_read
from amana.channels.web_hooks.taking_in import PROVED, vouched
from amana.handling.mails.mailing import FORM
from amana.kit.crashing import point
from amana.kit.working_time import WorkingWeek
from amana.language import Reading, read
from amana.language.findings import Side
from amana.post.bodies import raw_bytes
from amana.post.models import RawMessage
from amana.post.storing import Damaged
from amana.team.models import Brand

log = logging.getLogger(__name__)

# What has to be known before a case is opened; the rest is read afterwards, when nobody waits for it.
READ_AT_ONCE = ("promises",)
# Seconds for the mails of a batch together: one that is not read by then has its time when it is read alone.
LONGEST_TOGETHER = 20.0


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
    """Parse and read each message; whatever cannot be read is told apart, never dropped.

    Raises TakesTooMuch when one of several does not end within its limits: then each is to be read alone.
    """
    letters: list[Letter] = []
    unreadable: list[Unreadable] = []
    week = brands[0].week.working if brands else None
    if week is not None:
        week.holiday_on(at.date())  # the calendar takes long to load once, and from here on nothing is locked yet
    point("I7")
    ours = frozenset(ours)
    ends = monotonic() + LONGEST_TOGETHER
    for row in rows:
        try:
            mail = _mail_in(row, ours, seconds=SECONDS if len(rows) == 1 else ends - monotonic())
        except TakesTooMuch as error:
            if len(rows) > 1:
                raise
            log.warning("message %s was not read: too much %s", row.pk, error)
            unreadable.append(Unreadable(row, _("Reading it takes more time or memory than a message may take.")))
        except (Unparseable, Damaged) as error:
            unreadable.append(Unreadable(row, str(error)))
        else:
            letters.append(_letter(row, vouched(row, mail), ours, week, at=at))
    return letters, unreadable


def _letter(row: RawMessage, mail: Mail, ours: frozenset[str], week: WorkingWeek | None, *, at: datetime) -> Letter:
    is_ours = mail.sender is not None and not ours.isdisjoint((mail.sender.key, without_plus(mail.sender.key)))
    text = mail.text_new.strip() or mail.text.strip()
    side: Side = "company" if is_ours else "customer"
    reading = read(text, sent_at=mail.sent_at or at, side=side, week=week, only=READ_AT_ONCE)
    return Letter(row, mail, reading, is_ours)


def _mail_in(row: RawMessage, ours: frozenset[str], *, seconds: float) -> Mail:
    """Return what a message says, read in a process of its own where one can be started.

    What was taken up before has its page tried too: it is not known what had ended the one who read it.
    """
    content, border = raw_bytes(row), settings.AUTHSERV_ID or None
    try:
        return read_apart(content, authserv_id=border, ours=ours, is_shown=row.attempts > 1, seconds=seconds)
    except NoReader:
        _must_end(row, content)
        return parse(content, authserv_id=border, ours=ours)


def _must_end(row: RawMessage, content: bytes) -> None:
    """Try a message apart that was taken up before and not finished, before it is read here: it may be what ended the worker who did.

    Raises Unparseable when reading it does not end within its limits.
    """
    if row.attempts > 1 and not can_be_read(content):
        raise Unparseable(_("Reading it takes more time or memory than a message may take."))


def without_plus(address: str) -> str:
    """Return the address itself for one with a plus part: nobody but us writes from support+anything@ours."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
