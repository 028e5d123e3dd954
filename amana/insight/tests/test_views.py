from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection

from amana.insight.models import CountedWeek, Part, ShownUnit, Tally
from amana.insight.sharing import name_units
from amana.team.models import Team
from tests.cast import agent

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[3] / "docs/reference/views.md"
WEEK = "2026-11-08"


def views():
    with connection.cursor() as cursor:
        names = [one.name for one in connection.introspection.get_table_list(cursor) if one.type == "v"]
        return {
            name: [column.name for column in connection.introspection.get_table_description(cursor, name)]
            for name in names
            if name.startswith("amana_view_")
        }


def documented():
    found, view = {}, ""
    for name, column in re.findall(r"^\| (?:`(amana_view_\w+)`)? ?\| `(\w+)` \|", PAGE.read_text(), re.M):
        view = name or view
        found.setdefault(view, []).append(column)
    return found


def rows(view):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {view}")
        return cursor.fetchall()


def counted(brand, team, people, number):
    CountedWeek.objects.get_or_create(brand=brand, week_on=WEEK, defaults={"counted_at": "2026-11-20T00:00:00Z"})
    Tally.objects.create(brand=brand, team=team, week_on=WEEK, measure="people", value=people)
    Part.objects.create(brand=brand, team=team, week_on=WEEK, measure="promises", by="ending", kind="hand",
                        value="broken", number=number)  # fmt: skip


@pytest.fixture
def five(brand):
    return [agent(f"Agent{number} Five", brand) for number in range(5)]


def test_every_view_and_column_is_on_its_page_and_the_other_way_round():
    assert views() == documented() != {}


def test_no_view_has_a_column_of_a_person_or_of_what_was_said():
    forbidden = re.compile(r"agent|person|customer|owner|holder|case|name|mail|text|subject|entry|by|who")
    assert [column for columns in views().values() for column in columns if forbidden.search(column)] == []


def test_a_team_of_fewer_than_five_is_shown_with_others_alone(brand, five, now):
    north, south = (Team.objects.create(name=name) for name in ("North", "South"))
    counted(brand, north, 9, 10)
    counted(brand, south, 2, 3)
    assert rows("amana_view_promises") == []

    assert name_units(now) == 2 == name_units(now)
    [(teams, week, kind, ending, number)] = rows("amana_view_promises")
    assert "small teams together" in teams and (kind, ending, number) == ("hand", "broken", 13) and str(week) == WEEK


def test_a_team_of_five_stands_alone_and_those_without_a_team_with_it(brand, five, now):
    counted(brand, Team.objects.create(name="North"), 9, 10)
    counted(brand, None, 6, 4)
    name_units(now)
    assert sorted(row[-1] for row in rows("amana_view_promises")) == [4, 10]


def test_where_fewer_than_five_serve_the_views_are_empty(brand, dana, now):
    counted(brand, None, 2, 4)
    ShownUnit.objects.create(brand=brand, team=None, name="left from before")
    assert name_units(now) == 0 and rows("amana_view_promises") == []


def test_every_view_can_be_asked(brand):
    for name in views():
        assert rows(name) == []
