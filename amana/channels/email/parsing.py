"""Reading a raw message: what it says, who seems to say it, and what is odd about it."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from amana.channels.email.addresses import Addresses, read_addresses
from amana.channels.email.authenticating import authenticity
from amana.channels.email.bounces import read_bounce
from amana.channels.email.charsets import BIDI_CONTROLS, charset_in_html, clean, clean_line, decode
from amana.channels.email.dating import YEARS, read_date
from amana.channels.email.decoding import parameters, words
from amana.channels.email.doubting import doubts_about_name
from amana.channels.email.mail import Address, File, Mail, Unparseable
from amana.channels.email.naming import display_name
from amana.channels.email.recognising import automatic
from amana.channels.email.splitting import Part, split
from amana.channels.email.texting import has_quotes, html_to_text
from amana.language import unquoting

MAX_REFERENCES = 50
_MESSAGE_ID = re.compile(rb"<([^<>\s\x00-\x1f\x7f-\xff]{1,500})>")
_BARE_ID = re.compile(rb"[^<>\s\x00-\x1f\x7f-\xff]{1,250}@[^<>\s@\x00-\x1f\x7f-\xff]{1,250}\Z")


def parse(
    raw: bytes, *, authserv_id: str | None = None, ours: Collection[str] = (), received_at: datetime | None = None
) -> Mail:
    """Return what the message says. Never raises anything but Unparseable, whose reason is for the person who looks.

    `authserv_id` is the name by which our own border server signs its findings; without it nothing is authenticated.
    `ours` are our own addresses, in lower case. With `received_at` (aware), a Date more than two days after it is
    absurd and `sent_at` is None. Times are UTC. Ids have no angle brackets. The raw message is to be kept: texts are
    cleaned, and what the limits cut is named in `oddities`.
    """
    if not raw.strip():
        raise Unparseable("The message is empty.")
    message = split(raw)
    if not message.fields:
        raise Unparseable("The message has no header: nothing says who sent it.")
    return _Reading(message, odd=set(message.oddities)).mail(authserv_id, ours, received_at, has_nul=b"\x00" in raw)


@dataclass(slots=True)
class _Segment:
    """One stretch of the body: the same words as plain text, as a page, or both."""

    plain: str | None = None
    page: str | None = None

    def text(self) -> str:
        return self.plain if self.plain is not None else html_to_text(self.page or "")


@dataclass(slots=True)
class _Reading:
    message: Part
    odd: set[str]
    segments: list[_Segment] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def mail(
        self, authserv_id: str | None, ours: Collection[str], received_at: datetime | None, *, has_nul: bool
    ) -> Mail:
        if has_nul:
            self.odd.add("nul")
        senders, sender = self._senders()
        self._read_body()
        text = clean("\n\n".join(filter(None, (segment.text().strip("\r\n") for segment in self.segments))))
        page = self._page()
        subject = self._subject()
        return_path = self._return_path()
        known = sender.address if sender else return_path or ""
        bounce = read_bounce(self.message, sender=known, subject=subject, text=text)
        return Mail(
            message_id=self._message_id(),
            in_reply_to=next(iter(self._ids("in-reply-to")), None),
            references=tuple(self._ids("references")[-MAX_REFERENCES:]),
            senders=senders,
            sender=sender,
            reply_to=self._addresses("reply-to", sender),
            to=self._addresses("to"),
            cc=self._addresses("cc"),
            delivered_to=self._addresses("delivered-to", None, "x-original-to", "envelope-to"),
            return_path=return_path,
            subject=subject,
            sent_at=self._sent_at(received_at),
            text=text,
            text_new=self._text_new(text, page),
            html=page,
            files=tuple(self.files),
            automatic=automatic(self.message, sender=sender, subject=subject, text=text, bounce=bounce, ours=ours),
            bounce=bounce,
            authenticity=authenticity(self.message, sender=sender, authserv_id=authserv_id),
            oddities=tuple(sorted(self.odd)),
        )

    def _senders(self) -> tuple[tuple[Address, ...], Address | None]:
        """All that the From fields name; the one sender only when there is one field with one address and no doubt."""
        read = [read_addresses(value) for value in self.message.every("from")]
        senders = tuple(address for one in read for address in one.found)
        if not read or (not senders and not any(one.is_damaged for one in read)):
            self.odd.add("from_missing")
        if len(read) > 1 or len(senders) > 1:
            self.odd.add("from_several")
        if any(one.is_damaged for one in read):
            self.odd.add("from_malformed")
        if any(one.has_group for one in read):
            self.odd.add("from_group")
        for value, one in zip(self.message.every("from"), read, strict=True):
            self.odd.update(doubts_about_name(words(value[:2000]), one.found))
        is_certain = len(read) == 1 and len(senders) == 1 and not read[0].is_damaged and not read[0].has_group
        return senders, senders[0] if is_certain else None

    def _addresses(self, name: str, sender: Address | None = None, *others: str) -> tuple[Address, ...]:
        read: list[Addresses] = [read_addresses(value) for key in (name, *others) for value in self.message.every(key)]
        found: dict[str, Address] = {}
        for one in read:
            if one.is_cut:
                self.odd.add("recipients_cut")
            for address in one.found:
                found.setdefault(address.key, address)
        if name == "reply-to" and sender and found and sender.key not in found:
            self.odd.add("reply_to_elsewhere")
        return tuple(found.values())

    def _message_id(self) -> str | None:
        values = self.message.every("message-id")
        found = self._ids("message-id")
        if not found or len(values) > 1:
            self.odd.add("message_id_missing" if not found else "message_id_several")
        return found[0] if found else None

    def _ids(self, name: str) -> list[str]:
        found: dict[bytes, None] = {}
        for value in self.message.every(name):
            bare = _BARE_ID.match(value.strip())
            found.update(dict.fromkeys(_MESSAGE_ID.findall(value) or ([bare.group()] if bare else [])))
        return [one.decode("ascii") for one in found]

    def _subject(self) -> str:
        shown = words(self.message.first("subject") or b"")
        if not shown.isascii() and BIDI_CONTROLS.search(shown):
            self.odd.add("subject_bidi")
        return clean_line(shown)

    def _return_path(self) -> str | None:
        """The address, an empty string for `<>`, None when there is none."""
        value = self.message.first("return-path")
        if value is None:
            return None
        found = read_addresses(value).found
        return found[0].address if found else ""

    def _sent_at(self, received_at: datetime | None) -> datetime | None:
        value = self.message.first("date")
        if value is None:
            self.odd.add("date_missing")
            return None
        sent_at = read_date(value[:200])
        if sent_at is None or sent_at.year not in YEARS or (received_at and sent_at > received_at + timedelta(days=2)):
            self.odd.add("date_absurd")
            return None
        return sent_at

    def _read_body(self) -> None:
        waiting: list[tuple[Part, str, _Segment | None]] = [(self.message, "", None)]
        named: list[Part] = []
        while waiting:
            part, parent, choice = waiting.pop()
            self.odd |= part.oddities
            if part.children:
                if part.type == "multipart/alternative":
                    choice = _Segment()
                    self.segments.append(choice)
                waiting.extend((child, part.type, choice) for child in reversed(part.children))
            elif part.type.startswith("multipart/"):
                continue
            elif _is_body(part, parent):
                self._read_text(part, choice)
            else:
                if part.type in ("text/plain", "text/html") and not _is_attachment(part):
                    named.append(part)
                self.files.append(self._file(part, parent))
        self.segments = [segment for segment in self.segments if segment.plain is not None or segment.page is not None]
        if not self.segments and named:
            self._read_text(named[0], None)

    def _read_text(self, part: Part, choice: _Segment | None) -> None:
        content, is_damaged = part.content()
        charset = part.parameters.get("charset")
        is_page = part.type == "text/html"
        if is_page and not charset:
            charset = charset_in_html(content)
        text, is_guess = decode(content, charset)
        if is_guess:
            self.odd.add("charset_guessed")
        if is_damaged:
            self.odd.add("part_damaged")
        if part.parameters.get("format", "").lower() == "flowed" and not is_page:
            text = _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
        segment = choice or _Segment()
        if choice is None:
            self.segments.append(segment)
        if is_page:
            segment.page = (segment.page or "") + text
        else:
            segment.plain = text if segment.plain is None else f"{segment.plain}\n\n{text}"

    def _file(self, part: Part, parent: str) -> File:
        content, is_damaged = part.content()
        if is_damaged:
            self.odd.add("part_damaged")
        raw_name = _name(part)
        if BIDI_CONTROLS.search(raw_name):
            self.odd.add("file_name_bidi")
        content_id = _MESSAGE_ID.search(part.first("content-id") or b"")
        disposition = (part.first("content-disposition") or b"").lower()
        return File(
            name=display_name(raw_name, media_type=part.type),
            type=part.type if part.type.isascii() and len(part.type) <= 100 else "application/octet-stream",
            content=content,
            content_id=content_id.group(1).decode("ascii") if content_id else None,
            is_inline=disposition.startswith(b"inline") or (parent == "multipart/related" and content_id is not None),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def _page(self) -> str | None:
        """The page as it was sent, only joined; None for a mail without one. Raw: to be sanitised before it is shown."""
        if all(segment.page is None for segment in self.segments):
            return None
        pages = (
            segment.page if segment.page is not None else f"<pre>{html.escape(segment.plain or '')}</pre>"
            for segment in self.segments
        )
        return "\n".join(pages)

    def _text_new(self, text: str, page: str | None) -> str:
        """The new words; where the plain text shows no quote and the page marks one, the page decides."""
        parts = unquoting.split(text)
        if not parts.quoted and page is not None and has_quotes(page):
            shorter = clean(html_to_text(page, without_quotes=True))
            if shorter:
                return unquoting.split(shorter).new
        return parts.new


def _is_body(part: Part, parent: str) -> bool:
    if part.type not in ("text/plain", "text/html") or _is_attachment(part):
        return False
    return not _name(part) or parent == "multipart/alternative"


def _is_attachment(part: Part) -> bool:
    return (part.first("content-disposition") or b"").lstrip().lower().startswith(b"attachment")


def _name(part: Part) -> str:
    """The name a file came with; an attached message is named after its subject."""
    disposition = part.first("content-disposition")
    name = parameters(disposition)[1].get("filename", "") if disposition is not None else ""
    return name or part.parameters.get("name", "")


def _unflowed(text: str, delete_space: bool) -> str:
    """Join the lines that RFC 3676 wrapped: one that ends in a space goes on, if the quote depth is the same."""
    lines: list[str] = []
    goes_on, depth = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        body = line.lstrip(">")
        quotes = len(line) - len(body)
        body = body.removeprefix(" ")
        if goes_on and quotes == depth and body != "-- ":
            lines[-1] += body
        else:
            lines.append(">" * quotes + (" " if quotes else "") + body)
        depth = quotes
        goes_on = body.endswith(" ") and body != "-- "
        if goes_on and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
