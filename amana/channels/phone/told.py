"""A call as an exchange tells of it: plain, frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import phonenumbers

IN, OUT = "in", "out"
MOST_DIGITS_INSIDE = 6
_INSIDE = re.compile(r"[0-9*#]{1,6}\Z")
_CHANNEL = re.compile(r"(?:PJSIP|SIP|IAX2|Local|SCCP|sofia/[^/]+)/([0-9]{1,6})(?=[-@;]|\Z)", re.IGNORECASE)


class CannotRead(Exception):
    """A file that is not what it was said to be; the text is a sentence for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One call. `number` is of the other side as +972…, empty when it was withheld or is none; times are aware.

    `ref` is the exchange's own name for it: two lines with the same are one call. A call nobody took has no `answered_at`.
    """

    ref: str
    direction: Literal["in", "out"]
    number: str
    extension: str
    began_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_missed(self) -> bool:
        return self.direction == IN and self.answered_at is None and self.ended_at is not None


def is_inside(number: str) -> bool:
    """Whether something dialled is an extension of the house, and no telephone number."""
    return _INSIDE.match(number.strip()) is not None


def extension_of(channel: str) -> str:
    """Return the extension in the name of a channel (PJSIP/1001-0000002a); "" when there is none."""
    found = _CHANNEL.match(channel.strip())
    return found.group(1) if found else ""


def as_number(said: str, country: str) -> str:
    """Return a telephone as +972…, empty for whatever is no number: "anonymous", a name, an extension, rubbish.

    `country` (ISO 3166) is where a number without its country is dialled.
    """
    text = said.strip()[:80].removeprefix("sip:").removeprefix("tel:").partition("@")[0].partition(";")[0]
    if not text or is_inside(text) or re.search(r"[^0-9+()\-. ]", text):
        return ""
    try:
        read = phonenumbers.parse(text.replace("(+", "+"), country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(read):
        return ""
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def way_of(source: str, dialled: str, context: str) -> Literal["in", "out"] | None:
    """Return which side called; None for a call within the house, or where nothing says it."""
    from_inside, to_inside = is_inside(source), is_inside(dialled)
    if from_inside and to_inside:
        return None
    if from_inside:
        return "out"
    where = context.lower()
    if to_inside or any(one in where for one in ("trunk", "pstn", "incoming", "inbound", "public", "did")):
        return "in"
    return "out" if any(one in where for one in ("internal", "outbound", "outgoing", "default")) and dialled else None
