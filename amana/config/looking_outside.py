"""What others see of this installation: its certificate, and the lines of its domains by which they believe its mail."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.models import Mailbox
from amana.config.asking_names import NotAnswered, server_of_this_machine, txt
from amana.config.examining import Finding
from amana.team.models import BrandAddress

# A certificate that is renewed by itself is, a month before it ends.
RENEWED_BY_NOW = timedelta(days=14)
PATIENCE = 5.0
MOST_DOMAINS = 50

Ask = Callable[[str], list[str]]
Until = Callable[[str, int], datetime]


def look_outside(at: datetime, *, ask: Ask | None = None, until: Until | None = None) -> Iterator[Finding]:
    """Yield what others see. Asks the name server and our own address: for somebody who wants to know, never by itself."""
    yield from certificate(at, until or certificate_until)
    hosts = {box.smtp_host for box in Mailbox.objects.exclude(smtp_host="")}
    hosts |= {urlsplit(settings.SMTP_URL).hostname or ""} - {""}
    values = BrandAddress.objects.values_list("value", flat=True)
    domains = sorted({value.rpartition("@")[2] for value in values})[:MOST_DOMAINS]
    for domain in domains:
        try:
            yield from mail_lines(domain, ask or _ask, hosts)
        except NotAnswered as error:
            says = _("%(domain)s was not checked: %(why)s") % {"domain": domain, "why": error}
            yield Finding(_("domains"), "advice", says, _("Look at it on a machine that can ask a name server."))


def _ask(name: str) -> list[str]:
    host, _colon, port = settings.DNS_SERVER.rpartition(":")
    return txt(name, server=(host, int(port)) if host else server_of_this_machine())


# ── mail ─────────────────────────────────────────────────────────────────────


def mail_lines(domain: str, ask: Ask, hosts: set[str]) -> Iterator[Finding]:
    """Yield a finding for each of SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489). Raises NotAnswered."""
    yield _spf(domain, ask, hosts)
    yield from _dkim(domain, ask)
    yield _dmarc(domain, ask)


def _spf(domain: str, ask: Ask, hosts: set[str]) -> Finding:
    found = [line for line in ask(domain) if re.match(r"v=spf1(\s|$)", line, re.IGNORECASE)]
    senders = " ".join(f"a:{host}" for host in sorted(hosts)) or "mx"
    do = f'{domain}. TXT "v=spf1 {senders} ~all"'
    if not found:
        return _needed(_("%(domain)s has no SPF line.") % {"domain": domain}, do)
    if len(found) > 1:
        return _needed(_("%(domain)s has several SPF lines, so that none counts.") % {"domain": domain}, do)
    if re.search(r"\s\+?all(\s|$)", found[0], re.IGNORECASE):
        return _needed(_("The SPF line of %(domain)s lets everybody send in its name.") % {"domain": domain}, do)
    return _well(_("%(domain)s has an SPF line.") % {"domain": domain})


def _dkim(domain: str, ask: Ask) -> Iterator[Finding]:
    if not settings.DKIM_SELECTORS:
        says = _("DKIM of %(domain)s was not checked: its key has a name that only you know.") % {"domain": domain}
        yield Finding(_("domains"), "advice", says, _("Set AMANA_DKIM_SELECTORS to the names your mail provider gave."))
        return
    for selector in settings.DKIM_SELECTORS:
        name = f"{selector}._domainkey.{domain}"
        keys = [line for line in ask(name) if re.search(r"(^|;)\s*p=[A-Za-z0-9+/]", line)]
        if keys:
            yield _well(_("%(name)s holds a DKIM key.") % {"name": name})
        else:
            do = f"{name}. {_('as your mail provider gives it (DKIM)')}"
            yield _needed(_("%(name)s holds no DKIM key.") % {"name": name}, do)


def _dmarc(domain: str, ask: Ask) -> Finding:
    do = f'_dmarc.{domain}. TXT "v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"'
    found = [line for line in ask(f"_dmarc.{domain}") if line.replace(" ", "").upper().startswith("V=DMARC1")]
    if len(found) != 1:
        return _needed(_("%(domain)s has no DMARC line, or several.") % {"domain": domain}, do)
    policy = re.search(r";\s*p\s*=\s*(\w+)", found[0], re.IGNORECASE)
    if policy is None or policy[1].lower() not in {"quarantine", "reject"}:
        says = _("The DMARC line of %(domain)s asks nobody to refuse forged mail.") % {"domain": domain}
        return Finding(_("domains"), "advice", says, do)
    return _well(_("%(domain)s has a DMARC line.") % {"domain": domain})


def _needed(says: str, do: str) -> Finding:
    return Finding(_("domains"), "needed", says, do)


def _well(says: str) -> Finding:
    return Finding(_("domains"), "well", says)


# ── TLS ──────────────────────────────────────────────────────────────────────


def certificate(at: datetime, until: Until) -> Iterator[Finding]:
    """Yield how the certificate at AMANA_BASE_URL does; nothing where pages are not encrypted, which is said elsewhere."""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https" or not parts.hostname:
        return
    do = _("Look at the proxy that ends TLS: its certificate must be of this name, whole, and renewed by itself.")
    try:
        ends = until(parts.hostname, parts.port or 443)
    except (OSError, ValueError) as error:
        says = _("%(url)s is not reached by TLS: %(why)s") % {"url": settings.BASE_URL, "why": error}
        yield Finding(_("certificate"), "needed", says, do)
        return
    says = _("The certificate is good until %(day)s.") % {"day": f"{ends:%Y-%m-%d}"}
    yield (
        Finding(_("certificate"), "well", says)
        if ends - at > RENEWED_BY_NOW
        else Finding(_("certificate"), "needed", says, do)
    )


def certificate_until(host: str, port: int) -> datetime:
    """Return when the certificate of a server ends. Raises OSError when it is not believed, or nobody answers."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as own,
    ):
        found = own.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
