"""The browsers somebody is told in: added by themselves, tried, and taken away."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.keeping_secrets import lock
from amana.channels.web_push.reaching import Unreached, check_address
from amana.channels.web_push.sealing import new_key
from amana.notices.kinds import TEST
from amana.notices.models import Browser, Push, PushKey
from amana.notices.pushing import push
from amana.people.models import Account
from amana.team.models import Agent

MOST_BROWSERS = 10
LONGEST = 2000
# What a browser hands over: a point of the curve P-256, uncompressed, and sixteen random bytes (RFC 8291, section 2).
POINT, SECRET = 65, 16


def public_key(*, at: datetime) -> str:
    """Return the public half of the key pushes are signed with; made and kept encrypted the first time it is asked for."""
    row = PushKey.objects.filter(pk=1).first()
    if row is None:
        made = new_key()
        row = PushKey.objects.get_or_create(
            pk=1, defaults={"locked": lock({"pem": made.pem}), "public": made.public, "made_at": at}
        )[0]
    return row.public


def add_browser(agent: Agent, told: str, *, name: str, at: datetime) -> Browser:
    """Keep a browser by what its `PushSubscription` says of itself as JSON; the same one twice is one, and is theirs who came last.

    Raises Refused for what is no subscription, for an address that is not on the public internet, and past ten browsers.
    """
    return _add(told, name=name, at=at, agent=agent)


def add_keepers_browser(account: Account, told: str, *, name: str, at: datetime) -> Browser:
    """Keep a browser of somebody with own cases; as `add_browser`."""
    return _add(told, name=name, at=at, keeper=account)


@transaction.atomic
def _add(told: str, *, name: str, at: datetime, agent: Agent | None = None, keeper: Account | None = None) -> Browser:
    endpoint, p256dh, auth = _read(told)
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    others = Browser.objects.filter(agent=agent, keeper=keeper).exclude(digest=digest)
    if others[:MOST_BROWSERS].count() >= MOST_BROWSERS:
        raise Refused(_("You are told in %(number)s browsers. Take one away first.") % {"number": MOST_BROWSERS})
    # What waits for whoever used this browser before is not shown to whoever uses it now.
    Push.objects.filter(browser__digest=digest).exclude(browser__agent=agent, browser__keeper=keeper).delete()
    row, _made = Browser.objects.update_or_create(
        digest=digest,
        defaults={
            "agent": agent,
            "keeper": keeper,
            "host": urlsplit(endpoint).hostname or "",
            "locked": lock({"endpoint": endpoint, "p256dh": p256dh, "auth": auth}),
            "name": " ".join(name.split())[:80],
            "added_at": at,
        },
    )
    return row


def _read(told: str) -> tuple[str, str, str]:
    try:
        said = json.loads(told[: 2 * LONGEST])
        endpoint, keys = str(said["endpoint"]), said["keys"]
        p256dh, auth = str(keys["p256dh"]), str(keys["auth"])
        is_whole = len(_bytes(p256dh)) == POINT and len(_bytes(auth)) == SECRET and len(endpoint) <= LONGEST
        check_address(endpoint)
    except (ValueError, KeyError, TypeError, RecursionError, Unreached) as error:
        raise Refused(_("This browser did not say where its notices go.")) from error
    if not is_whole:
        raise Refused(_("This browser did not say where its notices go."))
    return endpoint, p256dh, auth


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def take_away(agent: Agent, key: UUID) -> bool:
    """Tell somebody nothing more in one of their browsers; return whether there was one."""
    return bool(Browser.objects.filter(pk=key, agent=agent).delete()[0])


def take_keepers_away(account: Account, key: UUID) -> bool:
    """Remind somebody no more in one of their browsers; return whether there was one."""
    return bool(Browser.objects.filter(pk=key, keeper=account).delete()[0])


def try_out(agent: Agent, *, at: datetime) -> int:
    """Send somebody a notice that says that notices arrive, in each of their browsers, also in quiet hours; return how many."""
    return push(agent, TEST, number="", path="/desk/settings/notices/", at=at)
