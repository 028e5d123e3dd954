"""Comparing what was signed, in constant time."""

from __future__ import annotations

import hashlib
import hmac


def is_same(said: str, ours: str) -> bool:
    """Whether two signatures or tokens are the same; nothing is the same as an empty one."""
    return bool(said and ours) and hmac.compare_digest(said.encode("utf-8", "replace"), ours.encode())


def hmac_of(secret: str, content: bytes, *, algorithm: str = "sha256") -> bytes:
    """Return the HMAC of the bytes under a secret."""
    return hmac.new(secret.encode(), content, getattr(hashlib, algorithm)).digest()
