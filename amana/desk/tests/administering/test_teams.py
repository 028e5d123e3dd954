from __future__ import annotations

import pytest

from amana.desk.tests.conftest import signed_in
from amana.team.models import Agent, Team


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


def place(**changes):
    return {"role": "agent", "lead": "", "team": "", "skills": "", "most_cases": ""} | changes


def test_a_team_is_made_named_filled_and_taken_apart(lead, dana, ruth):
    assert lead.post("/desk/settings/teams/", {"name": "Fibre"}).status_code == 302
    team = Team.objects.get()
    assert lead.post(f"/desk/settings/teams/{team.pk}/", {"name": "Fibre and copper"}).status_code == 302
    said = place(
        lead=str(ruth.pk), team=str(team.pk), languages=["he", "ar"], skills="fibre, Fibre ,router،  ", most_cases="30"
    )
    assert lead.post(f"/desk/settings/team/{dana.pk}/", said).status_code == 302
    row = Agent.objects.get(pk=dana.pk)
    assert (row.team, row.languages, row.skills, row.most_cases) == (
        team,
        ["he", "ar"],
        ["fibre", "Fibre", "router"],
        30,
    )
    answer = lead.post(f"/desk/settings/teams/{team.pk}/removal/", follow=True).content.decode()
    assert "still belongs to this team" in answer
    assert lead.post(f"/desk/settings/team/{dana.pk}/", place(lead=str(ruth.pk))).status_code == 302
    assert lead.post(f"/desk/settings/teams/{team.pk}/removal/").status_code == 302
    assert not Team.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "fibre", "FIBRE", "x" * 81])
def test_a_name_that_is_none_or_taken_is_refused(lead, name):
    Team.objects.create(name="Fibre")
    assert lead.post("/desk/settings/teams/", {"name": name}).status_code == 422
    assert Team.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"team": "x"}, {"languages": ["klingon"]}, {"most_cases": "-1"}, {"most_cases": "many"}]
)
def test_rubbish_about_a_colleague_is_refused_and_changes_nothing(lead, dana, ruth, wrong):
    answer = lead.post(f"/desk/settings/team/{dana.pk}/", place(lead=str(ruth.pk)) | wrong)
    assert answer.status_code == 422
    assert Agent.objects.get(pk=dana.pk).most_cases is None


def test_teams_are_for_those_who_lead(desk):
    assert desk.get("/desk/settings/teams/").status_code == 404
    assert desk.post("/desk/settings/teams/", {"name": "Mine"}).status_code == 404


def test_the_queue_of_a_team_shows_its_cases(desk, dana, case, omer):
    team = Team.objects.create(name="Fibre")
    Agent.objects.filter(pk__in=[dana.pk, omer.pk]).update(team=team)
    assert "Router dead" not in signed_in(omer).get("/desk/?view=team&tab=waiting").content.decode()
    type(case).objects.filter(pk=case.pk).update(team=team)
    seen = [
        signed_in(omer).get(f"/desk/?view=team&tab={tab}").content.decode()
        for tab in ("now", "today", "next", "waiting")
    ]
    assert any("Router dead" in html for html in seen)
