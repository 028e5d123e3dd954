"""Writing a message to send: the same call gives the same bytes, so that a second attempt is the same letter."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html as markup
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote

from amana.channels.email.addresses import is_address
from amana.channels.email.mail import Address
from amana.channels.email.naming import display_name

_MAX_REFERENCES = 20
_LINE = 76
_BREAKS = re.compile("[\r\n\0\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ATOM = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*\Z")
_ID = re.compile(r"[!-;=?-~]{1,500}\Z")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}\Z")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")

_COMPOSED = {
    "from",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to send with a message. `type` is its media type; `name` is made safe."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invited:
    """An event to be put into the reader's calendar, or taken out of it: an iCalendar file and its method (RFC 6047)."""

    method: Literal["REQUEST", "CANCEL"]
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one outgoing message says. Ids come without angle brackets; `sent_at` is aware.

    `direction` is that of the page; each paragraph of it may still find its own. Without `html` the page is made from
    `text`. `is_automatic` marks receipts, reminders and notices (RFC 3834), so that no polite machine answers them.
    """

    sender: Address
    to: Sequence[Address]
    subject: str
    text: str
    message_id: str
    sent_at: datetime
    html: str | None = None
    direction: Literal["rtl", "ltr"] = "ltr"
    language: str = "en"
    cc: Sequence[Address] = ()
    reply_to: Address | None = None
    in_reply_to: str | None = None
    references: Sequence[str] = ()
    files: Sequence[Attached] = ()
    is_automatic: bool = False
    more_fields: Sequence[tuple[str, str]] = ()
    invitation: Invited | None = None


def compose(draft: Draft) -> bytes:
    """Return the message as bytes with CRLF line ends, no line above 998 bytes, all in ASCII.

    Raises ValueError, before anything is written, when a name, an address, an id or a field holds a line break or NUL,
    when an address is not one, when there is nobody to send to, or when `sent_at` has no time zone.
    """
    if not draft.to:
        raise ValueError("there is nobody to send the message to")
    if draft.sent_at.tzinfo is None:
        raise ValueError("sent_at has no time zone")
    body_fields, body = _body(draft)
    lines = [f"{name}: {value}" for name, value in [*_fields(draft), ("MIME-Version", "1.0"), *body_fields]]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def safe_header(value: str) -> str:
    """Return the value when it is one line, else raise ValueError (header injection: CVE-2024-6923, CVE-2026-1299)."""
    if _BREAKS.search(value):
        raise ValueError("a header value holds a line break or NUL")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a header value holds half a character")
    return value


def _fields(draft: Draft) -> list[tuple[str, str]]:
    fields = [
        ("From", _mailbox(draft.sender)),
        ("To", _mailboxes(draft.to)),
        ("Subject", _encoded(draft.subject, used=len("Subject: "))),
        ("Date", format_datetime(draft.sent_at)),
        ("Message-ID", _id(draft.message_id)),
    ]
    if draft.cc:
        fields.insert(2, ("Cc", _mailboxes(draft.cc)))
    if draft.reply_to:
        fields.append(("Reply-To", _mailbox(draft.reply_to)))
    if draft.in_reply_to:
        fields.append(("In-Reply-To", _id(draft.in_reply_to)))
    references = list(dict.fromkeys([*draft.references, *([draft.in_reply_to] if draft.in_reply_to else [])]))
    if references:
        fields.append(("References", "\r\n ".join(_id(one) for one in references[-_MAX_REFERENCES:])))
    if draft.is_automatic:
        fields += [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    for name, value in draft.more_fields:
        if not _FIELD_NAME.match(name) or name.lower() in _COMPOSED or name.lower().startswith("content-"):
            raise ValueError(f"{name!r} is not a field that may be added")
        fields.append((name, _encoded(value, used=len(name) + 2)))
    return fields


def _mailboxes(addresses: Sequence[Address]) -> str:
    return ",\r\n ".join(_mailbox(address) for address in addresses)


def _mailbox(address: Address) -> str:
    safe_header(address.address)
    if not is_address(address.address):
        raise ValueError(f"{address.address!r} is not an address")
    local, _, domain = address.address.rpartition("@")
    if not local.isascii():
        raise ValueError(f"{address.address!r} needs a mail server that few have (letters outside ASCII before the @)")
    written = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    name = safe_header(address.name).strip()
    if not name:
        return written
    if not name.isascii() or len(name) > 60:
        return f"{_words(name, used=len('Reply-To: '))}\r\n <{written}>"
    if _ATOM.match(name):
        return f"{name} <{written}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{written}>'


def _id(value: str) -> str:
    if not _ID.match(safe_header(value)):
        raise ValueError(f"{value!r} is not a message id")
    return f"<{value}>"


def _encoded(value: str, *, used: int) -> str:
    """A text as it is when it is short ASCII, else as encoded words (RFC 2047)."""
    safe_header(value)
    if value.isascii() and value.isprintable() and len(value) + used <= _LINE and "=?" not in value:
        return value
    return _words(value, used=used)


def _words(value: str, *, used: int) -> str:
    """UTF-8 in base64 words of at most 75 characters; no letter is cut in two."""
    words: list[str] = []
    piece, room = b"", 45 - used
    for character in value:
        encoded = character.encode()
        if len(piece) + len(encoded) > max(room, 6):
            words.append(piece.decode())
            piece, room = b"", 45
        piece += encoded
    words.append(piece.decode())
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(word.encode()).decode('ascii')}?=" for word in words)


def _body(draft: Draft) -> tuple[list[tuple[str, str]], bytes]:
    page = draft.html if draft.html is not None else page_of(draft.text)
    ways = [_text_part("plain", draft.text), _text_part("html", _document(page, draft))]
    files = [_file_part(file) for file in draft.files]
    if draft.invitation is not None:
        # As a third way of saying it, which calendars look for, and as a file for programs that know no calendar.
        ways.append(_calendar_part(draft.invitation))
        files.append(_file_part(Attached("invite.ics", "application/ics", draft.invitation.content)))
    both = _multipart("alternative", draft, ways)
    return _multipart("mixed", draft, [both, *files]) if files else both


_Written = tuple[list[tuple[str, str]], bytes]


def _multipart(kind: str, draft: Draft, parts: Sequence[_Written]) -> _Written:
    """The boundary comes from the contents: stable, and found in none of them."""
    written = [
        "\r\n".join(f"{name}: {value}" for name, value in fields).encode("ascii") + b"\r\n\r\n" + body
        for fields, body in parts
    ]
    digest = hashlib.sha256(draft.message_id.encode() + kind.encode() + b"".join(written)).hexdigest()
    boundary = f"={kind[:3]}_{digest[:32]}"
    mark = b"--" + boundary.encode("ascii")
    body = b"".join(mark + b"\r\n" + one + b"\r\n" for one in written) + mark + b"--\r\n"
    return [("Content-Type", f'multipart/{kind};\r\n boundary="{boundary}"')], body


def _text_part(kind: str, text: str) -> _Written:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    content = lines.replace("\n", "\r\n").encode("utf-8", "replace")
    content_type = ("Content-Type", f"text/{kind}; charset=utf-8")
    if content.isascii() and all(len(line) <= 900 and not line.startswith(b"From ") for line in content.split(b"\r\n")):
        return [content_type, ("Content-Transfer-Encoding", "7bit")], content
    return [content_type, ("Content-Transfer-Encoding", "base64")], _base64_lines(content)


def _calendar_part(invited: Invited) -> _Written:
    content_type = ("Content-Type", f"text/calendar; charset=utf-8; method={invited.method}")
    return [content_type, ("Content-Transfer-Encoding", "base64")], _base64_lines(invited.content)


def _file_part(file: Attached) -> _Written:
    name = display_name(file.name, media_type=file.type)
    safe_type = file.type.lower() if _TYPE.match(file.type.lower()) else "application/octet-stream"
    if safe_type.startswith(("multipart/", "message/")):
        safe_type = "application/octet-stream"
    return [
        ("Content-Type", safe_type if name.isascii() else f'{safe_type};\r\n name="{_words(name, used=7)}"'),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"attachment;\r\n {_file_name(name)}"),
    ], _base64_lines(file.content)


def _file_name(name: str) -> str:
    """By RFC 2231 alone: many programs prefer a plain `filename` beside it, which would be all underscores."""
    return f'filename="{name}"' if name.isascii() else f"filename*=UTF-8''{quote(name, safe='')}"


def _base64_lines(content: bytes) -> bytes:
    pieces = (binascii.b2a_base64(content[at : at + 57], newline=False) for at in range(0, len(content), 57))
    return b"\r\n".join(pieces)


def page_of(text: str) -> str:
    """Each paragraph of the text with its own direction; addresses are not made into links (attack A33)."""
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f'<p dir="auto">{markup.escape(one).replace(chr(10), "<br>" + chr(10))}</p>' for one in paragraphs)


def _document(page: str, draft: Draft) -> str:
    language = draft.language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?", draft.language) else "en"
    direction = "rtl" if draft.direction == "rtl" else "ltr"
    align = "right" if direction == "rtl" else "left"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"></head>\n'
        f'<body dir="{direction}" style="direction: {direction}; text-align: {align}; font-family: Arial, sans-serif; font-size: 16px">\n'
        f"{page}\n</body></html>\n"
    )
