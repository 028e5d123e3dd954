"""Asking the Graph API of Meta: how our token is shown, where it must not stand, and on which servers its files lie."""

from __future__ import annotations

from urllib.parse import urlsplit

from amana.channels.messaging.words import Line

# Where the Graph API hands out files.
OF_META = (".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net", ".whatsapp.com")


def authorised(line: Line) -> dict[str, str]:
    """Return the header that shows our token."""
    return {"Authorization": f"Bearer {line.secret.get('token', '')}", "Accept": "application/json"}


def without_token(words: object, line: Line) -> str:
    """Return words of a refusal as they may be shown and kept: one that is about our token may hold it."""
    return str(words).replace(line.secret.get("token", "") or "\0", "…")


def is_of_meta(url: str, line: Line) -> bool:
    """Whether a file lies on a server of Meta's, or where this line is asked. Raises ValueError for what is no address."""
    parts = urlsplit(url)
    return (parts.hostname or "").endswith(OF_META) or parts.netloc == urlsplit(line.url).netloc
