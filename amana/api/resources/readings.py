"""Reading a text and checking a draft, without keeping either."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE, READINGS
from amana.api.shapes import Given, Moment, Text, Word
from amana.kit.working_time import week_in_zone
from amana.language import read
from amana.language.masking import masked, masked_within
from amana.readings.correcting import Place, as_people_left_it, correct
from amana.readings.models import Reading
from amana.readings.permissions import may
from amana.writing import Context, check

room = Room("readings")
LONGEST = 20_000


class ReadingOut(Schema):
    """What was found in a text: languages, promises with their times, questions, tactics, tone, each with its quote."""

    reading: dict[str, Any]  # Any: JSON, as the reading says it (docs/reference/language.md)


class AdviceOut(Schema):
    """What there is to say about a draft, the weightiest first, each with its place and its reason."""

    advice: list[dict[str, Any]]  # Any: JSON, as the check of drafts gives it


class ReadGiven(Given):
    """A text, who wrote it, and when; days and hours are those of the caller's zone."""

    text: Annotated[str, Field(max_length=LONGEST)]
    side: Literal["company", "customer"]
    sent_at: Moment | None = None
    language: Literal["he", "ar", "en"] | None = None


class CheckGiven(Given):
    """A draft, on which side it is written, and the message it answers."""

    text: Annotated[str, Field(max_length=LONGEST)]
    side: Literal["company", "customer"] = "company"
    asked: Annotated[str, Field(max_length=LONGEST)] = ""
    language: Literal["he", "ar", "en"] | None = None


class EntryReadingOut(Schema):
    """What was read in an entry of a case, as people left it: each finding with its kind, label (`id`), words and reason."""

    case: str
    entry: UUID
    side: str
    found: list[dict[str, Any]]  # Any: JSON, as each finding is kept


class CorrectionGiven(Given):
    """A finding by its kind, its label and its words, and whether it is right or wrong; or what was missed."""

    kind: Word
    label: Word = ""
    quote: Text
    verdict: Literal["right", "wrong", "missed"]


@room.ask("read", scope=READINGS, name="read_text", gives=ReadingOut, for_owners=True)
def read_text(request: Call, given: ReadGiven) -> ReadingOut:
    """Read one text. Nothing of it is kept."""
    caller = request.caller
    at = given.sent_at or caller.at
    found = read(given.text, sent_at=at.astimezone(caller.zone), side=given.side, locale=given.language)
    return ReadingOut(reading=found.to_json())


@room.ask("check", scope=READINGS, name="check_draft", gives=AdviceOut, for_owners=True)
def check_draft(request: Call, given: CheckGiven) -> AdviceOut:
    """Check one draft. Nothing of it is kept; nothing is sent."""
    caller = request.caller
    account = caller.account
    readers: dict[str, Literal["he", "ar", "en"]] = {"he": "he", "ar": "ar"}
    context = Context(
        at=caller.at, week=week_in_zone(str(caller.zone)) if caller.zone else None, side=given.side, asked=given.asked,
        locale=given.language, reader=readers.get(account.language[:2] if account else "", "en"),
    )  # fmt: skip
    return AdviceOut(advice=[one.to_json() for one in check(given.text, context=context)])


def _reading(request: Call, number: str, key: UUID) -> Reading:
    """Return what was read in an entry of a case, for whoever may read it. Raises Http404."""
    case, viewer = case_of(request, number), request.caller.viewer
    rows = Reading.objects.visible_to(viewer).filter(case=case, read_at__isnull=False, pk=key)
    row = rows.select_related("case").first() if may(viewer, "read", case) else None
    if row is None:
        raise Http404
    return row


def _entry_reading_out(row: Reading) -> EntryReadingOut:
    found = masked_within({"found": as_people_left_it([row])[row.pk]})["found"]
    return EntryReadingOut(case=row.case.number, entry=row.pk, side=row.side, found=found)


@room.read("cases/{number}/entries/{entry}/reading", scope=CASES_READ, name="get_entry_reading", gives=EntryReadingOut)
def get_entry_reading(request: Call, number: str, entry: UUID) -> EntryReadingOut:
    """What was read in an entry of a case, with what people put right in it."""
    return _entry_reading_out(_reading(request, number, entry))


def _place(row: Reading, given: CorrectionGiven) -> Place:
    """Return what is spoken of; a quote that was shown with a number covered stands for the words themselves."""
    for one in as_people_left_it([row])[row.pk]:
        if (one["kind"], one["id"]) == (given.kind, given.label) and masked(one["quote"]) == given.quote:
            return Place(given.kind, given.label, one["quote"])
    return Place(given.kind, given.label, given.quote)


@room.write("cases/{number}/entries/{entry}/reading", scope=CASES_WRITE, name="correct_reading", gives=EntryReadingOut)
def correct_reading(request: Call, number: str, entry: UUID, given: CorrectionGiven) -> EntryReadingOut:
    """Say of a finding that it is right or wrong, or name one that was missed, in the words of the entry."""
    row, caller = _reading(request, number, entry), request.caller
    correct(row, _place(row, given), given.verdict, by=caller.viewer, at=caller.at)
    return _entry_reading_out(row)
