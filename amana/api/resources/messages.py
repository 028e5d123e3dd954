"""Writing on a case: a draft is checked, a message is sent with its promises, a note stays among colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, Caller, case_of
from amana.api.matching import unchanged
from amana.api.resources.records import EntryOut, entry_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment, Text, Word
from amana.api.uploading import attached, sent, waiting
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.addresses import is_address
from amana.channels.email.composing import Attached
from amana.commitments.models import Commitment
from amana.drafting.advising import advice_on, must_sell_nothing
from amana.drafting.mentioning import must_be_meant, others_of, texts_of
from amana.drafting.promising import Decided, Found, as_drafts, promises_in
from amana.drafting.ways import through_of
from amana.handling.confidence.finding_others import Other
from amana.handling.confidence.sending_anyway import note_sent_anyway
from amana.handling.facts.noting import note, note_call, noted_call
from amana.handling.mails.summing_up import promised_in, summary_words
from amana.handling.talking.replying import Reply, reply, take_back
from amana.kit.codes import new_id
from amana.language.masking import masked
from amana.post.models import Outgoing
from amana.record.reading import entries
from amana.wording.formatting import without_signs
from amana.writing import Advice

room = Room("messages")


class FoundOut(Schema):
    """A promise in a draft as it would enter the ledger; `due_at` is null where its words fix no moment to come."""

    key: str
    quote: str
    action: str
    by: str
    due_at: datetime | None
    due_words: str
    firmness: str


class OtherOut(Schema):
    """Another customer the draft mentions; whoever means it sends the token as `meant`."""

    token: str
    name: str
    words: str
    where: str


class CheckedOut(Schema):
    """What a draft promises, whom else it mentions, and what there is to say about it, the weightiest first."""

    promises: list[FoundOut]
    others: list[OtherOut]
    advice: list[dict[str, Any]]  # Any: JSON, as the check of drafts gives it


class DraftGiven(Given):
    text: Text
    cc: Annotated[list[Line], Field(max_length=5)] = []
    files: Annotated[list[UUID], Field(max_length=10)] = []  # of uploads


class DecidedGiven(Given):
    """What is said of a promise found in the draft, by its key from the check: as read, put right, or none."""

    key: Line
    due_at: Moment | None = None
    action: Line = ""
    is_promise: bool = True


class MessageGiven(DraftGiven):
    """A message to the customer. Each promise the check finds in it is named, so that sending confirms what was read.

    `through` is the way by which it leaves: "email" where nothing is said, "conversation" for somebody whose page is open, or
    the key of one of the case's messengers.
    """

    promises: Annotated[list[DecidedGiven], Field(max_length=50)] = []
    keeps: Annotated[list[UUID], Field(max_length=50)] = []
    meant: Annotated[list[Line], Field(max_length=50)] = []
    sale_was_asked: bool = False
    through: Word = ""


class NoteGiven(Given):
    text: Text


class CallGiven(Given):
    """A call as we noted it; the other side may add its version."""

    who: Line
    text: Text
    minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    waited: Annotated[int, Field(ge=0, le=1440)] = 0
    direction: Literal["", "in", "out"] = ""
    called_at: Moment | None = None
    keeps: Annotated[list[UUID], Field(max_length=50)] = []


@room.ask("cases/{number}/messages/check", scope=CASES_READ, name="check_message", gives=CheckedOut)
def check_message(request: Call, number: str, given: DraftGiven) -> CheckedOut:
    """What a draft would enter into the ledger, and what there is to say about it. Nothing is kept."""
    case, caller = case_of(request, number), request.caller
    found = promises_in(without_signs(given.text), case, at=caller.at)
    return CheckedOut(
        promises=[
            FoundOut(
                key=one.key, quote=one.promise.quote, action=one.action, by=one.promise.by,
                due_at=one.due_at, due_words=one.promise.due.words, firmness=one.promise.firmness,
            )
            for one in found
        ],
        others=[
            OtherOut(token=one.token, name=one.name, words=one.words, where=one.where)
            for one in _others(given, attached(waiting(given.files, case, caller)), case, caller)
        ],
        advice=[one.to_json() for one in _advice(given, case, caller)],
    )  # fmt: skip


@room.write(
    "cases/{number}/messages", scope=CASES_WRITE, name="send_message", gives=EntryOut, makes=True, matching="must"
)
def send_message(request: Call, number: str, given: MessageGiven) -> Any:
    """Send a message to the customer. If-Match says what was read of the case; what was said since is read first."""
    case, caller = case_of(request, number), request.caller
    with transaction.atomic(), unchanged(request, case, caller.viewer, must_say=True):
        key = new_id()
        uploads = waiting(given.files, case, caller)
        message = _message(case, request, given, key, files=attached(uploads))
        others = _others(given, message.files, case, caller)
        must_be_meant(others, given.meant)
        must_sell_nothing(_advice(given, case, caller), case, is_asked=given.sale_was_asked)
        reply(case, message, by=caller.viewer, at=caller.at, through=through_of(given.through))
        sent(uploads)
        if others:
            note_sent_anyway(case, key, others, by=caller.viewer, at=caller.at)
    return made(entry_out(entries([key], side="company")[key]))


def _message(case: Case, request: Call, given: MessageGiven, key: UUID, *, files: Sequence[Attached]) -> Reply:
    caller = request.caller
    for address in given.cc:
        if not is_address(address):
            raise Refused(_("%(address)s is not a mail address.") % {"address": address})
    said = {one.key: one for one in given.promises}
    decided = [_decided(one, said.get(one.key)) for one in promises_in(without_signs(given.text), case, at=caller.at)]
    return Reply(
        text=given.text.strip(),
        promises=as_drafts(decided, case, caller.agent, said_in=key),
        keeps=_kept(request, case, given.keeps),
        files=files,
        cc=given.cc,
        key=key,
    )


def _decided(found: Found, said: DecidedGiven | None) -> Decided:
    if said is None:
        return Decided(found, found.due_at, is_seen=False)
    return Decided(found, said.due_at or found.due_at, said.action, is_none=not said.is_promise)


def _others(given: DraftGiven, files: Sequence[Attached], case: Case, caller: Caller) -> list[Other]:
    return others_of(texts_of(given.text, files), given.cc, case, by=caller.viewer, at=caller.at)


def _advice(given: DraftGiven, case: Case, caller: Caller) -> list[Advice]:
    return advice_on(given.text, case, language=caller.agent.account.language, at=caller.at)


def _kept(request: Call, case: Case, keys: list[UUID]) -> list[Commitment]:
    return list(Commitment.objects.visible_to(request.caller.viewer).filter(case=case, pk__in=keys))


@room.write("cases/{number}/messages/{entry}/recall", scope=CASES_WRITE, name="recall_message", gives=EntryOut)
def recall_message(request: Call, number: str, entry: UUID) -> Any:
    """Take a message back that has not left yet; the record keeps that it was written."""
    case, caller = case_of(request, number), request.caller
    outgoing = Outgoing.objects.filter(case=case.key, entry=entry, what="reply").first()
    if outgoing is None:
        raise Http404
    if not take_back(outgoing, by=caller.viewer, at=caller.at):
        raise Refused(_("It has already left."))
    return entry_out(entries([entry], side="company")[entry])


@room.write("cases/{number}/notes", scope=CASES_WRITE, name="write_note", gives=EntryOut, makes=True, matching="may")
def write_note(request: Call, number: str, given: NoteGiven) -> Any:
    """A note for colleagues; the customer never reads it. Write @ and a name to ask somebody."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        written = note(case, given.text, by=caller.viewer, at=caller.at)
    return made(entry_out(entries([written.id], side="company")[written.id]))


@room.write("cases/{number}/calls", scope=CASES_WRITE, name="note_call", gives=EntryOut, makes=True, matching="may")
def note_one_call(request: Call, number: str, given: CallGiven) -> Any:
    """Write a call into the record both sides read, as we noted it."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        written = note_call(
            case, given.text, who=given.who, by=caller.viewer, at=caller.at, minutes=given.minutes, waited=given.waited,
            called_at=given.called_at, direction=given.direction, keeps=_kept(request, case, given.keeps),
        )  # fmt: skip
    return made(entry_out(entries([written.id], side="company")[written.id]))


class SummaryOut(Schema):
    """What was promised in a call, in the customer's language and time zone, to be sent to them so that it is in writing."""

    text: str


@room.read("cases/{number}/calls/{key}/summary", scope=CASES_READ, name="get_call_summary", gives=SummaryOut)
def get_call_summary(request: Call, number: str, key: UUID) -> SummaryOut:
    """The words that put a call on paper. Nothing is sent: a message is."""
    case = case_of(request, number)
    call = noted_call(case, key)
    if call is None:
        raise Http404
    return SummaryOut(text=masked(summary_words(case, call, promised_in(case, key), at=request.caller.at)))
