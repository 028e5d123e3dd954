"""Hearing a mail service: what it says is proven, kept and committed, and only then answered; the rest happens later.

anymail would tell us by Django's signals what it has read. We ask its views directly instead: what was said is kept in the
same call that answers the service, so that nothing hangs on who listens, and "when X, then Y" stays in one table.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from amana.channels.email.oversized import head_of, keep_trace, too_large_for
from amana.channels.email.peeking import HEAD, peek
from amana.channels.email.signing import read_message_id
from amana.channels.mail_providers.asked import TooLong, read_whole
from amana.channels.mail_providers.confirming import note_asked, note_confirmed
from amana.channels.mail_providers.knowing import SERVICES, USER, in_bytes, listener
from amana.channels.mail_providers.proving import NotAmazons, prove
from amana.channels.mail_providers.setting_up import secrets_of
from amana.channels.models import MailProvider, MailTold
from amana.post.accepting import Came, accept_all
from amana.record.storing import insert_rows

TOLERANCE = timedelta(minutes=5)
MOST_EVENTS = 1000
# Each service has a form of its own, and anymail raises whatever a broken one leads to.
NOT_UNDERSTOOD = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)
# What is acted on, by anymail's name for it. Opened and clicked are not: nobody is watched reading.
DELIVERED, BOUNCED, COMPLAINED, DEFERRED = "delivered", "bounced", "complained", "deferred"
_MEANT = {"delivered": DELIVERED, "bounced": BOUNCED, "rejected": BOUNCED, "failed": BOUNCED, "complained": COMPLAINED,
          "deferred": DEFERRED}  # fmt: skip
# What a topic says once when it begins to tell of mails.
_BEGINS = "Successfully validated SNS topic for Amazon SES event publishing."
_OURS = re.compile(r"a\.[a-z2-7]{77}@[a-z0-9.-]{1,253}", re.IGNORECASE)


class Refused(Exception):
    """Somebody who cannot prove to be the service, or says what is not understood; the text is for our log alone."""


@dataclass(frozen=True)
class Heard:
    """How much was taken in: mails stored, and events kept that were not known before."""

    mails: int = 0
    events: int = 0


def hear(row: MailProvider, request: HttpRequest, *, takes_mail: bool, at: datetime) -> Heard:
    """Take in what a service says; committed when this returns.

    Raises Refused, TooLong, UnreadablePostError, and NotFetched when it cannot be proven now and is to be said again.
    """
    service, secrets_ = SERVICES.get(row.name), secrets_of(row)
    if service is None or not secrets_.get("password") or (takes_mail and not service.takes_mail):
        raise Refused("not connected")
    if any(not secrets_.get(key) for key in service.proves if not key.startswith("tracking_")):
        raise Refused("no key")
    try:
        read_whole(request)
    except TooLong as found:
        if takes_mail and _knows_the_password(request, secrets_["password"]):
            _hold_cut_off(row, service.label, request, found.beginning, at=at)
        raise
    events, strange = _events(row, request, secrets_, takes_mail=takes_mail)
    if row.name == "amazon_ses" and not _speaks(row, json.loads(request.body), at=at):
        return Heard()
    MailProvider.objects.filter(pk=row.pk).update(heard_at=at)
    if takes_mail:
        return Heard(mails=_take_mail(row, request, events, strange, at=at))
    if service.signs_time:
        _must_be_fresh(row, request, at)
    return Heard(events=_keep(row, events, at=at))


def _speaks(row: MailProvider, said: Mapping[str, Any], *, at: datetime) -> bool:
    """Say whether a topic of Amazon's tells something, not only of itself. Raises Refused, NotFetched."""
    try:
        prove(row, said, at=at)
    except NotAmazons as error:
        raise Refused(f"not signed by Amazon: {error}") from error
    kind = str(said["Type"])
    if kind == "SubscriptionConfirmation" and not note_asked(row, said, at=at):
        raise Refused("a link that is not Amazon's")
    if kind == "Notification":
        note_confirmed(row, said)
    return kind == "Notification" and str(said["Message"]) != _BEGINS


def _knows_the_password(request: HttpRequest, password: str) -> bool:
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    return compare_digest(given, b"Basic " + b64encode(f"{USER}:{password}".encode()))


def _events(
    row: MailProvider, request: HttpRequest, secrets_: Mapping[str, str], *, takes_mail: bool
) -> tuple[list[Any], list[bytes]]:
    """Return what a service tells, and those pieces of a list that are not understood while others of it are."""
    try:
        view = listener(row.name, secrets_, takes_mail=takes_mail)
        view.run_validators(request)
        try:
            return list(view.parse_events(request))[:MOST_EVENTS], []
        except NOT_UNDERSTOOD:
            return _one_by_one(view, request)
    except (AnymailError, SuspiciousOperation) as error:
        raise Refused(type(error).__name__) from error
    except NOT_UNDERSTOOD as error:
        raise Refused(f"not understood: {type(error).__name__}") from error


def _one_by_one(view: Any, request: HttpRequest) -> tuple[list[Any], list[bytes]]:
    """Take a list apart whose whole is not understood. Raises one of NOT_UNDERSTOOD where it is none, or nothing of it is."""
    pieces = json.loads(request.body)
    if not isinstance(pieces, list) or len(pieces) < 2:
        raise ValueError("no list")
    found, strange = [], []
    for piece in pieces[:MOST_EVENTS]:
        request._body = json.dumps([piece]).encode()  # where HttpRequest.body keeps it
        try:
            found += list(view.parse_events(request))
        except (AnymailError, *NOT_UNDERSTOOD):
            strange.append(request.body)
    if not found:
        raise ValueError("nothing in it")
    return found, strange


# ── mail ─────────────────────────────────────────────────────────────────────


