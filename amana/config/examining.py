"""Looking an installation over: what is well, what is worth doing, and what needs doing, each with what to do."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.models import COMPANY, Case
from amana.channels.email.reading_apart import why_there_is_no_reader
from amana.channels.email.sending import is_configured
from amana.channels.models import Mailbox
from amana.config import preparing
from amana.config.backing_up.keying import kept_key, mark
from amana.config.backing_up.stating import noted
from amana.config.withholding import STAGING, withheld
from amana.escalation.ringing import next_alarm
from amana.people.models import Account
from amana.post.models import Outgoing, RawMessage
from amana.post.storing import why_nothing_is_kept
from amana.readings.models import Reading
from amana.record.guarding import Unguarded, check_guards
from amana.search import walking
from amana.search.models import Indexed
from amana.team.models import BrandAddress

State = Literal["well", "advice", "needed"]
# In SQLite before this, two connections that write and tidy up at the same instant can damage the file; it is rare.
WAL_FIXED = (3, 51, 3)
LITTLE_SPACE, VERY_LITTLE_SPACE = 5 * 2**30, 2**30
# The clock keeps to the second; during a large import it may take five.
CLOCK_MAY_LAG = timedelta(seconds=10)
COPY_MAY_BE_OLD = timedelta(days=2)
MAIL_MAY_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `do` is what to do about it, empty when all is well."""

    about: str
    state: State
    says: str
    do: str = ""


def examine(*, at: datetime) -> Iterator[Finding]:
    """Yield what is found, in the order in which it should be put right; what builds on a broken thing is left out."""
    yield from settings_and_disk(at)
    trouble = False
    for finding in database(at):
        trouble = trouble or finding.state == "needed"
        yield finding
    if trouble:
        return
    for examination in (record, people, mail_in, mail_out, clock, readings, search):
        yield from examination(at)


def settings_and_disk(at: datetime) -> Iterator[Finding]:
    about = _("settings")
    errors = [str(found.msg) for found in checks.run_checks() if found.is_serious()]
    yield from (Finding(about, "needed", error, _("Put this setting right.")) for error in errors)
    if settings.DEBUG:
        yield Finding(about, "advice", _("Errors are shown with their inside."), _("Unset AMANA_DEBUG."))
    if not settings.IS_HTTPS and urlsplit(settings.BASE_URL).hostname not in {"localhost", "127.0.0.1"}:
        do = _("Put a proxy that ends TLS in front, and set AMANA_BASE_URL to its https address.")
        yield Finding(about, "needed", _("Pages at %(url)s are not encrypted.") % {"url": settings.BASE_URL}, do)
    if not errors:
        yield Finding(about, "well", _("The address is %(url)s.") % {"url": settings.BASE_URL})
    yield _space()
    yield from _secrets(settings.DATA / "secrets")
    yield from ways_out()
    yield from copies(at)


def _space() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    words = {"folder": settings.DATA, "free": f"{free / 2**30:.1f}"}
    if why := why_nothing_is_kept():
        says = _("Nothing can be written at %(folder)s: %(why)s.") % {"folder": settings.FILES, "why": why}
        return Finding(_("disk"), "needed", says, _("Put that right: until then mail is no longer accepted."))
    says = _("%(free)s GB are free at %(folder)s.") % words
    if free >= LITTLE_SPACE:
        return Finding(_("disk"), "well", says)
    do = _("Make room: without it mail is no longer accepted.")
    return Finding(_("disk"), "needed" if free < VERY_LITTLE_SPACE else "advice", says, do)


def _secrets(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("*")):
        # Windows keeps rights elsewhere; there the modes say nothing.
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            says = _("Others on this machine can read %(path)s.") % {"path": path}
            yield Finding(_("secrets"), "needed", says, f"chmod 600 {path}")


def ways_out() -> Iterator[Finding]:
    """Yield whether anything is kept in: after a copy was brought back, and in one to try things on."""
    why = withheld().get("why")
    if why == STAGING:
        yield Finding(_("mail out"), "advice", _("This is a copy to try things on: nothing goes out."), "AMANA_STAGING")
    elif why:
        do = "amana outbox\namana outbox open"
        yield Finding(_("mail out"), "needed", _("A copy was brought back, and nothing goes out yet."), do)


