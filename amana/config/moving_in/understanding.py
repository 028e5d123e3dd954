"""What every source needs to make a matter of its records: moments, words, people, files, and a word on what is odd."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.email.charsets import clean, clean_line
from amana.channels.email.texting import html_to_text
from amana.config.moving_in.opening import Dump
from amana.config.moving_in.records import Record
from amana.config.moving_in.reporting import Report
from amana.config.moving_in.shelving import Shelf, Thing
from amana.handling.intake.entering import LONGEST_TEXT
from amana.handling.moving_in.matters import NOBODY, Attached, Matter, Said, Somebody
from amana.language.detecting import language_of

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
LONGEST_MAIL = 254
# How much of a message is looked at for its language.
LOOKED_AT = 1_000


class CannotTake(Exception):
    """A ticket cannot be taken in; the text says why, for a person."""


class Source(Protocol):
    """How the exports of one helpdesk are read.

    `CHILDREN` are kinds that belong to a ticket, `PEOPLE` and `FIRMS` those counted as such.
    """

    TICKET: str
    CHILDREN: Sequence[str]
    PEOPLE: Sequence[str]
    FIRMS: Sequence[str]

    def things(self, record: Record, stem: str) -> Iterable[Thing]:
        """Say what a record of a file with this name is; nothing for what is of no use here."""

    def matter(self, number: str, ticket: dict[str, Any], desk: Desk) -> Matter:
        """Make a matter of a ticket and what belongs to it. Raises CannotTake."""

    def installation(self, shelf: Shelf) -> str:
        """Say which installation the export is of, as far as it says so itself."""


@dataclass
class Desk:
    """Where an export is put together: its shelf, its files, who reads it in which zone, and the report."""

    shelf: Shelf
    dump: Dump
    report: Report
    zone: ZoneInfo
    country: str
    at: datetime
    formats: Sequence[str] = ()  # how dates are written where they are not as the world does
    closed: Sequence[str] = ()  # further states, in lower case, that mean closed

    def moment(self, value: Any, place: str, *, instead: datetime | None = None) -> datetime | None:
        """Return a moment (UTC) as exports write them; `instead` for one that cannot be or is to come, which is odd."""
        if value in (None, ""):
            return instead
        found = moment_in(value, self.zone, formats=self.formats)
        if found is None or not EARLIEST <= found <= self.at + timedelta(days=1):
            self.report.is_odd(
                _("A date cannot be: the nearest one that can be stands in its place."), f"{place}: {value}"
            )
            return instead
        return min(found, self.at)

    def text(self, plain: Any, page: Any = None) -> str:
        """Return the words of a message: as they stand, or out of HTML as of a mail."""
        if isinstance(plain, str) and plain.strip():
            return clean(plain).strip()
        return clean(html_to_text(page)).strip() if isinstance(page, str) and page.strip() else ""

    def file(self, name: str, media_type: str, *places: str, why: str = "") -> Attached:
        """Return a file that came with a message: found beside the export under one of these names, or named as not there."""
        found = self.dump.attached(*(place for place in places if place))
        name = clean_line(name, limit=255) or "file"
        if found is None:
            return Attached(name, media_type or "application/octet-stream", None, why or _("it was not saved with it"))
        return Attached(name, media_type or "application/octet-stream", partial(self.dump.bytes_of, found))


def moment_in(value: Any, zone: ZoneInfo, *, formats: Sequence[str] = ()) -> datetime | None:
    """Return the moment (UTC) a value names: ISO 8601 in its usual spellings or seconds since 1970; without a zone it is `zone`'s."""
    text = str(value).strip()
    for form in formats:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007  # its zone is given to it below
        except ValueError:
            continue
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    try:
        if text.lstrip("-").replace(".", "", 1).isdecimal() and len(text) >= 9:
            return datetime.fromtimestamp(float(text) / (1000 if len(text.partition(".")[0]) >= 13 else 1), UTC)
        text = text.removesuffix(" UTC") + "+00:00" if text.endswith(" UTC") else text
        head, _space, offset = text.rpartition(" ")
        if head and offset[:1] in "+-" and offset[1:].replace(":", "").isdecimal():
            text = head + offset
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def address_in(value: Any) -> str:
    """Return a mail address in the form in which people are known by it; "" for what is none."""
    text = clean_line(str(value or ""), limit=1000).strip().strip("<>").lower()
    name, _at, host = text.rpartition("@")
    is_one = name and "." in host.strip(".") and not any(letter.isspace() or letter in ",;<>()" for letter in text)
    return text if is_one and len(text) <= LONGEST_MAIL else ""


