from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.desk.models import BulkAct
from amana.desk.tests.conftest import signed_in
from amana.escalation.climbing import ask
from amana.escalation.gathering import go_on_telling
from amana.escalation.models import Gathered, Incident, Round, Rung, Surge
from amana.handling.facts.noting import note_call
from amana.kit.codes import new_id
from amana.record.reading import read
from amana.team.models import Team
from amana.team.viewing import at_the_desk, by_link


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


@pytest.fixture
def incident(lead, brand):
    assert lead.post("/desk/incidents/", {"title": "No internet in Haifa"}).status_code == 302
    return Incident.objects.get()


def test_ticked_cases_are_brought_to_an_incident_and_taken_out_again(desk, case, incident):
    assert "No internet in Haifa" in desk.get("/desk/").content.decode()
    said = {"act": "gather", "incident": str(incident.pk), "case": [str(case.pk)]}
    assert "1 case is gathered." in desk.post("/desk/queue/acts/", said, follow=True).content.decode()
    assert Gathered.objects.count() == 1
    desk.post(f"/desk/queue/acts/{BulkAct.objects.get().pk}/undo/")
    assert Gathered.objects.count() == 0


def test_a_case_is_brought_and_taken_out_on_its_own_page(desk, case, incident, omar):
    page = f"/desk/cases/{case.number}/incident/"
    assert "Bring it here" in desk.get(page).content.decode()
    desk.post(page, {"incident": str(incident.pk), "act": "in"})
    assert "Take it out" in desk.get(page).content.decode()
    desk.post(page, {"incident": str(incident.pk), "act": "out"})
    assert not Gathered.objects.exists()
    assert desk.post(page, {"incident": "rubbish"}).status_code == 404
    assert signed_in(omar).get(f"/desk/incidents/{incident.pk}/").status_code == 404


def test_a_lead_sees_who_gets_the_message_before_it_is_sent_and_how_far_it_has_come(lead, desk, case, incident, now):
    desk.post(f"/desk/cases/{case.number}/incident/", {"incident": str(incident.pk), "act": "in"})
    page = f"/desk/incidents/{incident.pk}/message/"
    assert desk.get(page).status_code == 404
    assert "1 customers read this" in lead.get(page).content.decode()
    due = timezone.localtime(now + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    language = case.language
    assert lead.post(page, {"action": "Works again", "due_at": due}).status_code == 422
    said = {"action": "Works again", "due_at": due, f"text_{language}": "The exchange is down."}
    assert lead.post(page, said).status_code == 302
    assert "0 of 1 so far" in lead.get(f"/desk/incidents/{incident.pk}/").content.decode()
    go_on_telling(now + timedelta(minutes=1))
    html = lead.get(f"/desk/incidents/{incident.pk}/").content.decode()
    assert "1 of 1 so far" in html and "The exchange is down." in html
    assert Round.objects.get().sent == 1
    assert lead.post(f"/desk/incidents/{incident.pk}/end/").status_code == 302
    assert incident.title not in desk.get("/desk/").content.decode()


def test_a_ladder_is_written_down_and_shown_with_the_case(lead, desk, brand, ruth, omer, case):
    page = f"/desk/settings/brands/{brand.pk}/ladder/"
    assert desk.get(page).status_code == 404
    said = {"agent": [str(omer.pk), str(ruth.pk), ""], "hours": ["2", "5", "8"]}
    assert lead.post(page, said).status_code == 302
    assert list(Rung.objects.order_by("position").values_list("agent", "hours")) == [(omer.pk, 2), (ruth.pk, 5)]
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert html.index("Omer Shaked") < html.rindex("Ruth Ben-Ami")


@pytest.mark.parametrize(
    ("agents", "hours"), [(["x"], ["2"]), (["OMER", "OMER"], ["2", "2"]), (["OMER"], ["9" * 30]), (["OMER"], ["-1"])]
)
def test_a_ladder_that_cannot_be_is_refused_and_stays_in_the_form(lead, brand, omer, agents, hours):
    agents = [str(omer.pk) if agent == "OMER" else agent for agent in agents]
    answer = lead.post(f"/desk/settings/brands/{brand.pk}/ladder/", {"agent": agents, "hours": hours})
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not Rung.objects.exists()


def test_a_team_has_its_own_page(lead, brand, omer):
    team = Team.objects.create(name="Fibre")
    page = f"/desk/settings/brands/{brand.pk}/ladder/?team={team.pk}"
    assert "Fibre" in lead.get(page).content.decode()
    lead.post(page, {"agent": [str(omer.pk)], "hours": ["4"]})
    assert Rung.objects.get().team == team


def test_who_answered_on_a_rung_is_asked_how_it_came_this_far(lead, desk, ruth, noa, case, now):
    ask(case, text="Somebody else", by=by_link(noa, case.key), at=now)
    note_call(case, "We spoke.", who="Noa", by=at_the_desk(ruth), at=now + timedelta(hours=1))
    page = f"/desk/cases/{case.number}/rung-report/"
    assert page in lead.get("/desk/").content.decode() and page not in desk.get("/desk/").content.decode()
    assert lead.post(page, {"text": "Two mails were never read."}).status_code == 302
    assert page not in lead.get("/desk/").content.decode()
    assert "Two mails were never read." in lead.get(f"/desk/cases/{case.number}/").content.decode()
    assert "rung.reported" in {entry.kind for entry in read(case.key, side="company")}


def test_a_surge_waits_for_a_lead_and_shows_to_no_agent(lead, desk, brand, now):
    surge = Surge.objects.create(brand=brand, since=now, until=timezone.now() + timedelta(minutes=20), held=25)
    assert "Send them now" in lead.get("/desk/").content.decode()
    assert "Send them now" not in desk.get("/desk/").content.decode()
    assert lead.post(f"/desk/surges/{surge.pk}/release/").status_code == 302
    surge.refresh_from_db()
    assert surge.let_go_at is not None
    assert lead.post(f"/desk/surges/{new_id()}/release/").status_code == 404
