"""Covering secrets in what another server says: some repeat the password they refuse, and their words are kept and shown."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import quote

COVER = "[…]"
# A shorter secret stands in ordinary words; nobody uses one.
SHORTEST = 4


def covered(said: str, *, user: str, secrets: tuple[str, ...]) -> str:
    """Return the words with every secret covered, also as it is written for signing in (RFC 4616, XOAUTH2) or in an address."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            for form in sorted(_forms(user, secret), key=len, reverse=True):
                said = said.replace(form, COVER)
    return said


def _forms(user: str, secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    for written in (
        secret,
        f"\0{user}\0{secret}",
        f"{user}\0{user}\0{secret}",
        f"user={user}\1auth=Bearer {secret}\1\1",
    ):
        code = base64.b64encode(written.encode()).decode("ascii")
        yield code
        yield code.rstrip("=")
