"""Much at once, line by line: feeds of cases and entries for a warehouse, cases and notes brought in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field, ValidationError

from amana.api.calling import Call, Caller, case_of
from amana.api.erring import Problem, fields_of
from amana.api.resources.cases import CaseGiven, case_out, open_for
from amana.api.resources.records import entry_out
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.settling import settled
from amana.api.shapes import Given, Line, Text
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.handling.facts.noting import note
from amana.kit.codes import key_in
from amana.record.exporting import entries_after, is_elsewhere, key_at, passed_over

room = Room("bulk")
NDJSON = "application/x-ndjson"
AT_ONCE, MOST_AT_ONCE, MOST_LINES = 500, 20, 500
Shape = TypeVar("Shape", bound=Given)


class FeedAsked(Schema):
    """Where to go on: the `next` of the last line of the call before; empty for the beginning."""

    since: Annotated[str, Field(pattern="^([0-9a-f]{32})?$")] = ""


class NoteLine(Given):
    case: Line
    text: Text


@room.read("feeds/cases", scope=CASES_READ, name="feed_cases", gives=None, kind=NDJSON)
def feed_cases(request: Call, asked: Query[FeedAsked]) -> StreamingHttpResponse:
    """Cases in the order they were opened, a line each; the last line is `{"next": …}`. What changed is in the feed of entries."""
    return _stream(_cases(request.caller, key_in(asked.since)))


@room.read("feeds/entries", scope=CASES_READ, name="feed_entries", gives=None, kind=NDJSON)
def feed_entries(request: Call, asked: Query[FeedAsked]) -> StreamingHttpResponse:
    """Entries of all cases in the order they were written, a line each; the last line is `{"next": …}`, to go on from.

    Asked again with it, only what is new comes, after some seconds; an entry withdrawn or erased later is told by the
    entry that says so.
    """
    return _stream(_entries(request.caller, key_in(asked.since)))


def _stream(lines: Iterator[Any]) -> StreamingHttpResponse:
    return StreamingHttpResponse((f"{one}\n".encode() for one in lines), content_type=NDJSON)


def _cases(caller: Caller, after: UUID | None) -> Iterator[str]:
    """Yield cases, some at a time, so that memory holds no more than a few hundred."""
    rows = Case.objects.visible_to(caller.viewer).filter(pk__lt=key_at(settled(caller.at)))
    rows = rows.select_related("brand", "company", "customer", "holder__account")
    for _time in range(MOST_AT_ONCE):
        found = list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[:AT_ONCE])
        for case in found:
            after = case.key
            yield case_out(case).model_dump_json()
        if len(found) < AT_ONCE:
            break
    yield _next(after)


def _entries(caller: Caller, after: UUID | None) -> Iterator[str]:
    until = settled(caller.at)
    for _time in range(MOST_AT_ONCE):
        found = entries_after(after, until=until, most=AT_ONCE)
        books = {one.book for one in found}
        seen = set(Case.objects.visible_to(caller.viewer).filter(pk__in=books).values_list("pk", flat=True))
        mine = [one for one in found if one.book in seen and one.audience != "customer"]
        regular = [one for one in mine if not is_elsewhere(one.id, one.at)]
        passed = passed_over(regular)
        for one in regular:
            for told in (*passed[one.id], one):
                yield entry_out(told).model_dump_json()
        after = found[-1].id if found else after
        if len(found) < AT_ONCE:
            break
    yield _next(after)


def _next(after: UUID | None) -> str:
    return json.dumps({"next": after.hex if after else ""})


@room.take_lines("bulk/cases", scope=CASES_WRITE, name="bring_in_cases", line="CaseGiven")
def bring_in_cases(request: Call) -> HttpResponse:
    """Open cases, a line each as for one; every line is answered by a line with its number and status."""
    return _each(request, CaseGiven, lambda given: {"case": open_for(request.caller, given).number})


@room.take_lines("bulk/notes", scope=CASES_WRITE, name="bring_in_notes", line="NoteLine")
def bring_in_notes(request: Call) -> HttpResponse:
    """Write notes for colleagues, a line each: `{"case": "AM-…", "text": "…"}`; every line is answered by a line."""
    caller = request.caller

    def write(given: NoteLine) -> dict[str, str]:
        return {"entry": str(note(case_of(request, given.case), given.text, by=caller.viewer, at=caller.at).id)}

    return _each(request, NoteLine, write)


def _each(request: Call, shape: type[Shape], do: Callable[[Shape], dict[str, str]]) -> HttpResponse:
    """Do every line by itself: one that cannot be done holds up no other."""
    lines = [line for line in request.body.split(b"\n") if line.strip()]
    if len(lines) > MOST_LINES:
        said = _("Send at most %(number)s lines in one call.") % {"number": MOST_LINES}
        raise Problem(413, "too_many_lines", said)
    answers = [{"line": number, **_one(line, shape, do)} for number, line in enumerate(lines, 1)]
    return HttpResponse("".join(f"{json.dumps(one)}\n" for one in answers), content_type=NDJSON)


def _one(line: bytes, shape: type[Shape], do: Callable[[Shape], dict[str, str]]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            return {"status": 201, **do(shape.model_validate_json(line))}
    except ValidationError as wrong:
        fields = fields_of([dict(one) for one in wrong.errors(include_url=False, include_context=False)])
        return {"status": 422, "code": "not_understood", "errors": fields}
    except Refused as refused:
        return {"status": 409, "code": "refused", "detail": str(refused.sentence)}
    except Http404:
        return {"status": 404, "code": "not_found"}
