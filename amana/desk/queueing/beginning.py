"""What to do first, while nobody has written yet: a mailbox, a message to oneself, a colleague."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.email.routing import routes_for
from amana.channels.models import Mailbox
from amana.desk.entering import Seat
from amana.team.models import Agent, BrandAddress
from amana.wording.isolating import isolated

MOST_SENDERS = 20


@dataclass(frozen=True)
class FirstStep:
    """One thing to do, where it is done (empty: not here), and whether it is done already."""

    label: str
    hint: str
    url: str = ""
    is_done: bool = False


def first_steps(seat: Seat) -> list[FirstStep]:
    """Return what begins a desk on which no case has ever been; nothing once there is one.

    Whoever cannot connect anything reads only where a first message goes.
    """
    if Case.objects.filter(brand__in=seat.brands).exists():
        return []
    address = BrandAddress.objects.filter(brand__in=seat.brands).order_by("added_at", "value").first()
    writes = _("Write from a mail address of your own; it becomes the first case here.")
    message = FirstStep(
        _("Write yourself a first message: to %(address)s") % {"address": isolated(address.value)}
        if address is not None
        else _("Write yourself a first message"),
        writes,
    )
    return [_mailbox(seat), message, _colleague(seat)] if seat.agent.is_lead else [message]


def is_shut_in(seat: Seat) -> bool:
    """Whether whoever could connect a mailbox has none through which an answer leaves."""
    if not seat.agent.is_lead:
        return False
    ours = BrandAddress.objects.filter(brand__in=seat.brands).order_by("added_at", "value")
    senders = list(ours.values_list("value", flat=True)[:MOST_SENDERS])
    return bool(senders) and not any(routes_for(senders).values())


def _mailbox(seat: Seat) -> FirstStep:
    there_is_one = Mailbox.objects.filter(brand__in=seat.brands).exists()
    hint = _("What customers write comes here, and what you answer leaves from it.")
    return FirstStep(_("Connect a mailbox"), hint, reverse("desk:mailboxes"), there_is_one)


def _colleague(seat: Seat) -> FirstStep:
    others = Agent.objects.active().filter(brands__in=seat.brands).exclude(pk=seat.agent.pk)
    hint = _("They get a link and choose their own password.")
    return FirstStep(_("Invite a colleague"), hint, reverse("desk:invitations"), others.exists())
