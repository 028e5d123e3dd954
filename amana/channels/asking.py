"""Asking another server by HTTP: which ones may be asked at all, and posting a form to one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests

SECONDS = (5.0, 10.0)  # until it answers the call, and until it says something
LARGEST = 256 * 1024


class NoAnswer(Exception):
    """The server cannot be asked or gave no answer that can be used; the text names no secret."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a server answered: its status and the JSON object it sent."""

    status: int
    content: Mapping[str, Any]


def post_form(url: str, fields: Mapping[str, str]) -> Told:
    """Post a form and return the JSON object in the answer, whatever its status.

    Encrypted except on this machine; follows no redirect, sends no cookie, reads at most 256 KiB. Raises NoAnswer.
    """
    check_url(url)
    try:
        with requests.post(
            url,
            data=dict(fields),
            headers={"Accept": "application/json"},
            auth=lambda request: request,  # none, also not one found in a .netrc
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
            body = b"" if answer.is_redirect else answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise NoAnswer(f"{urlsplit(url).hostname}: {type(error).__name__}") from error
    try:
        content = json.loads(body) if len(body) <= LARGEST else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise NoAnswer(f"{urlsplit(url).hostname}: {status}, not a JSON object")
    return Told(status, content)


def check_url(url: str) -> None:
    """Raises NoAnswer unless the address is encrypted, or on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not _is_this_machine(parts.hostname or ""):
        raise NoAnswer(f"{parts.hostname or url[:80]}: only https is asked")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
