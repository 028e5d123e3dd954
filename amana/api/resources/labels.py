"""What colleagues find a case again by: its tags, and what the fields of the team say of it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Ref
from amana.cases.models import Case, Tag
from amana.handling.facts.describing import as_typed, describe, fields_of, values_of
from amana.handling.facts.tagging import suggested, tag, tags_of, untag

room = Room("labels")


class TagsOut(Schema):
    """The tags of a case, and the names of those its brand has beside them; customers read neither."""

    tags: list[Ref]
    others: list[str]


class TagGiven(Given):
    name: Line


class FieldOut(Schema):
    """A question the team asks of its cases, and what is known: a day as 2026-11-22, a person by their mail address."""

    key: UUID
    name: str
    kind: str
    choices: list[str]
    value: str


class FieldsOut(Schema):
    fields: list[FieldOut]


class ValueGiven(Given):
    """What a field says; empty takes it away."""

    field: UUID
    value: Line


class ValuesGiven(Given):
    values: Annotated[list[ValueGiven], Field(min_length=1, max_length=100)]


def _tags_out(case: Case) -> TagsOut:
    return TagsOut(tags=[Ref(key=one.pk, name=one.name) for one in tags_of(case)], others=suggested(case))


@room.read("cases/{number}/tags", scope=CASES_READ, name="list_tags", gives=TagsOut)
def list_tags(request: Call, number: str) -> TagsOut:
    """The tags of a case, by name."""
    return _tags_out(case_of(request, number))


@room.write("cases/{number}/tags", scope=CASES_WRITE, name="tag_case", gives=TagsOut, makes=True, matching="may")
def tag_case(request: Call, number: str, given: TagGiven) -> Any:
    """Put a tag on a case, a new one where the brand has none of this name. Twice changes nothing."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        tag(case, given.name, by=caller.viewer, at=caller.at)
    return made(_tags_out(case))


@room.write("cases/{number}/tags/{key}/removal", scope=CASES_WRITE, name="untag_case", gives=TagsOut, matching="may")
def untag_case(request: Call, number: str, key: UUID) -> TagsOut:
    """Take a tag off a case. Twice changes nothing."""
    case, caller = case_of(request, number), request.caller
    row = Tag.objects.filter(pk=key, brand=case.brand_id).first()
    if row is None:
        raise Http404
    with unchanged(request, case, caller.viewer):
        untag(case, row, by=caller.viewer, at=caller.at)
    return _tags_out(case)


def _fields_out(case: Case) -> FieldsOut:
    values = values_of(case)
    return FieldsOut(
        fields=[
            FieldOut(
                key=field.pk, name=field.name, kind=field.kind, choices=[str(one) for one in field.choices],
                value=as_typed(field, values.get(field.pk)),
            )
            for field in fields_of(case)
        ]
    )  # fmt: skip


@room.read("cases/{number}/fields", scope=CASES_READ, name="list_fields", gives=FieldsOut)
def list_fields(request: Call, number: str) -> FieldsOut:
    """What the team asks of this case, and what is known of it, in the order a lead gave."""
    return _fields_out(case_of(request, number))


@room.write("cases/{number}/fields", scope=CASES_WRITE, name="describe_case", gives=FieldsOut, matching="may")
def describe_case(request: Call, number: str, given: ValuesGiven) -> FieldsOut:
    """Write down what fields say of a case; those that are not named stay as they are."""
    case, caller = case_of(request, number), request.caller
    asked = {field.pk for field in fields_of(case)}
    if not asked.issuperset(one.field for one in given.values):
        raise Http404
    typed = {one.field: one.value for one in given.values}
    with unchanged(request, case, caller.viewer):
        describe(case, typed, by=caller.viewer, at=caller.at)
    return _fields_out(case)
