"""Keeping the secrets of web hooks: the one in force, and for a day the one before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.web_hooks.signing import new_secret

# How long both secrets are good after a new one was made.
OVERLAP = timedelta(days=1)


def lock_first() -> tuple[str, str]:
    """Return a new secret as it is stored, and as it is handed out."""
    secret = new_secret()
    return lock({"secret": secret}), secret


def lock_next(locked: str, *, at: datetime) -> tuple[str, datetime, str]:
    """Return what is stored now, until when the secret before is good beside it, and the new one as it is handed out.

    Raises SignInRefused when what was stored cannot be opened.
    """
    before, secret = unlock(locked).get("secret", ""), new_secret()
    return lock({"secret": secret, "earlier": before}), at + OVERLAP, secret


def secrets_in(locked: str, earlier_until: datetime | None, *, at: datetime) -> list[str]:
    """Return the secrets in force, the newest first. Raises SignInRefused when they cannot be opened."""
    kept = unlock(locked)
    names = ["secret", "earlier"] if earlier_until is not None and at < earlier_until else ["secret"]
    return [kept[name] for name in names if kept.get(name)]
