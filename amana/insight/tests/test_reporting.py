from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.cases.errors import Refused
from amana.insight.exporting import as_csv, safe
from amana.insight.joining import FEWEST, joined
from amana.insight.looking import exports_of, forget, look, looks_at, may_read, note_export, own_figures
from amana.insight.measures.spanning import A_WEEK
from amana.insight.models import CountedWeek, Look, OwnTally, Tally
from amana.insight.reporting import by_team, by_week, groups_of, latest_period
from amana.team.models import Team

WEEK = date(2026, 11, 1)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 20), max_size=12))
def test_no_group_is_smaller_than_five_unless_all_are(sizes):
    groups = joined(sizes)

    assert sorted(unit for group in groups for unit in group) == sorted(sizes)
    if sum(sizes.values()) >= FEWEST:
        assert all(sum(sizes[unit] for unit in group) >= FEWEST for group in groups)
    else:
        assert len(groups) <= 1


def test_one_small_team_goes_with_the_smallest_of_the_others():
    assert joined({"a": 9, "b": 6, "c": 2}) == [("a",), ("c", "b")]


@pytest.fixture
def counted(brand):
    """Two weeks of three teams: nine, three and three people."""
    teams = [Team.objects.create(name=name) for name in ("North", "=cmd|' /C calc'!A0", "South")]
    for number in range(2):
        week_on = WEEK + number * A_WEEK
        CountedWeek.objects.create(brand=brand, week_on=week_on, counted_at="2026-11-20T00:00:00Z")
        for team, people in zip(teams, (9, 3, 3), strict=True):
            values = {"people": people, "kept_on_time": people * 10, "care_yes": people, "paid_ILS": Decimal("1.50"),
                      "contacts": 7, "cases_ended": 2}  # fmt: skip
            Tally.objects.bulk_create(
                Tally(brand=brand, team=team, week_on=week_on, measure=name, value=value)
                for name, value in values.items()
            )
    return teams


def section(tables, key):
    return next(table for table in tables if table.section.key == key)


def test_small_teams_are_shown_together(counted, brand):
    period = latest_period([brand.pk], weeks=4)
    groups = groups_of([brand.pk], period)

    assert len(groups) == 2 and {len(group.units) for group in groups} == {1, 2}
    promises = section(by_team(groups, period), "promises")
    assert sorted(row.cells[0] for row in promises.rows) == ["120", "180"]
    assert "small teams together" in " ".join(row.name for row in promises.rows)


def test_a_team_that_had_too_few_people_in_one_week_of_the_period_is_joined(counted, brand):
    Tally.objects.filter(team=counted[0], measure="people", week_on=WEEK).update(value=4)
    period = latest_period([brand.pk], weeks=4)
    assert len(groups_of([brand.pk], period)) == 1
    assert len(groups_of([brand.pk], latest_period([brand.pk], weeks=1))) == 2


def test_a_team_with_figures_and_nobody_in_it_any_more_is_joined(counted, brand):
    Tally.objects.filter(team=counted[0], measure="people", week_on=WEEK).delete()
    assert len(groups_of([brand.pk], latest_period([brand.pk], weeks=4))) == 1


def test_few_answers_are_not_shown(counted, brand):
    period = latest_period([brand.pk], weeks=1)
    Tally.objects.filter(team=counted[0], measure="care_yes").update(value=4)
    rows = {row.name: row for row in section(by_team(groups_of([brand.pk], period), period), "care").rows}
    assert sorted(row.is_hidden for row in rows.values()) == [False, True]
    assert all(not any(row.cells) for row in rows.values() if row.is_hidden)


def test_week_by_week_the_latest_comes_first(counted, brand):
    period = latest_period([brand.pk], weeks=4)
    [north] = [group for group in groups_of([brand.pk], period) if len(group.units) == 1]
    contacts = section(by_week(north, period), "contacts")
    assert [row.week_on for row in contacts.rows] == [WEEK + A_WEEK, WEEK]
    assert contacts.rows[0].cells == ["2", "7", "3.5"]


def test_a_report_reads_no_more_when_there_are_more_promises(counted, brand, django_assert_num_queries):
    period = latest_period([brand.pk], weeks=4)
    with django_assert_num_queries(4):
        by_team(groups_of([brand.pk], period), period)


