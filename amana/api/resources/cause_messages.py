"""One message to all who wait for a cause: who gets it, writing it, and taking it back before it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call
from amana.api.resources.causes import found_cause
from amana.api.rooming import Room, made
from amana.api.scopes import INSIGHT_READ, INSIGHT_WRITE
from amana.api.shapes import Given, Line, Moment, Text
from amana.insight.causes.telling import take_back, waiting_by_language, write_to_all
from amana.insight.models import Message
from amana.language.masking import masked

room = Room("messages to all of a cause")
MOST = 50


class MessageOut(Schema):
    """A message to all who wait, with what it promises to each. It goes at `goes_at`: not at night, nor on days of rest."""

    key: UUID
    cause: UUID
    texts: dict[str, str]
    action: str
    due_at: datetime
    written_at: datetime
    goes_at: datetime
    begun_at: datetime | None
    taken_back_at: datetime | None
    refused: str


class WaitingIn(Schema):
    """How many open cases are answered in this language."""

    language: str
    cases: int


class WaitingOut(Schema):
    """Who would get a message now, by language, those most of them read first."""

    waiting: list[WaitingIn]


class CauseMessagesOut(Schema):
    messages: list[MessageOut]


class ToAllGiven(Given):
    """What all who wait are told, by language, and what is promised to each by when; where theirs is missing they read the brand's."""

    texts: Annotated[dict[Literal["he", "ar", "en"], Text], Field(min_length=1)]
    action: Line
    due_at: Moment


def _message_out(row: Message) -> MessageOut:
    return MessageOut(
        key=row.pk, cause=row.cause_id, texts={one: masked(text) for one, text in row.texts.items()},
        action=masked(row.action), due_at=row.due_at, written_at=row.written_at, goes_at=row.goes_at,
        begun_at=row.begun_at, taken_back_at=row.taken_back_at, refused=row.refused,
    )  # fmt: skip


@room.read("causes/{key}/messages", scope=INSIGHT_READ, name="list_cause_messages", gives=CauseMessagesOut)
def list_cause_messages(request: Call, key: UUID) -> CauseMessagesOut:
    """What was written to all who waited for a cause, the latest first."""
    rows = Message.objects.filter(cause=found_cause(request, key)).order_by("-written_at")[:MOST]
    return CauseMessagesOut(messages=[_message_out(row) for row in rows])


@room.read("causes/{key}/waiting", scope=INSIGHT_READ, name="count_waiting", gives=WaitingOut)
def count_waiting(request: Call, key: UUID) -> WaitingOut:
    """How many wait for a cause, by language. It counts all its open cases: asked before a message is written, not on and on."""
    found = waiting_by_language(found_cause(request, key))
    return WaitingOut(waiting=[WaitingIn(language=one, cases=number) for one, number in found.items()])


@room.write("causes/{key}/messages", scope=INSIGHT_WRITE, name="write_to_cause", gives=MessageOut, makes=True)
def write_to_cause(request: Call, key: UUID, given: ToAllGiven) -> Any:
    """Write one message to all who wait for a cause. For those who lead; each case reads it with a promise of its own."""
    cause, caller = found_cause(request, key), request.caller
    texts = {str(language): text for language, text in given.texts.items()}
    row = write_to_all(cause, texts, action=given.action, due_at=given.due_at, by=caller.viewer, at=caller.at)
    return made(_message_out(row))


@room.write("cause-messages/{key}/removal", scope=INSIGHT_WRITE, name="take_back_cause_message", gives=MessageOut)
def take_back_cause_message(request: Call, key: UUID) -> MessageOut:
    """Take a message back that has not begun to go out. Twice changes nothing."""
    rows = Message.objects.filter(cause__brand__in=request.caller.viewer.brands).select_related("cause__brand")
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    take_back(row, by=request.caller.viewer, at=request.caller.at)
    return _message_out(Message.objects.get(pk=key))
