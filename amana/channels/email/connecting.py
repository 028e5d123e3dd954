"""Trying a mailbox both ways, step by step, with a sentence about each for the person who connects it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.email.composing import Draft, compose
from amana.channels.email.delivering import Patience, connect
from amana.channels.email.errors import MailTrouble, SignInRefused, Unreachable
from amana.channels.email.fetching import imap_server
from amana.channels.email.mail import Address
from amana.channels.email.opening_folders import signed_in
from amana.channels.email.sending import smtp_server
from amana.channels.models import IN, OUT, STARTTLS, TLS, WORKING, Mailbox
from amana.kit.codes import new_token

# A person waits for the answer.
PATIENCE = Patience(connect=10, answer=20, after_end=30, whole=60)
REACH_IN, SIGN_IN_IN, READ, REACH_OUT, SIGN_IN_OUT, SEND = (
    "reach_in", "sign_in_in", "read", "reach_out", "sign_in_out", "send",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried: whether it worked, and what to tell the person."""

    name: str
    is_ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the mail of a domain is probably read and sent; `sign_in` is the kind that its provider wants."""

    imap_host: str
    smtp_host: str
    smtp_port: int = 465
    smtp_security: str = TLS
    sign_in: str = Mailbox.PASSWORD


_GOOGLE = Servers("imap.gmail.com", "smtp.gmail.com", sign_in=Mailbox.GOOGLE)
_MICROSOFT = Servers("outlook.office365.com", "smtp.office365.com", 587, STARTTLS, Mailbox.MICROSOFT)
_KNOWN = {
    **dict.fromkeys(["gmail.com", "googlemail.com"], _GOOGLE),
    **dict.fromkeys(["outlook.com", "hotmail.com", "live.com", "msn.com"], _MICROSOFT),
    "icloud.com": Servers("imap.mail.me.com", "smtp.mail.me.com", 587, STARTTLS),
    "yahoo.com": Servers("imap.mail.yahoo.com", "smtp.mail.yahoo.com"),
}


def suggest(address: str) -> Servers:
    """Return the servers to propose for an address; only a guess, by name, for a domain that is not widely known."""
    domain = address.rpartition("@")[2].strip().lower()
    return _KNOWN.get(domain) or Servers(f"imap.{domain}", f"smtp.{domain}")


def check(mailbox: Mailbox, *, at: datetime, patience: Patience = PATIENCE) -> list[Step]:
    """Try to read and to send with a mailbox, and return what was tried, in order; a way stops at its first failure.

    Sends one mail from the mailbox to itself. A way that works is marked as working, so that its work goes on at once.
    """
    steps: list[Step] = []
    if mailbox.imap_host:
        steps += _check_in(mailbox, at=at)
    if mailbox.smtp_host:
        steps += _check_out(mailbox, at=at, patience=patience)
    return steps


def _check_in(mailbox: Mailbox, *, at: datetime) -> list[Step]:
    reached = Step(REACH_IN, True, _("%(host)s answers.") % {"host": mailbox.imap_host})
    signed = Step(SIGN_IN_IN, True, _("Signed in for reading."))
    try:
        with signed_in(imap_server(mailbox, at=at)) as folder:
            try:
                folder.select(mailbox.folder)
            except Unreachable as trouble:
                return [reached, signed, _failed(READ, trouble)]
    except SignInRefused as refused:
        return [reached, _failed(SIGN_IN_IN, refused)]
    except Unreachable as trouble:
        return [_failed(REACH_IN, trouble)]
    mailbox.note_state(IN, WORKING, at=at)
    Mailbox.objects.filter(pk=mailbox.pk).update(failures=0, fetch_at=at)
    return [reached, signed, Step(READ, True, _("The folder %(name)s can be read.") % {"name": mailbox.folder})]


def _check_out(mailbox: Mailbox, *, at: datetime, patience: Patience) -> list[Step]:
    reached = Step(REACH_OUT, True, _("%(host)s answers.") % {"host": mailbox.smtp_host})
    signed = Step(SIGN_IN_OUT, True, _("Signed in for sending."))
    try:
        server = smtp_server(mailbox, at=at)
        with connect(server, calling_from=settings.ALLOWED_HOSTS[0], patience=patience) as session:
            mime = _letter_to_itself(mailbox, at)
            try:
                [answer] = session.offer(mailbox.address, [mailbox.address], mime=mime).values()
                if answer.is_yes:
                    [answer] = session.hand_over(mime, before_end=lambda: None).values()
            except MailTrouble as trouble:
                return [reached, signed, _failed(SEND, trouble)]
    except SignInRefused as refused:
        return [reached, _failed(SIGN_IN_OUT, refused)]
    except Unreachable as trouble:
        return [_failed(REACH_OUT, trouble)]
    if not answer.is_yes:
        return [reached, signed, Step(SEND, False, _("The mail was not taken: %(answer)s") % {"answer": answer})]
    mailbox.note_state(OUT, WORKING, at=at)
    return [reached, signed, Step(SEND, True, _("A mail to itself was taken."))]


def _failed(name: str, trouble: MailTrouble) -> Step:
    return Step(name, False, str(trouble))


def _letter_to_itself(mailbox: Mailbox, at: datetime) -> bytes:
    own = Address("", mailbox.address)
    return compose(
        Draft(
            sender=own,
            to=[own],
            subject=_("Amana can send from this mailbox"),
            text=_("This mail was sent to try it. There is nothing to do."),
            message_id=f"t.{new_token()}@{mailbox.address.rpartition('@')[2]}",
            sent_at=at,
            is_automatic=True,
        )
    )