def _take_mail(
    row: MailProvider, request: HttpRequest, events: list[Any], strange: list[bytes], *, at: datetime
) -> int:
    """Store mails as our own door does; the same mail pushed twice is one. What cannot be taken in is held, for a person to see.

    Raises Refused where there is no mail in it.
    """
    came: list[Came] = []
    long: list[Came] = []
    for event in events:
        try:
            one = _came(row, request, event)
        except (Refused, *NOT_UNDERSTOOD):
            strange.append(json.dumps(getattr(event, "esp_event", ""), default=str).encode("utf-8", "replace"))
            continue
        (long if len(one.raw) > settings.MAIL_LARGEST else came).append(one)
    if not (came or long):
        raise Refused("no mail in it")
    accept_all(came, at=at)
    for one in long:
        reason = too_large_for(SERVICES[row.name].label, len(one.raw))
        keep_trace(one._replace(raw=head_of(one.raw)), reason=reason, at=at)
    for piece in strange:
        keep_trace(
            _piece(row, piece),
            reason=_("The mail service sent it among others, and it could not be understood."),
            at=at,
        )
    return len(came)


def _piece(row: MailProvider, said: bytes) -> Came:
    """Return what is no mail as it is held: the beginning of what was sent, below an empty head."""
    return Came(b"\r\n" + said[:HEAD], hashlib.sha256(said).hexdigest(), door=f"{row.name}:{row.pk}")


def _hold_cut_off(row: MailProvider, label: str, request: HttpRequest, beginning: bytes, *, at: datetime) -> None:
    length = request.headers.get("Content-Length", "")
    size = int(length) if length.isascii() and length.isdigit() and len(length) < 15 else settings.MAIL_LARGEST
    keep_trace(_piece(row, beginning), reason=too_large_for(label, size), at=at)


def _came(row: MailProvider, request: HttpRequest, event: Any) -> Came:
    raw = _raw(row.name, request, event) if getattr(event, "message", None) is not None else b""
    if not raw.strip():
        raise Refused("no mail")
    peeked = peek(raw)
    return Came(
        raw, peeked.digest, door=f"{row.name}:{row.pk}", message_id=peeked.message_id,
        envelope_from=_address(event.message.envelope_sender), envelope_to=_address(event.message.envelope_recipient),
    )  # fmt: skip


def _raw(name: str, request: HttpRequest, event: Any) -> bytes:
    """Return the mail byte for byte where the service hands it over so; else as it can be put together from its parts."""
    said = event.esp_event if isinstance(event.esp_event, dict) else {}
    relayed = said["msys"]["relay_message"]["content"] if name == "sparkpost" else {}
    whole = {"mailgun": request.POST.get("body-mime"), "sendgrid": request.POST.get("email"),
             "postmark": said.get("RawEmail"), "amazon_ses": said.get("content"),
             "sparkpost": relayed.get("email_rfc822")}.get(name)  # fmt: skip
    if not isinstance(whole, str) or not whole:
        return bytes(event.message.as_bytes()) if str(event.message["From"] or "").strip() else b""
    if name == "amazon_ses" and said.get("receipt", {}).get("action", {}).get("encoding") == "BASE64":
        return b64decode(whole)
    return b64decode(whole) if relayed.get("email_rfc822_is_base64") else in_bytes(whole)


def _address(said: object) -> str:
    text = said if isinstance(said, str) else ""
    return text.replace("\0", "").strip().removeprefix("<").removesuffix(">")[:320]


# ── what became of ours ──────────────────────────────────────────────────────


@transaction.atomic
def _keep(row: MailProvider, events: list[Any], *, at: datetime) -> int:
    rows = [one for event in events for one in _told(row, event, at)]
    columns = ("provider_id", "digest", "what", "address", "message_id", "why", "at", "is_done")
    return insert_rows(MailTold, columns, rows, unless_there=True) if rows else 0


def _told(row: MailProvider, event: Any, at: datetime) -> Iterator[tuple[object, ...]]:
    what, address = _MEANT.get(str(event.event_type)), _address(event.recipient).lower()
    if what is None or "@" not in address:
        return
    why = " ".join(str(event.mta_response or event.description or event.reject_reason or "").replace("\0", "").split())
    message_id = _our_id(event)
    # Its own name for the event would do, were there one in all of them; this names what it says.
    said = "\x1f".join([what, address, message_id, str(event.event_id or ""), str(event.timestamp or "")])
    yield (
        row.pk,
        hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
        what,
        address,
        message_id,
        why[:300],
        at,
        False,
    )


def _our_id(event: Any) -> str:
    """Return the id of the mail of ours that an event is about: one that we signed, wherever in it the service put it."""
    keys = [key.encode() for key in settings.MAIL_KEYS]
    try:
        said = f"{event.message_id or ''} {json.dumps(event.esp_event, default=str)[:100_000]}"
    except (TypeError, ValueError, RecursionError):
        said = str(event.message_id or "")
    return next((one for one in _OURS.findall(said) if read_message_id(keys, one)), "")


def _must_be_fresh(row: MailProvider, request: HttpRequest, at: datetime) -> None:
    """Raise Refused for what was signed long ago. Mail itself is taken also late: once, as its digest tells."""
    if row.name == "sendgrid":
        stamp = request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
        if not stamp and not secrets_of(row).get("tracking_webhook_verification_key"):
            return
    else:
        try:
            stamp = str(json.loads(request.body)["signature"]["timestamp"])
        except (ValueError, KeyError, TypeError):
            stamp = str(request.POST.get("timestamp", ""))
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Refused("no time")
    if abs(int(stamp) - at.timestamp()) > TOLERANCE.total_seconds():
        raise Refused("signed too long ago")
