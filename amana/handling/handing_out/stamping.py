"""Asking a time-stamp authority outside (RFC 3161) to say when a checkpoint was there."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from http.client import HTTPException
from importlib import import_module
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from amana.channels.exchanging import Question, TooLong, exchange
from amana.channels.systems.reaching import target_of
from amana.channels.web_push.reaching import Door, Unreached, public_door
from amana.record.fixing.dating import Undated, keep_stamp, undated

log = logging.getLogger(__name__)
SECONDS = 15.0
LARGEST = 64 * 1024
GRANTED = {0, 1}  # PKIStatus of RFC 3161, 2.4.2: granted, and granted with changes
# What reads and writes the ASN.1 of time stamps. No part of Amana: it is asked for only where an authority is named.
LIBRARY = "rfc3161_client"


class NoStamp(Exception):
    """No time stamp was had; the sentence says why."""


def stamp_latest(at: datetime) -> bool:
    """Recurring: have the latest checkpoint stamped, where an authority is named and it has no stamp; say whether it was.

    Holds nothing while it asks. When the authority does not answer, the next turn asks again.
    """
    try:
        return stamp(at=at)
    except NoStamp as error:
        log.warning("the checkpoint has no time stamp: %s", error)
        return False


def stamp(*, at: datetime, door: Door = public_door, library: str = LIBRARY) -> bool:
    """As `stamp_latest`, but raises NoStamp. Asks by https alone, and only what is on the public internet."""
    if not settings.TIME_STAMP_URL or (wanted := undated()) is None:
        return False
    reader = _reader(library)
    request: bytes = _request(reader, wanted)
    response = _asked(settings.TIME_STAMP_URL, request, door)
    _check(reader, response, wanted)
    keep_stamp(wanted.number, authority=settings.TIME_STAMP_URL, request=request, response=response, at=at)
    return True


def _reader(library: str) -> Any:  # Any: a module that need not be installed
    try:
        return import_module(library)
    except ImportError as error:
        raise NoStamp("AMANA_TIME_STAMP_URL needs rfc3161-client: install amana with the extra `stamps`.") from error


def _request(reader: Any, wanted: Undated) -> bytes:
    asking = reader.TimestampRequestBuilder().data(wanted.signed).hash_algorithm(reader.HashAlgorithm.SHA256)
    found: bytes = asking.cert_request(cert_request=True).build().as_bytes()
    return found


def _asked(url: str, request: bytes, door: Door) -> bytes:
    parts, ends = urlsplit(url), monotonic() + SECONDS
    headers = {
        "Content-Type": "application/timestamp-query",
        "Accept": "application/timestamp-reply",
        "Connection": "close",
    }
    try:
        client = door(parts)
        answer, body = exchange(client, Question("POST", target_of(parts), headers, request), ends=ends, most=LARGEST)
    except Unreached as error:
        raise NoStamp(str(error)) from error
    except (OSError, HTTPException, ValueError, TooLong) as error:
        raise NoStamp(f"{parts.hostname}: {type(error).__name__}") from error
    if answer.status != 200:
        raise NoStamp(f"{parts.hostname}: it answered with {answer.status}")
    return body


def _check(reader: Any, response: bytes, wanted: Undated) -> None:
    """Read the answer: that it was granted, and is of this checkpoint. Its signature is for whoever trusts the authority to check."""
    try:
        said = reader.decode_timestamp_response(response)
        imprint = said.tst_info.message_imprint.message if int(said.status) in GRANTED else None
    except (ValueError, TypeError, AttributeError) as error:
        raise NoStamp("what the authority answered is no time stamp") from error
    if imprint is None:
        raise NoStamp(f"the authority refused, with status {int(said.status)}")
    if imprint != hashlib.sha256(wanted.signed).digest():
        raise NoStamp("the authority stamped something else")