def phone_in(value: Any, country: str) -> str:
    """Return a telephone as +972…; "" for what is none."""
    try:
        read = phonenumbers.parse(str(value or ""), country or None)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(read)
        else ""
    )


def somebody(  # noqa: PLR0913  # a person has this many sides, each named at the call
    *, name: Any, mail: Any = "", phone: Any = "", number: Any = "", firm: Any = "", language: Any = "",
    is_ours: bool = False, country: str = "",
) -> Somebody:  # fmt: skip
    """Return somebody of an export, each field in the form in which it is compared."""
    code = str(language or "").replace("_", "-").partition("-")[0].lower()
    return Somebody(
        name=clean_line(str(name or ""), limit=200).strip(),
        mail=address_in(mail),
        phone=phone_in(phone, country) if phone else "",
        foreign=text_of(number)[:100],
        firm=clean_line(str(firm or ""), limit=200).strip(),
        language={"iw": "he"}.get(code, code) if len(code) in {2, 3} and code.isalpha() else "",
        is_ours=is_ours,
    )


def text_of(value: Any) -> str:
    """Return a number or word of a record as text; "" for nothing."""
    return "" if value is None or isinstance(value, dict | list) else clean_line(str(value), limit=1000).strip()


def is_true(value: Any) -> bool:
    """Return a yes or no as JSON, XML and tables write it."""
    return value is True or str(value).strip().lower() in {"true", "1", "yes"}


def within(value: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the object that stands in a record under a name, an empty one where there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def listed(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list, and nothing of whatever else stands there."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _whole(said: Said) -> Said:
    """Return a message; the whole of one that is longer than an entry may be stands beside it as a file."""
    if len(said.text) <= LONGEST_TEXT:
        return said
    rest = Attached("message.txt", "text/plain; charset=utf-8", said.text.encode)
    return replace(said, files=[*said.files, rest])


def put_together(matter: Matter, desk: Desk) -> Matter:
    """Return a matter in the order in which it happened, and mended where it cannot be: nobody wrote it, nothing was said."""
    said = [_whole(one) for one in sorted(matter.said, key=lambda one: one.at)]
    customer = matter.customer
    if not (customer.mail or customer.foreign):
        wrote = next(
            (one.writer for one in said if not one.writer.is_ours and (one.writer.mail or one.writer.foreign)), NOBODY
        )
        if wrote is NOBODY:
            desk.report.is_odd(_("Nobody is named as its customer."), matter.foreign)
            wrote = Somebody(customer.name or str(_("nobody named")), foreign=f"nobody-of-{matter.foreign}")
        customer = wrote
    if not said:
        desk.report.is_odd(_("Nothing was said on it."), matter.foreign)
    first = min([matter.opened_at, *(one.at for one in said)])
    closed = matter.closed_at and max([matter.closed_at, first])
    language = _spoken(said) or matter.language or customer.language
    return replace(matter, said=said, customer=customer, opened_at=first, closed_at=closed, language=language)


def _spoken(said: Sequence[Said]) -> str:
    """Return in which language the customer first wrote; what their account says is often never set."""
    text = next((one.text for one in said if not one.writer.is_ours and one.text), "")[:LOOKED_AT]
    found = language_of(text) if text else "unknown"
    return found if found in dict(settings.LANGUAGES) else ""


Reader = Callable[[Desk], Iterator[Matter]]
