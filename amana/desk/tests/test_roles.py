from __future__ import annotations

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Case, HandOver
from amana.desk.tests.conftest import agent, signed_in
from amana.handling.holding.assigning import assign
from amana.handling.holding.handing_over import offer
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.team.choosing import roster
from amana.team.models import Agent
from amana.team.viewing import at_the_desk


@pytest.fixture
def auditor(brand):
    return agent("Avi Auditor", brand, role=Agent.AUDITOR)


@pytest.fixture
def admin(brand):
    return agent("Ada Admin", brand, role=Agent.ADMIN)


def test_an_auditor_reads_everything_and_changes_nothing(auditor, case, dana, brand):
    client = signed_in(auditor)
    for page in ("/desk/?view=all", f"/desk/cases/{case.number}/", "/desk/promises/", "/desk/settings/teams/",
                 f"/desk/settings/brands/{brand.pk}/ladder/"):  # fmt: skip
        assert client.get(page).status_code == 200
    said = {"text": "Hello", "key": str(new_id())}
    for url in (f"/desk/cases/{case.number}/replies/", f"/desk/cases/{case.number}/notes/", "/desk/settings/teams/"):
        answer = client.post(url, said, follow=True)
        assert "You read here; nothing is changed by you." in answer.content.decode()
    assert not Outgoing.objects.filter(what="reply").exists()
    assert (
        client.post("/desk/settings/account/", {"name": "Avi", "language": "en", "zone": "Asia/Jerusalem"}).status_code
        == 302
    )


def test_neither_auditor_nor_administrator_holds_a_case(auditor, admin, case, dana, brand, now):
    Case.objects.filter(pk=case.pk).update(holder=None)
    case.refresh_from_db()
    for nobody in (auditor, admin):
        with pytest.raises(Refused):
            assign(case, to=nobody, why="", by=at_the_desk(nobody), at=now)
    assign(case, to=dana, why="", by=at_the_desk(dana), at=now)
    for nobody in (auditor, admin):
        with pytest.raises(Refused):
            offer(case, taker=nobody, why="x", by=at_the_desk(dana), at=now)
    assert not HandOver.objects.exists()
    Agent.objects.exclude(role__in=[Agent.ADMIN, Agent.AUDITOR]).update(role=Agent.AUDITOR)
    assert roster(at=now).next_for(brand.pk, knows=None, language="en", at=now) is None


def test_an_administrator_sets_everything_and_makes_others_what_they_are(admin, dana, ruth):
    client = signed_in(admin)
    assert client.get("/desk/settings/teams/").status_code == 200
    said = {"role": "admin", "lead": "", "team": "", "skills": "", "most_cases": ""}
    assert client.post(f"/desk/settings/team/{dana.pk}/", said).status_code == 302
    assert Agent.objects.get(pk=dana.pk).role == Agent.ADMIN


def test_whoever_leads_nobody_finds_no_settings_of_a_brand_and_an_auditor_finds_them(auditor, dana, ruth, brand):
    ladder = f"/desk/settings/brands/{brand.pk}/ladder/"
    assert [signed_in(one).get(ladder).status_code for one in (dana, auditor, ruth)] == [404, 200, 200]


def test_a_lead_makes_nobody_an_administrator(brand, dana, ruth):
    lead = agent("Lea Lead", brand, role=Agent.LEAD)
    said = {"role": "admin", "lead": str(ruth.pk), "team": "", "skills": "", "most_cases": ""}
    answer = signed_in(lead).post(f"/desk/settings/team/{dana.pk}/", said)
    assert answer.status_code == 422 and "Only a manager or an administrator" in answer.content.decode()
