"""Choosing by which way a reply leaves: the one the customer wrote by last, or another that reaches them."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.counter.conversing import conversation_on, is_read
from amana.counter.models import Conversation
from amana.counter.sites import CHAT
from amana.desk.entering import Seat
from amana.drafting.ways import CONVERSATION, MAIL
from amana.handling.mails.correspondence import address_of
from amana.handling.messaging.replying import Chat, chats_of
from amana.post.models import RawMessage
from amana.wording.times import moment


def ways_of(case: Case, seat: Seat, chosen: str) -> list[dict[str, Any]]:
    """Return what desk/composing/_ways.html needs; nothing where mail is the only way there is."""
    if case.channel == CHAT and (talk := conversation_on(case)) is not None and talk.ended_at is None:
        return [_on_their_page(talk, seat)]
    chats = chats_of(case, at=seat.at)
    if not chats:
        return []
    mail = address_of(case.customer)
    ways = [_way(case, chat) for chat in chats]
    if mail is not None:
        ways.append({"value": MAIL, "title": _("Mail"), "address": mail, "is_possible": True})
    possible = [way for way in ways if way["is_possible"]]
    wanted = chosen or (MAIL if mail is not None and _wrote_by_mail_last(case, chats[0]) else chats[0].key)
    taken = next((way for way in possible if way["value"] == wanted), possible[0] if possible else None)
    return [way | {"is_taken": way is taken} for way in ways]


def _on_their_page(talk: Conversation, seat: Seat) -> dict[str, Any]:
    """Return the one way to a visitor of a site, who has no address as long as the conversation goes on there."""
    when = moment(talk.seen_at, zone=get_current_timezone(), now=seat.at)
    gone = _("Their page was last open %(when)s; there is no mail address to write to.") % {"when": when}
    note = _("Their page is open: it appears there at once.") if is_read(talk, at=seat.at) else gone
    title = _("The conversation on the site")
    return {"value": CONVERSATION, "title": title, "address": "", "note": note, "is_taken": True, "is_possible": True}


def _way(case: Case, chat: Chat) -> dict[str, Any]:
    may_be_sent = chat.is_open and not chat.has_stopped
    templates = [] if may_be_sent or chat.has_stopped else chat.templates
    return {
        "value": chat.key,
        "title": chat.channel.title,
        "address": chat.who.address,
        "until": chat.open_until,
        "is_closed": not chat.is_open,
        "has_templates": chat.channel.limits.has_templates,
        "has_stopped": chat.has_stopped,
        "is_possible": may_be_sent,
        "note": _how_private(chat),
        "template_url": reverse("desk:chat_template", args=[case.number, chat.who.pk]) if templates else "",
        "in_public_url": reverse("desk:chat_in_public", args=[case.number, chat.who.pk])
        if chat.is_unanswered_in_public
        else "",
    }


def _how_private(chat: Chat) -> str:
    if chat.is_unanswered_in_public:
        return _("They wrote in public. This goes as a private message, if they take one from you.")
    return _("As a private message.") if chat.channel.limits.is_also_public else ""


def _wrote_by_mail_last(case: Case, chat: Chat) -> bool:
    came_at = RawMessage.objects.filter(case=case.key).aggregate(last=Max("received_at"))["last"]
    return came_at is not None and came_at > chat.who.last_in_at