def copies(at: datetime) -> Iterator[Finding]:
    """Yield when the last copy was made, and whether anybody could open it."""
    about, known = _("copies"), noted(settings.DATA)
    if "at" not in known:
        yield Finding(about, "advice", _("No copy of this installation was made yet."), "amana backup FOLDER")
        return
    made = datetime.fromisoformat(known["at"])
    says = _("The last copy is of %(day)s, in %(folder)s.") % {"day": known["at"][:16], "folder": known["folder"]}
    is_old = at - made > COPY_MAY_BE_OLD
    yield Finding(about, "needed", says, f"amana backup {known['folder']}") if is_old else Finding(about, "well", says)
    if known.get("sheet") != mark(kept_key(settings.DATA)):
        do = "amana backup --sheet FILE.html"
        yield Finding(about, "needed", _("The recovery key was never printed: without it nobody opens a copy."), do)


def database(_at: datetime) -> Iterator[Finding]:
    about = _("database")
    try:
        found = preparing.state()
    except preparing.NotReady as error:
        yield Finding(about, "needed", str(error), _("Start the newer version, or restore a backup."))
        return
    if found != "ready":
        yield Finding(about, "needed", _("The tables are not those of this version."), "amana migrate")
        return
    yield Finding(about, "well", _("The tables are those of this version."))
    yield _version()


def _version() -> Finding:
    if connection.vendor != "sqlite":
        return Finding(_("database"), "well", f"PostgreSQL {'.'.join(map(str, connection.get_database_version()))}")
    says = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info >= WAL_FIXED:
        return Finding(_("database"), "well", says)
    more = _("before 3.51.3 it can, very rarely, damage the file when two processes write at the same instant.")
    do = _("Use a Python that brings SQLite 3.51.3 or later, or PostgreSQL, and keep daily backups until then.")
    return Finding(_("database"), "advice", f"{says}: {more}", do)


def record(_at: datetime) -> Iterator[Finding]:
    try:
        check_guards()
    except Unguarded as error:
        yield Finding(_("record"), "needed", str(error), "amana migrate")
    else:
        yield Finding(_("record"), "well", _("The database refuses to change what is sealed."))


def people(_at: datetime) -> Iterator[Finding]:
    if not Account.objects.exists():
        do = _("Start amana up and open the set-up page, or: amana user add EMAIL --name NAME")
        yield Finding(_("people"), "needed", _("Nobody can sign in yet."), do)
    unheld = Case.objects.open().filter(kept_by=COMPANY, holder=None).count()
    if unheld:
        says = ngettext("%(count)s open case has no holder.", "%(count)s open cases have no holder.", unheld)
        do = _("Add somebody who serves the brand: amana user add EMAIL --name NAME")
        yield Finding(_("people"), "needed", says % {"count": unheld}, do)


def mail_in(at: datetime) -> Iterator[Finding]:
    about, raw = _("mail in"), RawMessage.objects
    counts = {"held": raw.held().count(), "aside": raw.set_aside().count(), "waiting": raw.waiting(at).count()}
    says = _("%(held)s held, %(aside)s set aside, %(waiting)s waiting to be read.") % counts
    if counts["held"]:
        yield Finding(about, "needed", says, _("Look at what is held: each says why."))
    else:
        yield Finding(about, "well", says)
    oldest = raw.waiting(at).order_by("not_before").values_list("not_before", flat=True).first()
    if oldest is not None and at - oldest > MAIL_MAY_WAIT:
        yield Finding(about, "needed", _("Mail is waiting that nobody reads."), _("Is amana up running?"))
    if settings.MAIL_IN and not _is_open(settings.MAIL_IN):
        says = _("The door for mail at %(address)s is closed.") % {"address": settings.MAIL_IN}
        yield Finding(about, "advice", says, _("Is amana up running? Set AMANA_MAIL_IN to another host:port."))
    if why := why_there_is_no_reader():
        says = _("Mail is read by the worker itself, as no process of its own can be started for it (%(why)s).")
        do = _("Let the user of the service start processes: a mail made to do harm could end the worker once.")
        yield Finding(about, "advice", says % {"why": why}, do)
    for mailbox in Mailbox.objects.in_trouble():
        why = mailbox.in_reason or mailbox.out_reason
        do = _("Open the mailbox in the settings and sign in again.")
        yield Finding(about, "needed", f"{mailbox.address}: {why or mailbox.get_in_state_display()}", do)


