"""Figures of closed weeks by team: never of a person, and nothing of fewer than five people."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import Http404
from ninja import Schema

from amana.api.calling import Call
from amana.api.rooming import Room
from amana.api.scopes import INSIGHT_READ
from amana.api.shapes import Given
from amana.insight.joining import FEWEST
from amana.insight.looking import note_export
from amana.insight.reporting import Group, Period, by_week, groups_of, latest_period, people_in
from amana.insight.summing import SPANS

room = Room("insight")


class FigureOut(Schema):
    week: date
    team: str
    what: str
    figure: str
    value: str


class ReportOut(Schema):
    """Figures, one a line. Teams of fewer than five people are joined with others, or left out (`left_out`)."""

    since: date | None
    until: date | None
    figures: list[FigureOut]
    left_out: int


class ReportGiven(Given):
    weeks: Literal[4, 13, 26, 52] = 4


@room.ask("insight/report", scope=INSIGHT_READ, name="take_report", gives=ReportOut)
def take_report(request: Call, given: ReportGiven) -> ReportOut:
    """The report of closed weeks; that it was taken is written down, and read by those who serve these brands."""
    caller = request.caller
    if not caller.agent.is_lead and not caller.agent.only_reads:
        raise Http404
    brands = caller.viewer.brands
    period = latest_period(brands, weeks=given.weeks)
    longest = latest_period(brands, weeks=max(SPANS))
    if period is None or longest is None:
        return ReportOut(since=None, until=None, figures=[], left_out=0)
    note_export(brands, period, by=caller.agent, at=caller.at)
    groups = groups_of(brands, longest)
    many = [group for group in groups if people_in(group, period) >= FEWEST]
    figures = [one for group in many for one in _figures(group, period)]
    return ReportOut(since=period.since, until=period.last_day, figures=figures, left_out=len(groups) - len(many))


def _figures(group: Group, period: Period) -> list[FigureOut]:
    return [
        FigureOut(week=row.week_on, team=group.name, what=str(table.section.heading), figure=column, value=value)
        for table in by_week(group, period)
        for row in table.rows
        if not row.is_hidden and row.week_on is not None
        for column, value in zip(table.columns, row.cells, strict=True)
    ]
