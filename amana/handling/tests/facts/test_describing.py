from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Field, Value
from amana.handling.facts.describing import (
    bring_back,
    change,
    define,
    describe,
    fields_of,
    retire,
    understood,
    values_of,
)
from amana.record.reading import read
from amana.team.models import Team
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(ruth):
    return at_the_desk(ruth)


@pytest.fixture
def field(brand, lead):
    def make(name, kind, *, choices=(), team=None, position=0):
        return define(brand, name=name, kind=kind, team=team, choices=choices, position=position, by=lead)

    return make


def value(case, field):
    return Value.objects.get(case=case, field=field)


def test_each_kind_is_kept_so_that_it_can_be_found(case, noa, field, desk, now):
    rows = [field(kind, kind, choices=["A", "B"] if kind == "choice" else ()) for kind, _label in Field.KINDS]
    typed = {
        "text": " SN-١٢٣ ",
        "number": "1,149.90",
        "date": "2026-11-30",
        "choice": "B",
        "person": "noa@customer.example",
    }
    describe(case, {row.pk: typed[row.kind] for row in rows}, by=desk, at=now)
    kept = {row.kind: value(case, row) for row in rows}
    assert (kept["text"].text, kept["text"].folded) == ("SN-١٢٣", "sn-123")
    assert kept["number"].number == Decimal("1149.90")
    assert kept["date"].day == date(2026, 11, 30)
    assert kept["choice"].text == "B"
    assert kept["person"].person == noa


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("number", "a lot", "write a number"),
        ("number", "1e400", "write a number"),
        ("number", "NaN", "write a number"),
        ("number", "1.23456", "write a number"),
        ("date", "tomorrow", "choose a day"),
        ("date", "2026-02-30", "choose a day"),
        ("choice", "C", "one of the list"),
        ("person", "nobody@customer.example", "nobody with the address"),
        ("text", "x" * 501, "at most 500"),
    ],
)
def test_what_is_no_answer_is_refused_in_words_and_nothing_is_written(case, field, desk, now, kind, typed, said):
    note = field("Note", "text")
    row = field("Question", kind, choices=["A", "B"] if kind == "choice" else (), position=1)
    with pytest.raises(Refused, match=said):
        describe(case, {note.pk: "fine", row.pk: typed}, by=desk, at=now)
    assert not Value.objects.exists()


def test_a_person_is_nobody_of_another_brand(case, field, omar, desk, now):
    from amana.handling.opening import open_case
    from tests.cast import customer

    stranger = customer("Stranger", "stranger@else.example", "en")
    open_case(stranger, omar.brands.get(), subject="?", text="?", by=at_the_desk(omar), at=now)
    with pytest.raises(Refused, match="nobody with the address"):
        understood(field("Who", "person"), "stranger@else.example", by=desk)


def test_only_what_changed_is_written_and_only_colleagues_read_it(case, field, desk, now):
    serial, model = field("Serial", "text"), field("Model", "text", position=1)
    describe(case, {serial.pk: "1", model.pk: "X"}, by=desk, at=now)
    assert describe(case, {serial.pk: "1", model.pk: ""}, by=desk, at=now) == [model]
    said = [(e["field"], e["value"]) for e in read(case.key, side="company") if e.kind == "case.described"]
    assert said == [("Serial", "1"), ("Model", "X"), ("Model", "")]
    assert "case.described" not in {e.kind for e in read(case.key, side="customer")}
    assert list(values_of(case)) == [serial.pk]


def test_a_field_that_is_retired_is_asked_no_longer_and_keeps_its_values(case, field, lead, desk, now):
    row = field("Serial", "text")
    describe(case, {row.pk: "1"}, by=desk, at=now)
    retire(row, by=lead, at=now)
    assert fields_of(case) == [] and values_of(case)[row.pk].text == "1"
    assert describe(case, {row.pk: "2"}, by=desk, at=now) == []
    bring_back(row, by=lead)
    assert fields_of(case) == [row]


def test_a_choice_that_left_the_list_stays_where_it_was_chosen(case, field, lead, desk, now):
    row = field("Colour", "choice", choices=["red", "blue"])
    describe(case, {row.pk: "red"}, by=desk, at=now)
    change(row, name="Colour", team=None, choices=["blue", "green"], position=0, by=lead)
    assert describe(case, {row.pk: "red"}, by=desk, at=now) == []
    assert value(case, row).text == "red"


def test_a_team_asks_its_own_cases_alone(case, field, desk, now):
    team = Team.objects.create(name="Fibre")
    field("Line", "text", team=team)
    assert fields_of(case) == []
    case.team = team
    case.save(update_fields=["team"])
    assert [one.name for one in fields_of(case)] == ["Line"]


def test_fields_stand_in_the_order_a_lead_gave(case, field):
    field("B", "text", position=2)
    field("A", "text", position=3)
    field("C", "text", position=1)
    assert [one.name for one in fields_of(case)] == ["C", "B", "A"]


def test_only_a_lead_of_the_brand_defines_a_field(brand, field, desk, omar, now):
    row = field("Serial", "text")
    for viewer in (desk, at_the_desk(omar)):
        with pytest.raises(Refused):
            define(brand, name="x", kind="text", team=None, choices=(), position=0, by=viewer)
        with pytest.raises(Refused):
            retire(row, by=viewer, at=now)


@pytest.mark.parametrize(
    ("name", "kind", "choices"),
    [("", "text", ()), ("Serial", "text", ()), ("x", "choice", ["one"]), ("x", "no", ())],
)
def test_what_is_no_field_is_refused(field, name, kind, choices):
    field("Serial", "text")
    with pytest.raises(Refused):
        field(name, kind, choices=choices)


def test_a49_a_stranger_writes_nothing_about_a_case(case, field, omar, now):
    row = field("Serial", "text")
    with pytest.raises(Refused):
        describe(case, {row.pk: "1"}, by=at_the_desk(omar), at=now)
