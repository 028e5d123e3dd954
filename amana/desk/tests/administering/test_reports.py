from __future__ import annotations

from datetime import date

import pytest

from amana.desk.tests.conftest import agent, signed_in
from amana.insight.measures.spanning import A_WEEK
from amana.insight.models import CountedWeek, Export, Look, OwnTally, Tally
from amana.team.models import Agent, Team

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 1)


@pytest.fixture
def counted(brand):
    team = Team.objects.create(name="<North>")
    for week_on in (WEEK, WEEK + A_WEEK):
        CountedWeek.objects.create(brand=brand, week_on=week_on, counted_at="2026-11-20T00:00:00Z")
        for measure, value in {"people": 6, "kept_on_time": 41, "care_yes": 7}.items():
            Tally.objects.create(brand=brand, team=team, week_on=week_on, measure=measure, value=value)
    return team


@pytest.mark.parametrize(
    "role, sees", [("agent", False), ("lead", True), ("manager", True), ("admin", True), ("auditor", True)]
)
def test_those_who_lead_and_those_who_read_see_reports(brand, counted, role, sees):
    client = signed_in(agent("Rona Role", brand, role=role))

    assert client.get("/desk/reports/").status_code == (200 if sees else 404)
    assert client.post("/desk/reports/export/", {"weeks": "4"}).status_code == (200 if sees else 404)
    assert Export.objects.count() == int(sees)
    assert ("/desk/reports/" in client.get("/desk/settings/").content.decode()) is sees


def test_each_figure_has_its_definition_and_no_person_is_named(counted, ruth, dana, omer):
    html = signed_in(ruth).get("/desk/reports/").content.decode()

    assert "82" in html and "&lt;North&gt;" in html
    assert "Promises of ours that ended in the week" in html and "Hours of the clock" in html
    assert "Dana" not in html and "Omer" not in html


def test_week_by_week(counted, ruth):
    html = signed_in(ruth).get("/desk/reports/").content.decode()
    key = html.split('<option value="')[-1].split('"')[0]
    html = signed_in(ruth).get("/desk/reports/", {"team": key, "weeks": "13"}).content.decode()
    assert "8 November 2026" in html and "1 November 2026" in html and "41" in html


@pytest.mark.parametrize(
    "asked", [{"weeks": "9999999"}, {"weeks": "x\x00"}, {"team": "rubbish"}, {"weeks": "-4", "team": "'"}]
)
def test_rubbish_asks_for_the_usual(counted, ruth, asked):
    assert signed_in(ruth).get("/desk/reports/", asked).status_code == 200
    assert signed_in(ruth).post("/desk/reports/export/", asked).status_code == 200


def test_before_a_week_has_closed_there_is_nothing_to_take(ruth):
    assert "No week has been counted yet" in signed_in(ruth).get("/desk/reports/").content.decode()
    assert signed_in(ruth).post("/desk/reports/export/").status_code == 404


def test_figures_of_another_brand_are_not_shown(counted, brand, omar):
    Agent.objects.filter(pk=omar.pk).update(role="lead")
    client = signed_in(omar)
    assert "North" not in client.get("/desk/reports/").content.decode()
    assert client.post("/desk/reports/export/").status_code == 404


def test_the_file_is_a_file_and_those_who_serve_read_who_took_it(counted, ruth, dana):
    answer = signed_in(ruth).post("/desk/reports/export/", {"weeks": "4"})

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="amana-2026-10-18-2026-11-14.csv"'
    assert b"kept on time" in answer.content and b"Dana" not in answer.content
    html = signed_in(dana).get("/desk/day/").content.decode()
    assert f"{ruth.name}</bdi> took the report of" in html


def test_a_lead_opens_a_day_by_saying_so_and_it_is_shown_to_whose_day_it_is(dana, ruth, omer):
    client = signed_in(ruth)
    page = client.get("/desk/day/").content.decode()
    assert "Open their day" in page
    assert "falls due" in page or "fall due" in page
    assert client.get(f"/desk/day/{dana.pk}/").status_code == 302 and not Look.objects.exists()

    assert client.post(f"/desk/day/{dana.pk}/looks/").headers["Location"] == f"/desk/day/{dana.pk}/"
    assert dana.name in client.get(f"/desk/day/{dana.pk}/").content.decode()
    assert f"{ruth.name}</bdi> looked at your day" in signed_in(dana).get("/desk/day/").content.decode()
    assert "Nobody has looked" in signed_in(omer).get("/desk/day/").content.decode()


def test_nobody_else_opens_it(dana, omer, yossi):
    for other in (omer, yossi, dana):
        client = signed_in(other)
        assert client.post(f"/desk/day/{dana.pk}/looks/").status_code == 404
        assert client.get(f"/desk/day/{dana.pk}/").status_code == 404
    assert not Look.objects.exists()


def test_ones_own_figures_are_on_ones_own_day(brand, dana, omer):
    from django.utils import timezone

    OwnTally.objects.create(
        agent=dana, brand=brand, week_on=timezone.now().date() - A_WEEK, measure="broken", value=4321
    )
    assert "4321" in signed_in(dana).get("/desk/day/").content.decode()
    assert "4321" not in signed_in(omer).get("/desk/day/").content.decode()


def test_teams_are_joined_the_same_way_however_far_somebody_looks_back(counted, brand, ruth):
    """Joined otherwise over four weeks than over thirteen, one page less the other would be a team of two."""
    west = Team.objects.create(name="West")
    for week_on, people in ((WEEK + A_WEEK, 6), (WEEK - 9 * A_WEEK, 2)):
        CountedWeek.objects.get_or_create(brand=brand, week_on=week_on, defaults={"counted_at": "2026-11-20T00:00:00Z"})
        for measure, value in {"people": people, "kept_on_time": 3}.items():
            Tally.objects.create(brand=brand, team=west, week_on=week_on, measure=measure, value=value)
    client = signed_in(ruth)
    for weeks in ("4", "13", "52"):
        assert "small teams together" in client.get("/desk/reports/", {"weeks": weeks}).content.decode()
