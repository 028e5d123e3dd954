"""Taking in what another system hands us: its signature is proved, then it is kept raw as a mail, and read as one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Attached, Draft, compose
from amana.channels.email.errors import MailTrouble
from amana.channels.email.mail import Address, Mail
from amana.channels.models import Inlet
from amana.channels.web_hooks.keeping import secrets_in
from amana.channels.web_hooks.signing import NotSigned, verified
from amana.post.accepting import Came, accept_all
from amana.post.models import RawMessage

# Bytes of a whole request, and what its parts may be.
LARGEST = 12 * 1024 * 1024
LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_ID, MOST_FILES = 120, 300, 200_000, 200, 20
# What the envelope says. An address nobody has proved is treated as one typed on a page of ours that is open to everybody.
UNPROVED, PROVED = "form", "hook"
# No digest of a mail begins so: that a message came by this door nobody can pretend by another.
_MARK = "hook:"
_TEXTS = {
    "from": 254, "name": LONGEST_NAME, "subject": LONGEST_SUBJECT, "text": LONGEST_TEXT, "html": 5 * LONGEST_TEXT,
    "external_id": LONGEST_ID, "answers": LONGEST_ID,
}  # fmt: skip
_SHAPE_OF_FILES = "Each of 'files' says its 'name', its media 'type' and its 'content' in base64."
_SELDOM = timedelta(minutes=1)


class Misshapen(Exception):
    """What was sent is not of the shape that the guide describes; the text says what is wrong, in English, for its programmer."""


def take_in(inlet: Inlet, headers: Mapping[str, str], body: bytes, *, at: datetime) -> bool:
    """Store one message and commit it; return False where we have it already. The worker reads it.

    `headers` by their names in small letters. Raises NotSigned or Misshapen, with nothing stored. `inlet` with its brand.
    """
    try:
        secrets = secrets_in(inlet.secret, inlet.earlier_until, at=at)
    except MailTrouble as error:
        raise NotSigned("the secret cannot be opened here; make a new one") from error
    message_id = verified(headers, body, secrets_=secrets, at=at)
    said = _said(body)
    key = str(said.get("external_id") or message_id)
    raw = compose(_draft(inlet, said, key, at))
    proof = PROVED if said.get("is_verified") is True else UNPROVED
    came = Came(
        raw, _digest(inlet, key), f"hook:{inlet.pk}", _id(inlet, key), envelope_from=proof,
        envelope_to=inlet.brand.address,
    )  # fmt: skip
    accepted = accept_all([came], at=at)
    old = Q(heard_at=None) | Q(heard_at__lt=at - _SELDOM)
    Inlet.objects.filter(old, pk=inlet.pk).update(heard_at=at)
    return bool(accepted.stored)


def vouched(raw: RawMessage, mail: Mail) -> Mail:
    """Return a mail with who wrote it as proved as its door says: of what another system handed us, as that system says."""
    if not raw.digest.startswith(_MARK):
        return mail
    return replace(mail, authenticity="pass" if raw.envelope_from == PROVED else "none")


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Misshapen("The body is not JSON.") from error
    if not isinstance(said, dict):
        raise Misshapen("The body is not a JSON object.")
    if wrong := sorted(set(said) - {*_TEXTS, "files", "is_verified"}):
        raise Misshapen(f"There is no field called {wrong[0][:60]!r}.")
    for name, longest in _TEXTS.items():
        value = said.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > longest or not _is_text(value)):
            raise Misshapen(f"{name!r} is text of at most {longest} characters.")
    _must_be_whole(said)
    return said


def _must_be_whole(said: Mapping[str, Any]) -> None:
    if not isinstance(said.get("is_verified", False), bool):
        raise Misshapen("'is_verified' is true or false.")
    if not is_address(said.get("from") or "") or not said["from"].isascii():
        raise Misshapen("'from' is the mail address of whoever wrote it.")
    if not (said.get("text") or "").strip():
        raise Misshapen("'text' is what they wrote; it cannot be empty.")


def _is_text(value: str) -> bool:
    """Whether it can be stored and sent: no half of a pair of surrogates, no NUL."""
    return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def _draft(inlet: Inlet, said: Mapping[str, Any], key: str, at: datetime) -> Draft:
    """Return what was handed over as a mail to the brand: one shape for all that comes in, however it came."""
    text = said["text"].strip()
    subject = " ".join((said.get("subject") or text.splitlines()[0][:80]).split())
    answers = _id(inlet, said["answers"]) if said.get("answers") else None
    return Draft(
        sender=Address(" ".join((said.get("name") or "").split()), said["from"]),
        to=[Address(inlet.brand.name, inlet.brand.address)],
        subject=subject,
        text=text,
        html=said.get("html") or None,
        message_id=_id(inlet, key),
        in_reply_to=answers,
        references=[answers] if answers else [],
        sent_at=at,
        files=_files([] if said.get("files") is None else said["files"]),
    )


def _files(said: Any) -> list[Attached]:  # Any: JSON from outside, looked at piece by piece
    if not isinstance(said, list) or len(said) > MOST_FILES:
        raise Misshapen(f"'files' is a list of at most {MOST_FILES}.")
    return [_file(one) for one in said]


def _file(one: Any) -> Attached:  # Any: as above
    name, media_type, content = (
        (one.get(part) for part in ("name", "type", "content")) if isinstance(one, dict) else ("",) * 3
    )
    if not (
        isinstance(name, str)
        and isinstance(media_type, str)
        and isinstance(content, str)
        and _is_text(name + media_type)
    ):
        raise Misshapen(_SHAPE_OF_FILES)
    if not name or not content:
        raise Misshapen(_SHAPE_OF_FILES)
    try:
        return Attached(name[:200], media_type, base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Misshapen("The 'content' of a file is not base64.") from error


def _name(inlet: Inlet, key: str) -> str:
    return hashlib.sha256(f"{inlet.pk.hex}\0{key}".encode()).hexdigest()


def _digest(inlet: Inlet, key: str) -> str:
    return f"{_MARK}{_name(inlet, key)[: 64 - len(_MARK)]}"


def _id(inlet: Inlet, key: str) -> str:
    return f"{_name(inlet, key)[:40]}.hook@{inlet.brand.address.rpartition('@')[2]}"
