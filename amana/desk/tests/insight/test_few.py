"""Whoever tries to get at the figures of few people, or at those of somebody else, gets nothing."""

from __future__ import annotations

import csv
import io
from itertools import product

import pytest
from django.db import connection

from amana.desk.insight.overview import DRAWN
from amana.desk.tests.conftest import agent, signed_in
from amana.insight.lettering import letter
from amana.insight.measures.spanning import A_WEEK, week_with
from amana.insight.models import CountedWeek, OwnTally, Part, PartedWeek, Tally
from amana.insight.sharing import name_units
from amana.insight.summing import SPANS
from amana.insight.tests.test_views import views
from amana.review.models import Leak
from amana.team.models import Team

pytestmark = pytest.mark.django_db
# Numbers that stand nowhere else: those of two people, of six, and of all eight.
FEW, MANY = 10_007, 20_011
SECRET = {str(FEW), f"{FEW:,}", f"{2 * FEW:,}", str(2 * FEW)}
KINDS = [("promises", "ending", "hand", "broken"), ("waiting", "", "first", ""), ("climbs", "", "asked", ""),
         ("climbs", "rung", "asked", "2"), ("leaks", "", "opacity", ""), ("leaks", "strength", "opacity", "3")]  # fmt: skip


def counted(brand, team, people, number, now):
    this = week_with(brand, now)
    for week_on in (this - A_WEEK, this - 2 * A_WEEK):
        for model in (PartedWeek, CountedWeek):
            model.objects.get_or_create(brand=brand, week_on=week_on, defaults={"counted_at": now})
        Tally.objects.create(brand=brand, team=team, week_on=week_on, measure="people", value=people)
        Tally.objects.create(brand=brand, team=team, week_on=week_on, measure="broken", value=number)
        for measure, by, kind, value in KINDS:
            Part.objects.create(brand=brand, team=team, week_on=week_on, measure=measure, by=by, kind=kind, value=value,
                                number=number)  # fmt: skip


def everything(who, *teams):
    """Return all that somebody can take out or look at: pages and files of every length of time and for every team asked."""
    client, keys = signed_in(who), ["", "rubbish", *teams]
    for weeks, key in product([*SPANS, 1], keys):
        asked = {"weeks": str(weeks), "team": key}
        for name in DRAWN:
            yield client.get(f"/desk/insight/{name}/", asked).content.decode()
            yield client.post(f"/desk/insight/{name}/file/", asked).content.decode()
        yield client.get("/desk/reports/", asked).content.decode()
        yield client.post("/desk/reports/export/", asked).content.decode()
    yield client.get("/desk/insight/").content.decode()


def from_the_views(now):
    name_units(now)
    with connection.cursor() as cursor:
        for name in views():
            cursor.execute(f"SELECT * FROM {name}")
            yield from map(str, cursor.fetchall())


def test_no_page_file_view_or_letter_has_a_figure_of_a_small_team_by_itself(brand, ruth, yossi, now):
    team, small = Team.objects.create(name="North"), Team.objects.create(name="South")
    for number in range(6):
        agent(f"Agent{number} Six", brand, lead=ruth)
    counted(brand, team, 6, MANY, now)
    counted(brand, small, 2, FEW, now)
    keys = [f"{brand.pk}.{small.pk}", f"{brand.pk}.{team.pk}", str(small.pk)]
    found = [*everything(ruth, *keys), *from_the_views(now), letter(yossi, at=now)[1]]
    # Neither theirs, nor those of the others, from which theirs could be told.
    hidden = SECRET | {str(MANY), f"{MANY:,}", str(2 * MANY), f"{2 * MANY:,}"}
    assert [(one, text[:200]) for text in found for one in hidden if one in text] == []
    assert any(str(FEW + MANY) in text for text in found), "together they are shown"


def test_where_fewer_than_five_serve_nothing_leaves_the_screen(brand, ruth, yossi, now):
    counted(brand, Team.objects.create(name="South"), 3, FEW, now)
    client = signed_in(ruth)
    for name in DRAWN:
        answer = client.post(f"/desk/insight/{name}/file/")
        assert answer.status_code == 302 and "text/csv" not in answer.headers.get("Content-Type", "")
    report = list(csv.reader(io.StringIO(client.post("/desk/reports/export/", {"weeks": "4"}).content.decode())))
    assert len(report) == 2 and "Fewer than five people" in "".join(report[1])
    assert [row for row in from_the_views(now) if str(FEW) in row] == []
    assert str(FEW) not in letter(yossi, at=now)[1]


def test_ones_own_page_shows_ones_own_alone_whoever_asks_and_however(case, brand, dana, omer, ruth, yossi, now):
    auditor = agent("Avi Auditor", brand, role="auditor")
    Leak.objects.create(case=case, brand=brand, kind="opacity", strength=2, at=now, found_at=now, words={})
    OwnTally.objects.create(agent=dana, brand=brand, week_on=week_with(brand, now) - A_WEEK, measure="kept", value=FEW)
    assert case.subject in signed_in(dana).get("/desk/insight/own/").content.decode()
    for who in (omer, ruth, yossi, auditor):
        client = signed_in(who)
        for asked in ({}, {"agent": dana.pk}, {"holder": dana.pk}, {"whose": "all"}, {"who": dana.account.email}):
            assert case.subject not in client.get("/desk/insight/own/", asked).content.decode()
            assert str(FEW) not in client.get("/desk/day/", asked).content.decode()
        assert client.get(f"/desk/day/{dana.pk}/").status_code in {302, 404}
