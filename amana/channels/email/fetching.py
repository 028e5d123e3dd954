"""Fetching a mailbox by UIDVALIDITY and UID: nothing is marked or deleted there, and a place is left only after the commit."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.keeping_secrets import unlock
from amana.channels.email.opening_folders import Folder, ImapServer, Shown, day_before, signed_in
from amana.channels.email.oversized import head_of, keep_trace, too_large
from amana.channels.email.peeking import HEAD, peek
from amana.channels.email.signing_in import access_token
from amana.channels.models import FAILING, IN, NEEDS_LOGIN, WORKING, Mailbox, MailboxQuerySet
from amana.kit.crashing import point
from amana.post.accepting import Came, accept_all
from amana.post.leasing import LEASE, LeaseLost

log = logging.getLogger(__name__)

GROUP, GROUP_BYTES = 50, 8 * 1024 * 1024
SECONDS, SLOWEST = 60, 50_000  # for one group, and bytes a second beyond that
EVERY = timedelta(minutes=1)
# Until the next look at a mailbox that fails; doubled each time, up to the last.
WAITS = [timedelta(minutes=1), timedelta(minutes=30)]
# After so many failures each message is fetched alone; after more, one that never comes is passed by with a trace.
ONE_BY_ONE, GIVEN_UP = 3, 8


def fetch(mailbox: Mailbox, *, at: datetime, worker: str, most: int = GROUP) -> int:
    """Take up to `most` messages that are new in a mailbox; return how many, 0 when there are none or it is not due.

    Stored in groups of at most fifty or 8 MB, each in one commit; the place in the mailbox moves on only afterwards.
    What arrived before the mailbox was connected comes in as history. Trouble with the server is written down on
    the mailbox and raises nothing; errors of the database are raised.
    """
    free = Mailbox.objects.to_fetch(at).filter(pk=mailbox.pk)
    if not free.update(lease_owner=worker, lease_until=at + LEASE, fence=F("fence") + 1):
        return 0
    mailbox.refresh_from_db()
    visit = _Visit(mailbox, at)
    taken = 0
    try:
        with signed_in(imap_server(mailbox, at=at)) as folder:
            for count in _fetched(visit, folder, most=most):
                taken += count
        visit.write(failures=0, fetch_at=at + EVERY if taken < most else at)
        mailbox.note_state(IN, WORKING, at=at)
    except SignInRefused as refused:
        log.error("mailbox %s: %s", mailbox.pk, refused)
        mailbox.note_state(IN, NEEDS_LOGIN, at=at, reason=str(refused))
    except Unreachable as trouble:
        log.warning("mailbox %s: %s", mailbox.pk, trouble)
        visit.failed(trouble)
    except LeaseLost:
        log.warning("mailbox %s was taken over by another worker", mailbox.pk)
    finally:
        visit.mine().update(lease_owner="", lease_until=None)
    return taken


@dataclass
class _Visit:
    """One worker at one mailbox; whatever it writes there is refused once another has taken over."""

    mailbox: Mailbox
    at: datetime
    began: float = field(default_factory=time.monotonic)

    def mine(self) -> MailboxQuerySet:
        mailbox = self.mailbox
        return Mailbox.objects.filter(pk=mailbox.pk, fence=mailbox.fence, lease_owner=mailbox.lease_owner)

    def write(self, **values: object) -> None:
        """Raises LeaseLost when another worker has the mailbox by now."""
        if not self.mine().update(**values):
            raise LeaseLost(f"mailbox {self.mailbox.pk}")
        for name, value in values.items():
            setattr(self.mailbox, name, value)

    def take_time(self, seconds: float) -> None:
        """Hold the lease for so long from now, and a little more."""
        elapsed = timedelta(seconds=time.monotonic() - self.began)
        self.write(lease_until=self.at + elapsed + timedelta(seconds=seconds) + LEASE)

    def move_on(self, uid: int) -> None:
        if uid > self.mailbox.last_uid:
            self.write(last_uid=uid)

    def failed(self, trouble: Unreachable) -> None:
        failures = self.mailbox.failures
        wait = min(WAITS[0] * 2 ** min(failures, 10), WAITS[1])
        self.mine().update(failures=min(failures + 1, 1000), fetch_at=self.at + wait)
        self.mailbox.note_state(IN, FAILING, at=self.at, reason=str(trouble))


def imap_server(mailbox: Mailbox, *, at: datetime) -> ImapServer:
    """Return where and how a mailbox is read. Raises SignInRefused or Unreachable when there is no token to be had."""
    server = ImapServer(mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, mailbox.imap_user)
    if mailbox.is_oauth:
        return replace(server, token=access_token(mailbox, at=at))
    return replace(server, password=unlock(mailbox.secret).get("password", ""))


def _fetched(visit: _Visit, folder: Folder, *, most: int) -> Iterator[int]:
    """Take group after group and yield how many were in each."""
    mailbox = visit.mailbox
    validity, following = folder.select(mailbox.folder)
    point("I1")
    if mailbox.uidvalidity != validity:
        if mailbox.uidvalidity is not None:
            log.warning("mailbox %s was numbered anew: it is read again from the start", mailbox.pk)
        visit.write(uidvalidity=validity, last_uid=0, caught_up_at=None)
    point("I2")
    is_new_to_us = mailbox.caught_up_at is None or mailbox.last_uid == 0
    since = day_before(mailbox.first_day) if is_new_to_us else None
    uids = folder.uids_after(mailbox.last_uid, since=since)
    here, left = uids[:most], uids[most:]
    for group in _groups(folder.look_at(here), most=GROUP if mailbox.failures < ONE_BY_ONE else 1) if here else []:
        yield _take(visit, folder, group)
    if here:
        # Past those that somebody deleted meanwhile, too.
        visit.move_on(here[-1])
    if not left and is_new_to_us:
        visit.write(caught_up_at=visit.at, last_uid=max(mailbox.last_uid, (following or 1) - 1))


def _groups(shown: Sequence[Shown], *, most: int) -> Iterator[list[Shown]]:
    group: list[Shown] = []
    size = 0
    for one in shown:
        if group and (len(group) >= most or size + one.size > GROUP_BYTES):
            yield group
            group, size = [], 0
        group.append(one)
        size += min(one.size, settings.MAIL_LARGEST)
    if group:
        yield group


def _take(visit: _Visit, folder: Folder, group: Sequence[Shown]) -> int:
    small = [one for one in group if one.size <= settings.MAIL_LARGEST]
    reasons = {one.uid: too_large(one.size, is_refused=False) for one in group if one not in small}
    seconds = SECONDS + sum(one.size for one in small) / SLOWEST
    visit.take_time(seconds)
    try:
        bodies = folder.read([one.uid for one in small], seconds=seconds) if small else {}
    except Unreachable:
        if len(group) > 1 or visit.mailbox.failures < GIVEN_UP:
            raise
        bodies, reasons = {}, {group[0].uid: _("The mail server does not give out more of it than its head.")}
    point("I3")
    came = [_came(visit, one, bodies[one.uid]) for one in small if one.uid in bodies]
    if came:
        accept_all(came, at=visit.at)
    point("I5")
    for one in group:
        if one.uid in reasons and (head := folder.read_head(one.uid, most=HEAD)):
            keep_trace(_came(visit, one, head_of(head)), reason=reasons[one.uid], at=visit.at)
    visit.move_on(group[-1].uid)
    point("I6")
    return len(group)


def _came(visit: _Visit, shown: Shown, raw: bytes) -> Came:
    mailbox, peeked = visit.mailbox, peek(raw)
    is_history = shown.arrived_at is not None and shown.arrived_at < mailbox.connected_at
    return Came(
        raw,
        peeked.digest,
        door=door_of(mailbox),
        message_id=peeked.message_id,
        uidvalidity=mailbox.uidvalidity,
        uid=shown.uid,
        history_until=mailbox.connected_at if is_history else None,
        not_before=min(peeked.dated or visit.at, visit.at) if is_history else None,
    )


def door_of(mailbox: Mailbox) -> str:
    """Return the name of a mailbox's folder as the door its messages came through."""
    return f"imap {mailbox.address} {mailbox.folder}"[:120]