def test_the_file_holds_what_the_page_shows_and_nothing_a_spreadsheet_would_run(counted, brand):
    period = latest_period([brand.pk], weeks=4)
    brand.name = "=cmd"
    brand.save()
    text = as_csv(groups_of([brand.pk], period), period)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))

    assert rows[0] == ["Week from", "Team", "What", "Figure", "Value"]
    assert ["2026-11-01", "'=cmd · North", "Promises", "kept on time", "90"] in rows
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize(
    "cell", ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200f=1", "＝1", "\n=1"]
)
def test_a_cell_that_begins_like_a_formula_is_made_safe(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "North", "5", "3.5", "a=b", "נעמה"])
def test_other_cells_stay_as_they_are(cell):
    assert safe(cell) == cell


@pytest.mark.django_db
def test_before_the_first_count_there_is_no_report(brand):
    assert latest_period([brand.pk], weeks=4) is None and latest_period([], weeks=4) is None


@pytest.mark.django_db
def test_only_whoever_leads_somebody_looks_and_every_look_is_shown(dana, ruth, omer, yossi, now):
    for other in (omer, yossi, dana):
        with pytest.raises(Refused):
            look(dana, by=other, at=now)
    look(dana, by=ruth, at=now)
    look(dana, by=ruth, at=now + timedelta(minutes=30))
    look(dana, by=ruth, at=now + timedelta(hours=2))

    assert [row.by for row in looks_at(dana)] == [ruth, ruth]
    assert may_read(dana, by=ruth, at=now + timedelta(minutes=150))
    assert not may_read(dana, by=ruth, at=now + timedelta(hours=4)) and not may_read(dana, by=omer, at=now)


@pytest.mark.django_db
def test_an_export_is_shown_to_those_who_serve_the_brand_and_ages_out(counted, brand, ruth, now):
    period = latest_period([brand.pk], weeks=4)
    note_export([brand.pk], period, by=ruth, at=now)

    [row] = exports_of([brand.pk])
    assert (row.by, row.until) == (ruth, date(2026, 11, 14)) and exports_of([]) == []
    assert forget(now + timedelta(days=400)) == 1


@pytest.mark.django_db
def test_ones_own_figures_are_ones_own(brand, dana, omer, now):
    assert own_figures(dana, at=now) == []
    for week in (0, 1, 9):
        OwnTally.objects.create(agent=dana, brand=brand, week_on=now.date() - week * A_WEEK, measure="broken", value=2)

    promises = own_figures(dana, at=now)[0]
    assert dict(promises.figures)["broken"] == 4 and own_figures(omer, at=now) == []
    assert not Look.objects.exists()


def answers_by_week(brand, numbers):
    """Weeks of one team, the latest first, each with so many answers."""
    team = Team.objects.create(name="East")
    for back, number in enumerate(numbers):
        week_on = WEEK - back * A_WEEK
        CountedWeek.objects.create(brand=brand, week_on=week_on, counted_at="2026-11-20T00:00:00Z")
        for measure, value in {"people": 9, "care_yes": number}.items():
            Tally.objects.create(brand=brand, team=team, week_on=week_on, measure=measure, value=value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "numbers, hidden",
    [
        ([9, 3, 8, 7], [1, 3]),
        ([9, 3, 2, 7], [1, 2]),
        ([9, 8, 7, 6], []),
        ([9, 0, 0, 4], [0, 3]),
        ([9, 3, 8, 7, 4, 4, 9], [1, 3, 4, 5]),
    ],
)
def test_a_week_of_few_answers_is_not_the_rest_of_what_is_shown(brand, numbers, hidden):
    """The sum over the weeks is shown: what is left out of it is never of fewer than five."""
    answers_by_week(brand, numbers)
    period = latest_period([brand.pk], weeks=13)
    [group] = groups_of([brand.pk], period)
    rows = section(by_week(group, period), "care").rows
    assert [place for place, row in enumerate(rows) if row.is_hidden] == hidden
    left = [numbers[place] for place in hidden]
    assert not left or sum(left) >= FEWEST
    short = latest_period([brand.pk], weeks=4)
    assert [row.is_hidden for row in section(by_week(group, short), "care").rows] == [row.is_hidden for row in rows][:4]
