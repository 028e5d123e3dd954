"""The bytes of a stored message, wherever they lie."""

from __future__ import annotations

from amana.post.models import RawMessage
from amana.post.storing import fetch


def raw_bytes(message: RawMessage) -> bytes:
    """Return a message exactly as it came. Raises Damaged when it cannot be had whole."""
    if message.body is not None:
        return bytes(message.body)
    return fetch(message.file_key, sha256=message.sha256)
