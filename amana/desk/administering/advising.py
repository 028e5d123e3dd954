"""Telling what came of trying a mailbox, and what a person can do where it did not work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amana.channels.email.connecting import REACH_IN, REACH_OUT, READ, SEND, SIGN_IN_IN, SIGN_IN_OUT
from amana.channels.models import Mailbox


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that was tried, in a sentence; `advice` is empty where there is nothing to do."""

    is_ok: bool
    sentence: str
    advice: str = ""


def told(mailbox: Mailbox, steps: Iterable[tuple[str, bool, str]]) -> list[Tried]:
    """Return each step (its name, whether it worked, its sentence) with what to do about it."""
    return [Tried(is_ok, sentence, "" if is_ok else _advice(mailbox, name)) for name, is_ok, sentence in steps]


def _advice(mailbox: Mailbox, name: str) -> str:
    if name in {SIGN_IN_IN, SIGN_IN_OUT}:
        if mailbox.is_oauth:
            return _("Sign in at the provider again.")
        return _("Look at the user and the password. Many providers want an app password, made in the account there.")
    said = {
        REACH_IN: _("Look at the server's name and port: 993 is usual for TLS, 143 for STARTTLS."),
        REACH_OUT: _("Look at the server's name and port: 465 is usual for TLS, 587 for STARTTLS."),
        READ: _("Look at the folder's name, as the mailbox itself writes it."),
        SEND: _("Look at whether this account may send from this address."),
    }
    return said.get(name, "")
