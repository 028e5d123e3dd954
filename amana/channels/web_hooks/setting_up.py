"""Setting up a web hook: where it goes, of what it is told, its secret, and whether it is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.models import Delivery, WebHook
from amana.channels.systems.setting_up import must_be_meant
from amana.channels.web_hooks.choosing import unknown
from amana.channels.web_hooks.keeping import lock_first, lock_next
from amana.team.models import Agent, Brand

MOST_OF_A_BRAND = 20
MOST_KINDS = 60
LONGEST_NAME, LONGEST_URL = 80, 500


@dataclass(frozen=True)
class Wanted:
    """A web hook as somebody wants it. `kinds` are kinds of entries or families as `promise.*`; none stand for all."""

    name: str
    url: str
    kinds: Sequence[str] = ()
    is_on: bool = True
    allows_private: bool = False
    tells_company: bool = False


@dataclass(frozen=True)
class Made:
    """A web hook as it was set up; `secret` is told this once, where a new one was made."""

    hook: WebHook
    secret: str = ""


@transaction.atomic
def make(brand: Brand, wanted: Wanted, *, by: Agent, at: datetime) -> Made:
    """Tell a server of a brand's cases from now on. Raises Refused.

    Only who is above all lets it have an address inside a private network, or be told what the company alone reads.
    """
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    if WebHook.objects.filter(brand=brand).count() >= MOST_OF_A_BRAND:
        raise Refused(_("There are twenty web hooks already. Remove one that is not used."))
    locked, secret = lock_first()
    hook = WebHook(brand=brand, secret=locked)
    _set(hook, wanted, by=by, at=at)
    return Made(hook, secret)


@transaction.atomic
def change(hook: WebHook, wanted: Wanted, *, by: Agent, at: datetime) -> Made:
    """Set a web hook otherwise; another server gets a secret of its own. Raises Refused.

    What waits while it is turned off is given up, and can be sent again by hand. Turned on, it begins afresh.
    """
    row = WebHook.objects.select_for_update().get(pk=hook.pk)
    is_other = _server(row.url) != _server(wanted.url)
    secret = ""
    if is_other:
        row.secret, secret = lock_first()
        row.earlier_until = None
    if is_other or (wanted.is_on and not row.is_on):
        row.failures, row.failing_since, row.rests_until, row.took = 0, None, None, None
    if wanted.is_on:
        row.off_why, row.off_at = "", None
    _set(row, wanted, by=by, at=at)
    if not row.is_on:
        give_up(row)
    return Made(row, secret)


@transaction.atomic
def rotate(hook: WebHook, *, by: Agent, at: datetime) -> Made:
    """Make another secret. For a day both sign each message, so that the receiver can be changed meanwhile."""
    row = WebHook.objects.select_for_update().get(pk=hook.pk)
    row.secret, row.earlier_until, secret = lock_next(row.secret, at=at)
    row.set_by, row.set_at = by, at
    row.save(update_fields=["secret", "earlier_until", "set_by", "set_at"])
    return Made(row, secret)


@transaction.atomic
def remove(hook: WebHook) -> None:
    """Tell this server nothing more; what is written down of it is forgotten with the rest that is old."""
    list(WebHook.objects.select_for_update().filter(pk=hook.pk))
    give_up(hook)
    WebHook.objects.filter(pk=hook.pk).delete()


def give_up(hook: WebHook) -> int:
    """Stop what waits to be sent to it; return how many."""
    waiting = Delivery.objects.filter(hook=hook.pk, state=Delivery.WAITING)
    return waiting.update(state=Delivery.DEAD, lease_owner="", lease_until=None)


def _set(row: WebHook, wanted: Wanted, *, by: Agent, at: datetime) -> None:
    _must_be_whole(wanted)
    is_same = row.url == wanted.url
    if by.role not in Agent.ABOVE_ALL:
        if wanted.allows_private and not (row.allows_private and is_same):
            raise Refused(_("Only a manager or an administrator can allow an address inside a private network."))
        if wanted.tells_company and not (row.tells_company and is_same):
            raise Refused(_("Only a manager or an administrator can let it be told what the company alone reads."))
    row.name, row.url, row.kinds, row.is_on = (
        wanted.name.strip(),
        wanted.url,
        list(dict.fromkeys(wanted.kinds)),
        wanted.is_on,
    )
    row.allows_private, row.tells_company = wanted.allows_private, wanted.tells_company
    row.set_by, row.set_at = by, at
    row.save()


def _must_be_whole(wanted: Wanted) -> None:
    if not wanted.name.strip() or len(wanted.name) > LONGEST_NAME or not wanted.name.isprintable():
        raise Refused(_("Give it a name of at most 80 letters."))
    if len(wanted.url) > LONGEST_URL:
        raise Refused(_("The address is too long."))
    must_be_meant(wanted.url, allows_private=wanted.allows_private)
    if len(wanted.kinds) > MOST_KINDS:
        raise Refused(_("Choose fewer kinds, or none, which stands for all."))
    if wrong := unknown(wanted.kinds):
        raise Refused(_("There is no kind of entry called %(kind)s.") % {"kind": wrong[0][:60]})


def _server(url: str) -> tuple[str, str]:
    scheme, _colon, rest = url.partition("://")
    return scheme, rest.partition("/")[0].partition("?")[0].lower()
