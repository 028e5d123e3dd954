"""A mail that was read, as plain frames of bytes and back: what came from a process that read a stranger's bytes is checked here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, get_args

from amana.channels.email.mail import Address, Authenticity, Automatic, AutomaticKind, Bounce, File, Mail, Undelivered

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KINDS: frozenset[str] = frozenset(get_args(AutomaticKind))
_AUTHENTICITIES: frozenset[str] = frozenset(get_args(Authenticity))
# What one says about itself in a list of so many values.
_ADDRESS, _FILE, _AUTOMATIC, _UNDELIVERED, _BOUNCE, _MAIL = 2, 4, 2, 3, 2, 20
One = TypeVar("One")


class Misshapen(Exception):
    """These frames are no mail."""


def as_json(value: object) -> bytes:
    """Write plain values; texts may hold what UTF-8 has no place for, as a page in a strange character set does."""
    return _ENCODER.encode(value).encode("utf-8", "surrogatepass")


def from_json(frame: bytes) -> Any:  # what it is, is for the caller to look at
    """Read plain values. Raises Misshapen."""
    try:
        return json.loads(frame.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Misshapen from error


def as_frames(mail: Mail) -> list[bytes]:
    """Return a mail as frames: one of what it says, then one for the content of each file."""
    said = [
        mail.message_id, mail.in_reply_to, mail.references, _addresses_told(mail.senders),
        _address_told(mail.sender), _addresses_told(mail.reply_to), _addresses_told(mail.to),
        _addresses_told(mail.cc), _addresses_told(mail.delivered_to), mail.return_path, mail.subject,
        mail.sent_at and mail.sent_at.astimezone(UTC).isoformat(), mail.text, mail.text_new, mail.html,
        [(file.name, file.type, file.content_id, file.is_inline) for file in mail.files],
        mail.automatic and (mail.automatic.kind, mail.automatic.evidence),
        mail.bounce and (
            [(one.address, one.status, one.action) for one in mail.bounce.recipients], mail.bounce.original_message_id
        ),
        mail.authenticity, mail.oddities,
    ]  # fmt: skip
    return [as_json(said), *(file.content for file in mail.files)]


def mail_from(frames: Sequence[bytes]) -> Mail:
    """Return the mail of such frames; the digests of its files are worked out anew. Raises Misshapen."""
    try:
        said = _list(from_json(frames[0]), _MAIL)
        return Mail(
            message_id=_text_or_none(said[0]),
            in_reply_to=_text_or_none(said[1]),
            references=_all(_text, said[2]),
            senders=_all(_address, said[3]),
            sender=_or_none(_address, said[4]),
            reply_to=_all(_address, said[5]),
            to=_all(_address, said[6]),
            cc=_all(_address, said[7]),
            delivered_to=_all(_address, said[8]),
            return_path=_text_or_none(said[9]),
            subject=_text(said[10]),
            sent_at=_or_none(_time, said[11]),
            text=_text(said[12]),
            text_new=_text(said[13]),
            html=_text_or_none(said[14]),
            files=_files(said[15], frames[1:]),
            automatic=_or_none(_automatic, said[16]),
            bounce=_or_none(_bounce, said[17]),
            authenticity=_one_of(_AUTHENTICITIES, said[18]),
            oddities=_all(_text, said[19]),
        )
    except (IndexError, ValueError, OverflowError) as error:
        raise Misshapen from error


def _address_told(address: Address | None) -> tuple[str, str] | None:
    return (address.name, address.address) if address else None


def _addresses_told(addresses: Iterable[Address]) -> list[tuple[str, str]]:
    return [(one.name, one.address) for one in addresses]


def _text(value: object) -> str:
    if type(value) is not str:
        raise Misshapen
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _or_none(read: Callable[[object], One], value: object) -> One | None:
    return None if value is None else read(value)


def _list(value: object, length: int | None = None) -> list[Any]:
    if type(value) is not list or (length is not None and len(value) != length):
        raise Misshapen
    return value


def _all(read: Callable[[object], One], value: object) -> tuple[One, ...]:
    return tuple([read(one) for one in _list(value)])


def _one_of(known: frozenset[str], value: object) -> Any:  # one of the words of a Literal
    if _text(value) not in known:
        raise Misshapen
    return value


def _time(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise Misshapen
    return at.astimezone(UTC)


def _address(value: object) -> Address:
    name, address = _list(value, _ADDRESS)
    return Address(_text(name), _text(address))


def _automatic(value: object) -> Automatic:
    kind, evidence = _list(value, _AUTOMATIC)
    return Automatic(_one_of(_KINDS, kind), _text(evidence))


def _bounce(value: object) -> Bounce:
    recipients, original = _list(value, _BOUNCE)
    return Bounce(_all(_undelivered, recipients), _text_or_none(original))


def _undelivered(value: object) -> Undelivered:
    address, status, action = _list(value, _UNDELIVERED)
    return Undelivered(_text(address), _text_or_none(status), _text(action))


def _files(value: object, contents: Sequence[bytes]) -> tuple[File, ...]:
    said = _list(value, len(contents))
    return tuple([_file(one, content) for one, content in zip(said, contents, strict=True)])


def _file(value: object, content: bytes) -> File:
    name, media_type, content_id, is_inline = _list(value, _FILE)
    if type(is_inline) is not bool:
        raise Misshapen
    digest = hashlib.sha256(content).hexdigest()
    return File(_text(name), _text(media_type), content, _text_or_none(content_id), is_inline, digest)
