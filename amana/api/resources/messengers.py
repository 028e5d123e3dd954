"""The messengers by which a customer can be answered: until when freely, with an approved template, or in public with one sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.records import EntryOut, entry_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.handling.messaging.answering_in_public import answer_in_public
from amana.handling.messaging.replying import Chat, by_chat, chat_of, chats_of, filled
from amana.handling.talking.replying import Reply, reply
from amana.kit.codes import new_id
from amana.record.reading import entries

room = Room("messengers")
MOST_BLANKS = 20


class TemplateOut(Schema):
    """Words the provider approved; {{1}} and so on stand for what is filled in."""

    key: UUID
    name: str
    language: str
    text: str


class MessengerOut(Schema):
    """A messenger by which the customer wrote. `key` is what `through` of a message names.

    `open_until` is when they can no longer be written to freely; null is always. Templates are named where they are what is left.
    """

    key: UUID
    channel: str
    title: str
    address: str
    is_open: bool
    open_until: datetime | None
    has_stopped: bool
    is_unanswered_in_public: bool
    templates: list[TemplateOut]


class MessengersOut(Schema):
    messengers: list[MessengerOut]


class TemplateGiven(Given):
    """A template, and what stands in the place of each of its blanks, in order."""

    template: UUID
    blanks: Annotated[list[Line], Field(max_length=MOST_BLANKS)] = []


def _messenger_out(chat: Chat) -> MessengerOut:
    named = [] if chat.is_open or chat.has_stopped else chat.templates
    return MessengerOut(
        key=chat.who.pk, channel=chat.channel.name, title=str(chat.channel.title), address=chat.who.address,
        is_open=chat.is_open, open_until=chat.open_until, has_stopped=chat.has_stopped,
        is_unanswered_in_public=chat.is_unanswered_in_public,
        templates=[TemplateOut(key=one.pk, name=one.name, language=one.language, text=one.text) for one in named],
    )  # fmt: skip


def _found(case: Case, key: UUID, at: datetime) -> Chat:
    try:
        return chat_of(case, key, at=at)
    except Refused as refused:
        raise Http404 from refused


@room.read("cases/{number}/messengers", scope=CASES_READ, name="list_messengers", gives=MessengersOut)
def list_messengers(request: Call, number: str) -> MessengersOut:
    """By which messengers the customer of a case can be answered, the one they wrote by last first."""
    chats = chats_of(case_of(request, number), at=request.caller.at)
    return MessengersOut(messengers=[_messenger_out(one) for one in chats])


@room.write(
    "cases/{number}/messengers/{key}/template", scope=CASES_WRITE, name="send_template", gives=EntryOut, makes=True,
    matching="may",
)  # fmt: skip
def send_template(request: Call, number: str, key: UUID, given: TemplateGiven) -> Any:
    """Send an approved template to somebody who wrote too long ago; it stands in the record as it reaches them."""
    case, caller, said = case_of(request, number), request.caller, new_id()
    chat = _found(case, key, caller.at)
    with unchanged(request, case, caller.viewer):
        template, text = filled(chat, given.template, given.blanks)
        through = by_chat(key, template=template)
        reply(case, Reply(text, key=said), by=caller.viewer, at=caller.at, through=through)
    return made(entry_out(entries([said], side="company")[said]))


@room.write(
    "cases/{number}/messengers/{key}/in-public",
    scope=CASES_WRITE,
    name="answer_in_public",
    gives=MessengerOut,
    matching="may",
)
def answer_one_in_public(request: Call, number: str, key: UUID) -> MessengerOut:
    """Ask them, below what they wrote in public, to write to us alone: one sentence that names nobody and nothing.

    It counts as no answer: what was promised stays open. Refused where it was answered already.
    """
    case, caller = case_of(request, number), request.caller
    if not _found(case, key, caller.at).channel.limits.is_also_public:
        raise Http404
    with unchanged(request, case, caller.viewer):
        answer_in_public(case, key, by=caller.viewer, at=caller.at)
    return _messenger_out(_found(case, key, caller.at))
