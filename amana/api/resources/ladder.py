"""The ladder: who can be asked next, and asking them on a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.records import EntryOut, entry_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Ref, Text, ref
from amana.cases.errors import Refused
from amana.cases.models import COMPANY
from amana.cases.quoting import holds_their_words
from amana.escalation.climbing import ask, next_rung, rungs
from amana.escalation.reporting import report
from amana.record.reading import entries

room = Room("ladder")


class LadderOut(Schema):
    """The people above the holder of a case, the next one first, and whom its customer can ask next."""

    rungs: list[Ref]
    next: Ref | None


class AskedGiven(Given):
    """The customer asks for the next person, in words of theirs that stand in the record (`shown_by`)."""

    text: Text
    shown_by: UUID


class RungReportGiven(Given):
    """How it came this far, and what has to change so that the next customer need not climb."""

    text: Text


@room.read("cases/{number}/ladder", scope=CASES_READ, name="get_ladder", gives=LadderOut)
def get_ladder(request: Call, number: str) -> LadderOut:
    """Who stands above the holder, and who can be asked next."""
    case = case_of(request, number)
    above = rungs(case.brand, case.holder) if case.brand is not None else []
    return LadderOut(rungs=[Ref(key=one.pk, name=one.name) for one in above], next=ref(next_rung(case)))


@room.write("cases/{number}/ladder", scope=CASES_WRITE, name="climb_ladder", gives=LadderOut, matching="may")
def climb_ladder(request: Call, number: str, given: AskedGiven) -> LadderOut:
    """Write down that the customer asked for the next person, with their message that shows it: an answer is owed by name."""
    case, caller = case_of(request, number), request.caller
    if case.kept_by != COMPANY or not holds_their_words(case.key, given.shown_by, since=case.opened_at):
        raise Refused(_("Name the message in which the customer asked for it."))
    with unchanged(request, case, caller.viewer):
        ask(case, text=given.text, by=caller.viewer, at=caller.at, shown_by=given.shown_by)
    return get_ladder(request, number)


@room.write(
    "cases/{number}/ladder/report", scope=CASES_WRITE, name="report_rung", gives=EntryOut, makes=True, matching="may"
)
def report_rung(request: Call, number: str, given: RungReportGiven) -> Any:
    """Write how a case came up to one's rung, when one's answer there is over; only colleagues read it."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        key = report(case, given.text, by=caller.viewer, at=caller.at)
    return made(entry_out(entries([key], side="company")[key]))
