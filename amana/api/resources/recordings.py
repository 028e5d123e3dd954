"""The recording of a call: kept with the consent it rests on, heard, shared with the caller, deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.rooming import BYTES, Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment
from amana.cases.models import Case
from amana.handling.facts.noting import noted_call
from amana.language.masking import masked
from amana.look.sounding import sound_answer
from amana.recordings.hearing.writing_down import words_of
from amana.recordings.keeping import LARGEST, Consent, attach, delete, recordings_of, share
from amana.recordings.models import Recording

room = Room("recordings")
RECORDING = "cases/{number}/calls/{key}/recording"


class ConsentAsked(Schema):
    """Who let the call be recorded, in which way, and when."""

    who: Annotated[Line, Field(min_length=1, max_length=200)]
    how: Literal["spoken", "written", "announced"]
    when: Moment


class RecordingOut(Schema):
    """A recording of a call. `heard` is what a machine wrote down, which mishears; `why_not` says why it did not.

    Once deleted only this is left: that there was one.
    """

    call: UUID
    name: str
    type: str
    size: int
    consent_by: str
    consent_how: str
    consent_at: datetime
    kept_at: datetime
    is_copy_asked: bool
    shared_at: datetime | None
    deleted_at: datetime | None
    heard: str
    why_not: str


class DeletionGiven(Given):
    """Why the sound is deleted; whoever could hear it reads that."""

    why: Annotated[Line, Field(min_length=1)]


def _found(case: Case, key: UUID) -> Recording:
    """Return the recording of a call of this case that we may read. Raises Http404."""
    row = recordings_of([key]).get(key) if noted_call(case, key) is not None else None
    if row is None:
        raise Http404
    return row


def _recording_out(row: Recording) -> RecordingOut:
    file, hearing = row.file, getattr(row, "hearing", None)
    heard = words_of(row) if hearing is not None and hearing.entry else None
    words = str(heard.content.get("text", "")) if heard is not None and heard.content is not None else ""
    return RecordingOut(
        call=row.call, name=file.name if file else "", type=file.type if file else "", size=file.size if file else 0,
        consent_by=masked(row.consent_by), consent_how=row.consent_how, consent_at=row.consent_at, kept_at=row.at,
        is_copy_asked=row.asked_at is not None and row.shared_at is None, shared_at=row.shared_at,
        deleted_at=row.deleted_at, heard=masked(words), why_not=hearing.why if hearing is not None else "",
    )  # fmt: skip


@room.read(RECORDING, scope=CASES_READ, name="get_recording", gives=RecordingOut)
def get_recording(request: Call, number: str, key: UUID) -> RecordingOut:
    """The recording of a call, with the consent it rests on and what a machine heard in it."""
    return _recording_out(_found(case_of(request, number), key))


@room.read(f"{RECORDING}/sound", scope=CASES_READ, name="get_recording_sound", gives=None, kind=BYTES)
def get_recording_sound(request: Call, number: str, key: UUID) -> HttpResponse:
    """The sound itself; a Range gives a piece. Not there once it is deleted."""
    row = _found(case_of(request, number), key)
    if row.file is None:
        raise Http404
    answer = sound_answer(request, row.file)
    answer.headers["Content-Type"] = BYTES
    return answer


@room.take_bytes(RECORDING, scope=CASES_WRITE, name="keep_recording", gives=RecordingOut, most=LARGEST)
def keep_recording(request: Call, number: str, key: UUID, asked: Query[ConsentAsked]) -> Any:
    """Keep a recording of a call that was noted, 50 MB at most; only the company hears it until it is shared.

    Refused where the brand records no calls, or the call has one.
    """
    case, caller = case_of(request, number), request.caller
    row = attach(case, key, request.sent, Consent(asked.who, asked.how, asked.when), by=caller.viewer, at=caller.at)
    return made(_recording_out(_found(case, row.call)))


@room.write(f"{RECORDING}/sharing", scope=CASES_WRITE, name="share_recording", gives=RecordingOut)
def share_recording(request: Call, number: str, key: UUID) -> RecordingOut:
    """Let the caller hear it and keep a copy; both sides read that they can. Twice changes nothing."""
    case = case_of(request, number)
    share(_found(case, key), by=request.caller.viewer, at=request.caller.at)
    return _recording_out(_found(case, key))


@room.write(f"{RECORDING}/removal", scope=CASES_WRITE, name="delete_recording", gives=RecordingOut)
def delete_recording(request: Call, number: str, key: UUID, given: DeletionGiven) -> RecordingOut:
    """Delete the sound for good; the record keeps that there was one, and why it is gone. Twice changes nothing.

    Whoever kept it may, and a lead.
    """
    case = case_of(request, number)
    delete(_found(case, key), why=given.why, by=request.caller.viewer, at=request.caller.at)
    return _recording_out(_found(case, key))
