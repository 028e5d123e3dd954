"""Emptying the outbox: each mail goes out byte for byte as it was sealed, and what nobody can know is said."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amana.channels.email.addresses import is_address
from amana.channels.email.delivering import Answer, Carrier, Patience, Server, Session, connect
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.keeping_secrets import unlock
from amana.channels.email.noting_delivery import (
    OnRefused,
    Run,
    broken_off,
    may_arrive,
    put_off,
    settle,
    unreached,
    waiting_for,
)
from amana.channels.email.providing import ProviderSession
from amana.channels.email.routing import Route, is_lent, provider_backend, routes_for
from amana.channels.email.signing_in import access_token
from amana.channels.models import FAILING, NEEDS_LOGIN, OUT, WORKING, ChatPart, Mailbox
from amana.kit.crashing import point
from amana.post.leasing import LeaseLost, claim
from amana.post.models import Outgoing, Recipient

log = logging.getLogger(__name__)

SIGN_IN_AGAIN = timedelta(minutes=15)
NO_WAY_OUT = timedelta(minutes=5)
# Of each batch, one in so many is what became due last: a code somebody waits for does not stand behind a day's backlog.
LATEST_OF = 4
PATIENCE = Patience()


def is_configured() -> bool:
    """True when there is any server to send through; until then mail waits."""
    return bool(settings.SMTP_URL or provider_backend()) or Mailbox.objects.exclude(smtp_host="").exists() or is_lent()


def send_due(
    *,
    at: datetime,
    worker: str,
    most: int = 20,
    patience: Patience = PATIENCE,
    on_refused: OnRefused = lambda _mail, _refused: None,
) -> int:
    """Send up to `most` mails that are due; return how many were taken in hand, 0 when there is nothing to do.

    `on_refused` is called in the transaction that writes down for whom a mail was refused for good. A mail whose
    fate is not known is tried again with the same Message-ID and keeps `was_doubtful`: it may have arrived twice.
    """
    if not is_configured():
        return 0
    rows = claim(Outgoing.objects.ready(at), most=most, at=at, worker=worker, latest=most // LATEST_OF)
    point("S2")
    run = Run(at, patience, on_refused)
    for route, mails in _by_route(rows):
        if route is None:
            put_off(mails, until=at + NO_WAY_OUT, why=_("There is no server to send it through yet."))
        elif route.is_closed:
            put_off(mails, until=at + SIGN_IN_AGAIN, why=_("Somebody must sign in to the mailbox again."))
        else:
            _send_through(route, mails, run)
    return len(rows)


def _by_route(rows: Sequence[Outgoing]) -> list[tuple[Route | None, list[Outgoing]]]:
    routes = routes_for({row.mail_from for row in rows})
    grouped: dict[Route | None, list[Outgoing]] = {}
    for row in rows:
        grouped.setdefault(routes[row.mail_from], []).append(row)
    return list(grouped.items())


def _send_through(route: Route, mails: list[Outgoing], run: Run) -> None:
    left = list(mails)
    try:
        with _connected(route, run) as session:
            _send_all(session, left, run)
    except SignInRefused as refused:
        log.error("sending stopped: %s", refused)
        _note(route, NEEDS_LOGIN, at=run.at, reason=str(refused))
        put_off(left, until=run.now + SIGN_IN_AGAIN, why=str(refused))
    except Unreachable as trouble:
        log.warning("no connection to send through: %s", trouble)
        _note(route, FAILING, at=run.at, reason=str(trouble))
        for row in left:
            unreached(row, trouble, run)


def _connected(route: Route, run: Run) -> Session | ProviderSession:
    if route.provider:
        return ProviderSession(route.provider)
    server = smtp_server(route.mailbox, at=run.at) if route.mailbox else route.server
    assert server is not None
    session = connect(server, calling_from=settings.ALLOWED_HOSTS[0], patience=run.patience)
    point("S3")
    _note(route, WORKING, at=run.at)
    return session


def _send_all(session: Carrier, left: list[Outgoing], run: Run) -> None:
    """Send one after the other, taking each off the list; stop at the first that ends the connection."""
    while left:
        try:
            _send(session, left[0], run)
        except LeaseLost:
            log.warning("mail %s was taken over by another worker", left[0].pk)
            session.break_off()
            return put_off(left[1:], until=run.now)
        except Unreachable as trouble:
            log.warning("mail %s: %s", left[0].pk, trouble)
            broken_off(left[0], trouble, run)
            return put_off(left[1:], until=run.now)
        left.pop(0)
    return None


def _send(session: Carrier, row: Outgoing, run: Run) -> None:
    waiting = waiting_for(row)
    try:
        answers = _handed_over(session, row, list(waiting), run)
    except ValueError as error:
        log.error("mail %s cannot be sent: %s", row.pk, error)
        answers = dict.fromkeys(waiting, Answer(554, _("Its bytes are not those of a mail.")))
    settle(row, waiting, answers, run)


def _handed_over(session: Carrier, row: Outgoing, addresses: Sequence[str], run: Run) -> dict[str, Answer]:
    """Offer the mail, and hand it over to those the server takes it for; return the last word for each."""
    mime = bytes(row.mime)
    answers = {one: Answer(553, _("This is not an address.")) for one in addresses if not is_address(one)}
    wire = {on_the_wire(one): one for one in addresses if one not in answers}
    if not wire:
        return answers
    offered = session.offer(on_the_wire(row.mail_from), list(wire), mime=mime)
    point("S4")
    answers |= {wire[one]: said for one, said in offered.items()}
    if any(said.is_yes for said in offered.values()):
        ends = session.hand_over(mime, before_end=lambda: may_arrive(row, run))
        answers |= {wire[one]: said for one, said in ends.items()}
    return answers


def on_the_wire(address: str) -> str:
    """Return the address as servers without SMTPUTF8 understand it: a domain in other letters by its ASCII name."""
    local, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"


def _note(route: Route, state: str, *, at: datetime, reason: str = "") -> None:
    if route.mailbox is not None:
        route.mailbox.note_state(OUT, state, at=at, reason=reason)


def smtp_server(mailbox: Mailbox, *, at: datetime) -> Server:
    """Return where and how a mailbox sends. Raises SignInRefused or Unreachable when there is no token to be had."""
    server = Server(mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, user=mailbox.smtp_user)
    if mailbox.is_oauth:
        return replace(server, token=access_token(mailbox, at=at))
    return replace(server, password=unlock(mailbox.secret).get("password", ""))


@transaction.atomic
def try_again(outgoing: Outgoing, *, at: datetime) -> bool:
    """Have a failed or held mail or message sent once more to those who did not get it; return whether this call did it."""
    stopped = Outgoing.objects.filter(pk=outgoing.pk, state__in=[Outgoing.FAILED, Outgoing.HELD])
    if not stopped.update(state=Outgoing.WAITING, attempts=0, not_before=at, last_error=""):
        return False
    outgoing.recipients.filter(state=Recipient.FAILED).update(state=Recipient.WAITING, status="")
    ChatPart.objects.filter(outgoing=outgoing, state__in=[ChatPart.ASKED, ChatPart.FAILED]).update(
        state=ChatPart.WAITING, ref=None, why="", at=at
    )
    return True
