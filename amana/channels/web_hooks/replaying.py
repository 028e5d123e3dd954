"""Sending again what was given up, and a message that only tries whether the way is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.models import Delivery, WebHook
from amana.channels.web_hooks.shaping import TEST
from amana.kit.codes import new_id

# What is written down of a delivery is kept so long.
KEPT = timedelta(days=30)
MOST_AT_ONCE = 5000
FEW = 1000


@transaction.atomic
def try_out(hook: WebHook, *, at: datetime) -> Delivery:
    """Send a message that names no case; the log says what came of it. Raises Refused when it is off, or one waits already."""
    _must_be_on(hook.pk)
    if Delivery.objects.filter(hook=hook, state=Delivery.WAITING, type=TEST).exists():
        raise Refused(_("A test is on its way already."))
    return Delivery.objects.create(id=new_id(), hook=hook, type=TEST, made_at=at, not_before=at)


@transaction.atomic
def replay(delivery: Delivery, *, at: datetime) -> None:
    """Send one again that was given up or delivered, under the id it had. Raises Refused."""
    _must_be_on(delivery.hook_id)
    again = Delivery.objects.filter(pk=delivery.pk, state__in=[Delivery.DEAD, Delivery.DONE])
    if not again.update(state=Delivery.WAITING, not_before=at, attempts=0, lease_owner="", lease_until=None):
        raise Refused(_("This one is on its way, or its words are no longer there."))


@transaction.atomic
def replay_all(hook: WebHook, *, at: datetime) -> int:
    """Send again what was given up, the oldest first, some thousands at a time; return how many. Raises Refused."""
    _must_be_on(hook.pk)
    keys = Delivery.objects.filter(hook=hook, state="dead").order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    rows = Delivery.objects.filter(pk__in=list(keys), state="dead")
    return rows.update(state=Delivery.WAITING, not_before=at, attempts=0)


def forget_old(at: datetime) -> int:
    """Recurring: forget what was to be told thirty days ago, a thousand at a time; return how many."""
    keys = Delivery.objects.filter(made_at__lt=at - KEPT).order_by("made_at").values_list("pk", flat=True)[:FEW]
    return Delivery.objects.filter(pk__in=list(keys)).delete()[0]


def _must_be_on(hook: UUID) -> None:
    if not WebHook.objects.filter(pk=hook, is_on=True).exists():
        raise Refused(_("It is off. Turn it on first."))
