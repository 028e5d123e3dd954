"""Choosing the server a mail goes out through: the mailbox it is from, its brand's, or the installation's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

from amana.channels.email.delivering import STARTTLS_IF_OFFERED, Server
from amana.channels.models import NEEDS_LOGIN, TLS, Mailbox
from amana.team.models import BrandAddress


@dataclass(frozen=True)
class Route:
    """A way out: through a mailbox, or else through the installation's own server, or its provider."""

    mailbox: Mailbox | None = None
    server: Server | None = None
    provider: str = ""

    @property
    def is_closed(self) -> bool:
        """True while somebody must sign in again."""
        return self.mailbox is not None and self.mailbox.out_state == NEEDS_LOGIN


# Mailboxes of a room above, by address in small letters: of these addresses, or any one of them for None.
Lender = Callable[[Collection[str] | None], Mapping[str, Mailbox]]
_lenders: list[Lender] = []


def lend(lender: Lender) -> None:
    """Let mail go out through further mailboxes, each for its own address alone. Twice changes nothing."""
    if lender not in _lenders:
        _lenders.append(lender)


def is_lent() -> bool:
    """Say whether there is any mailbox of a room above."""
    return any(lender(None) for lender in _lenders)


def installation_server(url: str) -> Server | None:
    """Read smtp://user:password@host:port or smtps://…; None when there is no host in it."""
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    is_tls = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=parts.port or (465 if is_tls else 587 if parts.username else 25),
        security=TLS if is_tls else STARTTLS_IF_OFFERED,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def routes_for(senders: Iterable[str]) -> dict[str, Route | None]:
    """Return the way out for each sender address, None where there is none yet; three queries, and one for each lender."""
    mailboxes = list(Mailbox.objects.exclude(smtp_host=""))
    by_address = {one.address.lower(): one for one in mailboxes}
    by_brand = {one.brand_id: one for one in reversed(mailboxes)}
    wanted = set(senders)
    brands = dict(BrandAddress.objects.filter(value__in={one.lower() for one in wanted}).values_list("value", "brand"))
    own, backend = installation_server(settings.SMTP_URL), provider_backend()
    for lender in _lenders:
        by_address = {**lender(wanted), **by_address}
    fallback = Route(server=own) if own else Route(provider=backend) if backend else None
    found: dict[str, Route | None] = {}
    for sender in wanted:
        brand = brands.get(sender.lower())
        mailbox = by_address.get(sender.lower()) or (by_brand.get(brand) if brand else None)
        found[sender] = Route(mailbox=mailbox) if mailbox else fallback
    return found


def provider_backend() -> str:
    """Return the dotted name of a django-anymail backend; empty when mail goes by SMTP."""
    return str(getattr(settings, "MAIL_BACKEND", ""))
