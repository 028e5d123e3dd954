"""What a team asks of its cases: fields of its own, defined once and filled in on a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.labelling import Field, Value
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.handling.facts.tagging import folded
from amana.people.models import Address, Person
from amana.record.appending import Line, append_many
from amana.team.models import Brand, Team
from amana.team.viewing import Viewer

LONGEST_TEXT = 500
LONGEST_NAME = 80
MOST_FIELDS = 40
MOST_CHOICES = 50
LARGEST = Decimal(10) ** 16
DECIMALS = Decimal("0.0001")


@dataclass(frozen=True)
class Understood:
    """What was typed into a field, as it is kept; `text` is how it is shown, empty for nothing."""

    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    person: Person | None = None


# ── fields ───────────────────────────────────────────────────────────────────


def define(  # a field has this many sides, each named at the call
    brand: Brand, *, name: str, kind: str, team: Team | None, choices: Sequence[str], position: int, by: Viewer
) -> Field:
    """Add a field to the cases of a brand, or of one team in it. Raises Refused as `change`, or when there are too many."""
    _lead(by, brand.pk)
    if kind not in dict(Field.KINDS):
        raise Refused(_("Choose what kind of answer is wanted."))
    if Field.objects.filter(brand=brand).count() >= MOST_FIELDS:
        raise Refused(_("A brand has at most %(number)s fields.") % {"number": MOST_FIELDS})
    row = Field(brand=brand, kind=kind)
    return _save(row, name=name, team=team, choices=choices, position=position)


def change(row: Field, *, name: str, team: Team | None, choices: Sequence[str], position: int, by: Viewer) -> Field:
    """Change a field; its kind stays, and so does every value that was written down.

    Raises Refused when the name is empty or taken, or a list to choose from has no two choices.
    """
    _lead(by, row.brand_id)
    return _save(row, name=name, team=team, choices=choices, position=position)


@transaction.atomic
def _save(row: Field, *, name: str, team: Team | None, choices: Sequence[str], position: int) -> Field:
    row.name = " ".join(name.split())[:LONGEST_NAME]
    if not row.name:
        raise Refused(_("Give the field a name."))
    if Field.objects.filter(brand=row.brand_id, name=row.name).exclude(pk=row.pk).exists():
        raise Refused(_("There is a field of this name already, perhaps one that is no longer used."))
    row.choices = list(dict.fromkeys(words for one in choices if (words := " ".join(one.split())[:LONGEST_NAME])))
    if row.kind == Field.CHOICE and not 2 <= len(row.choices) <= MOST_CHOICES:
        raise Refused(_("Give between 2 and %(number)s choices, one line each.") % {"number": MOST_CHOICES})
    row.team, row.position = team, position
    row.save()
    return row


def retire(row: Field, *, by: Viewer, at: datetime) -> None:
    """Ask a field of no further case; what was written down stays. Only a lead of the brand may."""
    _lead(by, row.brand_id)
    Field.objects.filter(pk=row.pk, retired_at=None).update(retired_at=at)


def bring_back(row: Field, *, by: Viewer) -> None:
    """Ask a retired field again. Only a lead of the brand may."""
    _lead(by, row.brand_id)
    Field.objects.filter(pk=row.pk).update(retired_at=None)


def _lead(by: Viewer, brand: UUID) -> None:
    if by.agent is None or not by.agent.is_lead or brand not in by.brands:
        raise Refused(_("Only a lead can change this."))


def answering(field: Field, typed: str) -> Q:
    """Return the condition for values that answer a field like this; each has an index. Nothing that is understood: none."""
    if field.kind in {Field.NUMBER, Field.DATE}:
        try:
            said = _number(field, typed) if field.kind == Field.NUMBER else _day(field, typed)
        except Refused:
            return Q(pk__in=[])
        return Q(field=field, number=said.number) if field.kind == Field.NUMBER else Q(field=field, day=said.day)
    return Q(field=field, folded=folded(typed)[:LONGEST_TEXT])


# ── values ───────────────────────────────────────────────────────────────────


def fields_of(case: Case) -> list[Field]:
    """Return what is asked of a case now, in the order a lead gave."""
    rows = Field.objects.filter(brand=case.brand_id, retired_at=None)
    return list(rows.filter(Q(team=None) | Q(team=case.team_id)).order_by("position", "name"))


def values_of(case: Case) -> dict[UUID, Value]:
    """Return what was written down of a case, by field; what is no longer asked too."""
    rows = Value.objects.filter(case=case).select_related("field", "person")
    return {row.field_id: row for row in rows.order_by("field__position", "field__name")}


def understood(field: Field, typed: str, *, by: Viewer) -> Understood:
    """Return what was typed as it is kept. Raises Refused, in words, when it is no answer to this field."""
    typed = typed.strip()
    if not typed:
        return Understood()
    if field.kind == Field.NUMBER:
        return _number(field, typed)
    if field.kind == Field.DATE:
        return _day(field, typed)
    if field.kind == Field.PERSON:
        return _person(field, typed, by)
    if field.kind == Field.CHOICE and typed not in field.choices:
        raise Refused(_("%(name)s: choose one of the list.") % {"name": field.name})
    if len(typed) > LONGEST_TEXT:
        raise Refused(_("%(name)s: at most %(number)s characters.") % {"name": field.name, "number": LONGEST_TEXT})
    return Understood(" ".join(typed.split()))


def _number(field: Field, typed: str) -> Understood:
    try:
        number = Decimal(folded(typed).replace(",", "").replace("٬", "").replace("٫", ".").replace(" ", ""))
        if not number.is_finite() or abs(number) >= LARGEST or number != number.quantize(DECIMALS):
            raise InvalidOperation
    except InvalidOperation:
        raise Refused(_("%(name)s: write a number, such as 12 or 149.90.") % {"name": field.name}) from None
    return Understood(f"{number:f}", number=number)


def _day(field: Field, typed: str) -> Understood:
    try:
        day = date.fromisoformat(folded(typed))
    except ValueError:
        raise Refused(_("%(name)s: choose a day.") % {"name": field.name}) from None
    return Understood(day.isoformat(), day=day)


def _person(field: Field, typed: str, by: Viewer) -> Understood:
    found = Address.objects.filter(kind=Address.MAIL, value=typed.lower()).select_related("person").first()
    if found is None or not Case.objects.filter(customer=found.person, kept_by=COMPANY, brand__in=by.brands).exists():
        words = {"name": field.name, "address": typed}
        raise Refused(_("%(name)s: nobody with the address %(address)s has a case with us.") % words)
    return Understood(str(found.person), person=found.person)


@transaction.atomic
def describe(case: Case, typed: Mapping[UUID, str], *, by: Viewer, at: datetime) -> list[Field]:
    """Write down what fields say of a case, by their keys; an empty answer takes one away. Returns those that changed.

    Only colleagues read it. Raises Refused, in words, at the first that is no answer; then nothing is written.
    """
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    case = take(case.key)
    before = values_of(case)
    changed: list[tuple[Field, Understood]] = []
    for field in fields_of(case):
        was = before.get(field.pk)
        if field.pk not in typed or typed[field.pk].strip() == as_typed(field, was):
            continue
        answer = understood(field, typed[field.pk], by=by)
        if answer.text != (was.text if was else "") or answer.person != (was.person if was else None):
            changed.append((field, answer))
    for field, answer in changed:
        _write(case, field, answer, by=by, at=at)
    append_many([
        Line(case.key, "case.described", by.actor, at, {"field": field.name, "value": answer.text, "by": by.name})
        for field, answer in changed
    ])  # fmt: skip
    return [field for field, _answer in changed]


def as_typed(field: Field, value: Value | None) -> str:
    """Return how a value stands in the form: a person by their address, everything else as it is shown."""
    if value is None:
        return ""
    if field.kind == Field.PERSON and value.person_id:
        rows = Address.objects.filter(person=value.person_id, kind=Address.MAIL).order_by("added_at", "value")
        return str(rows.values_list("value", flat=True).first() or "")
    return value.text


def _write(case: Case, field: Field, answer: Understood, *, by: Viewer, at: datetime) -> None:
    if not answer.text:
        Value.objects.filter(case=case, field=field).delete()
        return
    kept: dict[str, Any] = {"text": answer.text, "folded": folded(answer.text)[:LONGEST_TEXT], "number": answer.number,
                            "day": answer.day, "person": answer.person, "set_by": by.agent, "set_at": at}  # fmt: skip
    Value.objects.update_or_create(case=case, field=field, defaults=kept)
