"""What is done with one entry of a record: letting it in, withdrawing it, showing it in another case, one's own version beside it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.records import EntryOut, entry_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_WRITE
from amana.api.shapes import Given, Line, Text
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.handling.intake.releasing import release
from amana.handling.tying.disclosing import MOST_AT_ONCE, not_so, show_from
from amana.record.reading import Read, entries, entry
from amana.record.withdrawing import withdraw

room = Room("entries")


class WithdrawalGiven(Given):
    """Why it is withdrawn; both sides read it."""

    why: Annotated[Line, Field(min_length=1)]


class ShownGiven(Given):
    """Entries of another case of the same customer, which both sides read there."""

    case: Line
    entries: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]


class ShownOut(Schema):
    """The new entries of this case, one for each that did not stand here already."""

    entries: list[EntryOut]


class VersionGiven(Given):
    text: Text


def _seen(case: Case, key: UUID) -> Read:
    """Return an entry of this case whose words we may read. Raises Http404."""
    found = entry(key, side="company")
    if found is None or found.book != case.key or found.content is None:
        raise Http404
    return found


@room.write(
    "cases/{number}/entries/{entry}/withdrawal",
    scope=CASES_WRITE,
    name="withdraw_entry",
    gives=EntryOut,
    matching="may",
)
def withdraw_entry(request: Call, number: str, entry: UUID, given: WithdrawalGiven) -> EntryOut:
    """Take out of the customer's sight what an entry says (wrong recipient, a card number); both sides read that, and why.

    Answers with the entry as we still read it. Twice changes nothing.
    """
    case, caller = case_of(request, number), request.caller
    found = _seen(case, entry)
    if found.audience != "shared":
        raise Refused(_("The customer never read this entry."))
    if not given.why.strip():
        raise Refused(_("Say why."))
    with unchanged(request, case, caller.viewer):
        withdraw(found.id, from_side="customer", why=given.why.strip(), by=caller.viewer.actor, at=caller.at)
    return entry_out(found)


@room.write(
    "cases/{number}/entries/{entry}/release", scope=CASES_WRITE, name="release_entry", gives=EntryOut, matching="may"
)
def release_entry(request: Call, number: str, entry: UUID) -> EntryOut:
    """Let a message whose sender could not be verified into the record both sides read; answers with it as it stands there.

    Twice changes nothing, and answers with the message as it waited.
    """
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        said = release(case, entry, by=caller.viewer, at=caller.at)
    return entry_out(_seen(case, said.id if said is not None else entry))


@room.write(
    "cases/{number}/entries/{entry}/version", scope=CASES_WRITE, name="add_version", gives=EntryOut, makes=True,
    matching="may",
)  # fmt: skip
def add_version(request: Call, number: str, entry: UUID, given: VersionGiven) -> Any:
    """Put our version beside what the customer showed from a record of their own; a promise it was said to hold is answered so."""
    case, caller = case_of(request, number), request.caller
    shown = _seen(case, entry)
    with unchanged(request, case, caller.viewer):
        said = not_so(case, shown.id, given.text, by=caller.viewer, at=caller.at)
    return made(entry_out(_seen(case, said.id)))


@room.write("cases/{number}/shown", scope=CASES_WRITE, name="show_entries", gives=ShownOut, makes=True, matching="may")
def show_entries(request: Call, number: str, given: ShownGiven) -> Any:
    """Show the customer here what both sides already read in another case of theirs; what stands here already is not doubled."""
    case, other, caller = case_of(request, number), case_of(request, given.case), request.caller
    with unchanged(request, case, caller.viewer):
        said = show_from(case, other, given.entries, by=caller.viewer, at=caller.at)
    found = entries([one.id for one in said], side="company")
    return made(ShownOut(entries=[entry_out(found[one.id]) for one in said]))
