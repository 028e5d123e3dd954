"""A chat that took place on WhatsApp, as it was exported there: who is in it, and bringing it into a case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field

from amana.api.calling import Call, case_of
from amana.api.erring import not_understood
from amana.api.matching import unchanged
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, without_nul
from amana.cases.errors import Refused
from amana.channels.whatsapp.parsing import NotAChat, Said, names_in, parse
from amana.handling.talking.bringing_in import Heard, bring_in

room = Room("chats")
MOST_NAMES = 20
LONGEST_CHAT = 1_000_000
ChatText = Annotated[str, Field(max_length=LONGEST_CHAT), AfterValidator(without_nul)]


class ChatRead(Given):
    """A chat as WhatsApp exports it, without media; its times are taken as those of the zone of whom the token acts for."""

    text: ChatText


class ChatOut(Schema):
    """Who wrote in a chat, how many messages it has, and from when to when."""

    names: list[str]
    messages: int
    since: datetime
    until: datetime


class NamedGiven(Given):
    """On which side somebody in the chat stands."""

    name: Line
    side: Literal["company", "customer"]


class ChatGiven(ChatRead):
    """A chat, and who is who in it; what somebody wrote who is not named is left out."""

    names: Annotated[list[NamedGiven], Field(min_length=1, max_length=MOST_NAMES)]


class BroughtOut(Schema):
    """How many messages were new in the record; those that stood there already are not doubled."""

    new: int


def _parsed(text: str) -> list[Said]:
    """Return the messages of a chat. Raises Problem for what is none."""
    try:
        return parse(text)
    except NotAChat as none:
        said = _("This is not a chat that WhatsApp exported, or it is too long.")
        raise not_understood([{"field": "body.text", "code": "no_chat", "detail": said}]) from none


@room.ask("cases/{number}/chats/check", scope=CASES_READ, name="check_chat", gives=ChatOut)
def check_chat(request: Call, number: str, given: ChatRead) -> ChatOut:
    """Who wrote in a chat, so that it can be said who is who. Nothing is kept."""
    case_of(request, number)
    said = _parsed(given.text)
    times = [timezone.make_aware(one.at) for one in said]
    return ChatOut(names=names_in(said)[:MOST_NAMES], messages=len(said), since=min(times), until=max(times))


@room.write("cases/{number}/chats", scope=CASES_WRITE, name="bring_in_chat", gives=BroughtOut, matching="may")
def bring_in_chat(request: Call, number: str, given: ChatGiven) -> BroughtOut:
    """Put the messages of a chat into the record that are not in it yet; promises in them are noticed.

    Where the customer spoke last an answer is owed. The same chat twice changes nothing.
    """
    case, caller = case_of(request, number), request.caller
    sides = {one.name: one.side for one in given.names}
    said = [
        Heard(timezone.make_aware(one.at), sides[one.who], one.who, one.text, one.again)
        for one in _parsed(given.text)
        if one.who in sides
    ]
    if not said:
        raise Refused(_("Say who is who first."))
    with unchanged(request, case, caller.viewer):
        return BroughtOut(new=bring_in(case, said, by=caller.viewer, at=caller.at))
