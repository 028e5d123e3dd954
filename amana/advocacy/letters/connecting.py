"""The writer's own mailbox: connected, tried, forgotten, and lent to the transport when something goes out from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amana.advocacy.letters.models import LentMailbox, OwnMailbox
from amana.cases.errors import Refused
from amana.channels.email.addresses import is_address
from amana.channels.email.connecting import Step, check, suggest
from amana.channels.email.keeping_secrets import lock
from amana.channels.models import PLAIN, STARTTLS, TLS, Mailbox
from amana.channels.systems.reaching import Resolve, Unreached, address_to_ask, resolve
from amana.people.models import Person
from amana.post.models import Outgoing

OWN_LETTER = "own_letter"  # what a letter of an own case is in the outbox
PORTS = range(1, 65_536)
MAIL_PORTS = {25, 465, 587, 2525, 143, 993}


@dataclass(frozen=True)
class Servers:
    """What somebody typed to connect their mailbox; `user` is the address where nothing else is said."""

    address: str
    password: str
    smtp_host: str
    smtp_port: int = 465
    smtp_security: str = TLS
    imap_host: str = ""
    imap_port: int = 993
    user: str = ""


def proposed(address: str) -> Servers:
    """Return the servers an address probably has; a guess by its name alone, nobody is asked."""
    found = suggest(address)
    return Servers(address, "", found.smtp_host, found.smtp_port, found.smtp_security, found.imap_host)


def mailbox_of(person: Person | None) -> OwnMailbox | None:
    """Return somebody's own mailbox, None when they connected none."""
    return OwnMailbox.objects.filter(person=person).first() if person is not None else None


@transaction.atomic
def connect(person: Person, servers: Servers, *, at: datetime, resolver: Resolve = resolve) -> OwnMailbox:
    """Keep how to send from somebody's mailbox; the password is encrypted. An empty password keeps the one there is.

    On a server that several share, only mail servers on the public internet are connected to. Raises Refused for what
    cannot be a mailbox, one of this installation's own, or somebody else's.
    """
    address = servers.address.strip().lower()
    _check(servers, address)
    if not settings.OPEN_MINE:
        _must_be_public(servers, resolver)
    known = OwnMailbox.objects.select_for_update().filter(person=person).first()
    if known is None and not servers.password:
        raise Refused(_("Write the password of the mailbox."))
    if Mailbox.objects.filter(address__iexact=address).exists():
        raise Refused(_("This mailbox is connected here for a team already."))
    values = {
        "address": address, "user": servers.user.strip() or address, "smtp_host": servers.smtp_host.strip(),
        "smtp_port": servers.smtp_port, "smtp_security": servers.smtp_security, "imap_host": servers.imap_host.strip(),
        "imap_port": servers.imap_port, "connected_at": at, "out_state": "working", "out_reason": "",
    }  # fmt: skip
    if servers.password:
        values["secret"] = lock({"password": servers.password})
    try:
        with transaction.atomic():
            return OwnMailbox.objects.update_or_create(person=person, defaults=values)[0]
    except IntegrityError:
        raise Refused(_("Somebody else here has connected this mailbox.")) from None


def _check(servers: Servers, address: str) -> None:
    if not is_address(address):
        raise Refused(_("This is not a mail address."))
    if not servers.smtp_host.strip() or " " in servers.smtp_host.strip():
        raise Refused(_("Write the name of the server that sends, such as smtp.example.com."))
    if servers.smtp_port not in PORTS or servers.imap_port not in PORTS:
        raise Refused(_("A port is a number from 1 to 65535."))
    if servers.smtp_security not in {TLS, STARTTLS, PLAIN}:
        raise Refused(_("Choose how the connection is encrypted."))


def _must_be_public(servers: Servers, resolver: Resolve) -> None:
    """Nobody reaches what is inside the house of a shared server by calling it a mail server."""
    asked = [(servers.smtp_host.strip(), servers.smtp_port), (servers.imap_host.strip(), servers.imap_port)]
    for host, port in asked:
        if not host:
            continue
        if port not in MAIL_PORTS:
            raise Refused(
                _("On a shared server mail goes through the ports that mail servers have: 465, 587, 993, 143.")
            )
        try:
            address_to_ask(host, port, allows_private=False, is_mail=True, resolver=resolver)
        except Unreached:
            raise Refused(_("This server is not found on the public internet: %(host)s") % {"host": host}) from None


def try_it(mailbox: OwnMailbox, *, at: datetime) -> list[Step]:
    """Try to sign in and to send one mail from the mailbox to itself; return what was tried, in order."""
    return check(lent(mailbox), at=at)


@transaction.atomic
def disconnect(person: Person) -> None:
    """Forget somebody's mailbox with its password; letters still on their way wait. Twice changes nothing."""
    for mailbox in OwnMailbox.objects.filter(person=person):
        # Through another server they would come from an address that is not its own.
        waiting = Outgoing.objects.filter(what=OWN_LETTER, mail_from=mailbox.address, state__in=Outgoing.UNDER_WAY)
        waiting.update(state=Outgoing.HELD, last_error=_("The mailbox it was to go out from was disconnected."))
        mailbox.delete()


def lent(mailbox: OwnMailbox) -> LentMailbox:
    """Return an own mailbox as the transport takes it; it is never stored as one of a brand."""
    return LentMailbox(
        id=mailbox.pk, address=mailbox.address, secret=mailbox.secret,
        smtp_host=mailbox.smtp_host, smtp_port=mailbox.smtp_port, smtp_security=mailbox.smtp_security,
        smtp_user=mailbox.user, imap_host=mailbox.imap_host, imap_port=mailbox.imap_port,
        imap_security=mailbox.imap_security, imap_user=mailbox.user, out_state=mailbox.out_state,
    )  # fmt: skip


def lent_by_address(addresses: Collection[str] | None) -> dict[str, Mailbox]:
    """Return own mailboxes for the transport, by address in small letters; None asks for any one of them."""
    rows = OwnMailbox.objects.all()
    if addresses is None:
        return {row.address: lent(row) for row in rows[:1]}
    return {row.address: lent(row) for row in rows.filter(address__in=[one.lower() for one in addresses])}
