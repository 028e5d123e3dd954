"""Reading a text and checking a draft, without keeping either."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from amana.api.calling import Call
from amana.api.rooming import Room
from amana.api.scopes import READINGS
from amana.api.shapes import Given, Moment
from amana.kit.working_time import week_in_zone
from amana.language import read
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
