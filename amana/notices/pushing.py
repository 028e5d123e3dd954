"""Notices to browsers: written down, taken in hand one by one, and sent; a browser that is gone is forgotten."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import unlock
from amana.channels.web_push.reaching import Door, Unreached, public_door, send
from amana.channels.web_push.sealing import Key, Receiver, seal
from amana.handling.mails.plain_mail import RIGHT_TO_LEFT, sending_domain
from amana.notices.kinds import title_of
from amana.notices.models import Browser, Push, PushKey
from amana.people.models import Account
from amana.team.models import Agent

log = logging.getLogger(__name__)

BATCH = 20
# A push that could not be delivered is tried again after so many minutes, then let go; the mail and the desk say it too.
TRIED_AGAIN = (1, 5, 30)
LEASE = timedelta(minutes=2)
KEEPS = timedelta(hours=12)  # how long the push service keeps it for a browser that is closed
GONE = {404, 410}


def push(agent: Agent, kind: str, *, number: str, path: str, at: datetime, not_before: datetime | None = None) -> int:
    """Write down a notice for each browser of somebody; return how many."""
    browsers = list(Browser.objects.filter(agent=agent))
    rows = pushes_to(browsers, agent.account, kind, number=number, path=path, at=not_before or at)
    Push.objects.bulk_create(rows)
    return len(rows)


def pushes_to(
    browsers: Sequence[Browser], account: Account, kind: str, *, number: str, path: str, at: datetime
) -> list[Push]:
    """Return a notice for each of these browsers, to be saved: the kind, the case number and a link, and nothing else."""
    says = {"kind": kind, "number": number, "url": path, "language": account.language}
    return [Push(browser=browser, says=says, made_at=at, not_before=at) for browser in browsers]


def due(at: datetime) -> bool:
    """Say whether any push waits to be sent now; one look at an index."""
    return Push.objects.filter(not_before__lte=at).exists()


def send_pushes(at: datetime, *, door: Door = public_door) -> int:
    """Send up to twenty pushes that are due; return how many were taken in hand. Two workers never take the same."""
    rows = _claimed(at)
    for row in rows:
        _send(row, at=at, door=door)
    return len(rows)


@transaction.atomic
def _claimed(at: datetime) -> list[Push]:
    ready = Push.objects.filter(not_before__lte=at).order_by("not_before", "id")
    if connection.vendor == "postgresql":
        ready = ready.select_for_update(skip_locked=True)
    taken = []
    for row in list(ready[:BATCH]):
        # The UPDATE is the claim; a worker that dies gives the row back when the lease is over.
        mine = Push.objects.filter(pk=row.pk, not_before=row.not_before, attempts=row.attempts)
        if mine.update(not_before=at + LEASE, attempts=row.attempts + 1):
            taken.append(row.pk)
    return list(
        Push.objects.filter(pk__in=taken).select_related("browser__agent__account", "browser__keeper").order_by("pk")
    )


def _send(row: Push, *, at: datetime, door: Door) -> None:
    if at - row.made_at > KEEPS + LEASE or not row.browser.account.is_active:
        Push.objects.filter(pk=row.pk).delete()
        return
    try:
        status = _delivered(row, at=at, door=door)
    except (Unreached, SignInRefused, ValueError) as trouble:
        log.warning("no push to %s: %s", row.browser.host, trouble)
        status = 0
    if status in GONE:
        # Its push service says that nobody is there any more.
        Browser.objects.filter(pk=row.browser_id).delete()
    elif 200 <= status < 300:
        Browser.objects.filter(pk=row.browser_id).update(reached_at=at)
        Push.objects.filter(pk=row.pk).delete()
    elif row.attempts > len(TRIED_AGAIN) or (400 <= status < 500 and status != 429):
        Push.objects.filter(pk=row.pk).delete()
    else:
        waits = timedelta(minutes=TRIED_AGAIN[row.attempts - 1])
        Push.objects.filter(pk=row.pk).update(not_before=at + waits)


def _delivered(row: Push, *, at: datetime, door: Door) -> int:
    kept = PushKey.objects.get(pk=1)
    opened = unlock(row.browser.locked)
    receiver = Receiver(opened["endpoint"], opened["p256dh"], opened["auth"])
    key = Key(unlock(kept.locked)["pem"], kept.public)
    sealed = seal(json.dumps(_shown(row)).encode(), receiver, key, contact=_contact(), at=at, keeps=KEEPS)
    return send(receiver.endpoint, sealed.body, sealed.headers, door=door)


def _shown(row: Push) -> dict[str, str]:
    """Return what the browser shows: the kind in its reader's language, the case number, a link; no word of a customer."""
    language = str(row.says.get("language", "en"))
    with translation.override(language):
        title = title_of(str(row.says["kind"]))
    return {
        "title": title,
        "number": str(row.says["number"]),
        "url": str(row.says["url"]),
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
    }


def _contact() -> str:
    """Return where a push service reaches whoever runs this installation (RFC 8292, section 2.1)."""
    return settings.BASE_URL if settings.IS_HTTPS else f"mailto:postmaster@{sending_domain()}"