def _is_open(address: str) -> bool:
    host, _colon, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=1).close()
    except (OSError, ValueError):
        return False
    return True


def mail_out(_at: datetime) -> Iterator[Finding]:
    about, rows = _("mail out"), Outgoing.objects
    if not is_configured():
        do = _("Connect a mailbox in the settings, or set AMANA_SMTP_URL.")
        yield Finding(about, "needed", _("There is no server to send through; mail waits."), do)
    counts = {
        "waiting": rows.filter(state__in=Outgoing.UNDER_WAY).count(),
        "failed": rows.filter(state=Outgoing.FAILED).count(),
        "doubtful": rows.filter(was_doubtful=True).exclude(state=Outgoing.SENT).count(),
    }
    says = _("%(waiting)s waiting, %(failed)s not delivered, %(doubtful)s may have been sent twice.") % counts
    if counts["failed"] or counts["doubtful"]:
        yield Finding(about, "needed", says, _("Look at them under Not sent, and send them again or call."))
    else:
        yield Finding(about, "well", says)
    yield from _domain_lines()


def _domain_lines() -> Iterator[Finding]:
    """The lines that tell other servers to believe our mail (RFC 7208, RFC 6376, RFC 7489), for each of our domains."""
    hosts = {box.smtp_host for box in Mailbox.objects.exclude(smtp_host="")}
    hosts |= {urlsplit(settings.SMTP_URL).hostname or ""} - {""}
    for domain in sorted({value.rpartition("@")[2] for value in BrandAddress.objects.values_list("value", flat=True)}):
        senders = " ".join(f"a:{host}" for host in sorted(hosts)) or "mx"
        do = "\n".join(
            [
                f'{domain}. TXT "v=spf1 {senders} ~all"',
                f"SELECTOR._domainkey.{domain}. {_('as your mail provider gives it (DKIM)')}",
                f'_dmarc.{domain}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"',
            ]
        )
        says = _("So that mail from %(domain)s is believed, its domain needs these lines.") % {"domain": domain}
        yield Finding(_("domains"), "advice", says, do)


def clock(at: datetime) -> Iterator[Finding]:
    due = next_alarm()
    if due is None or due > at - CLOCK_MAY_LAG:
        yield Finding(_("clock"), "well", _("No promise waits to be looked at."))
        return
    lag = {"seconds": int((at - due).total_seconds())}
    says = _("The clock is %(seconds)s seconds behind.") % lag
    yield Finding(_("clock"), "needed", says, _("Is amana up running?"))


def readings(_at: datetime) -> Iterator[Finding]:
    failed = Reading.objects.failed().count()
    if not failed:
        yield Finding(_("readings"), "well", _("No text defeated the reader."))
        return
    says = ngettext("%(count)s text could not be read.", "%(count)s texts could not be read.", failed)
    yield Finding(_("readings"), "advice", says % {"count": failed}, "amana reread")


def search(_at: datetime) -> Iterator[Finding]:
    about, now = _("search"), walking.progress()
    if now.is_done:
        yield Finding(about, "well", _("All that was said can be found."))
    else:
        counts = {"cases": now.cases, "of": now.of, "waiting": now.waiting}
        says = _("%(cases)s of %(of)s cases were gone through; %(waiting)s texts wait to be taken in.") % counts
        yield Finding(about, "advice", says, _("Leave amana up running, or: amana reindex"))
    unreadable = Indexed.objects.unreadable().count()
    if unreadable:
        says = ngettext(
            "Of %(count)s file only the name can be found.",
            "Of %(count)s files only the names can be found.",
            unreadable,
        )
        yield Finding(about, "well", says % {"count": unreadable})
