"""Words that may press, in an own case: for its keeper's eyes alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from amana.cases.models import Case
from amana.handling.facts.noting import note_call
from amana.readings.models import Correction, Reading
from amana.readings.taking import read_some
from amana.team.viewing import owner

PRESSING = "Before I cancel that, what if I gave you three months at half price? This offer is only valid while we are on the phone."


@pytest.fixture
def own(keeper, client, now) -> Case:
    client.post("/mine/new/", {"company": "Kav", "happened": "x", "wanted": "y", "settle_for": ""})
    case = Case.objects.get(kept_by="customer")
    note_call(case, PRESSING, who="Avi", by=owner(case.owner), at=now)
    while read_some(worker="test", at=now + timedelta(hours=1)):
        pass
    return case


def test_the_keeper_sees_the_words_and_a_reply(own, client):
    html = client.get(f"/mine/{own.number}/").content.decode()

    assert "may press you" in html and "What you can answer:" in html
    assert "possible" in html or "likely" in html
    assert PRESSING.split("?", maxsplit=1)[0] in client.get(f"/mine/{own.number}/readings/").content.decode()


def test_one_click_says_that_it_is_wrong(own, client):
    row = Reading.objects.get(case=own)
    for one in row.found:
        if one["kind"] == "tactic":
            said = {"tactic": one["id"], "quote": one["quote"], "verdict": "wrong"}
            assert client.post(f"/mine/{own.number}/entries/{row.pk}/pressing/", said).status_code == 302

    assert Correction.objects.exists() and "may press you" not in client.get(f"/mine/{own.number}/").content.decode()


def test_nobody_else_sees_or_corrects_it(own, dana, settings):
    browser = Client()
    browser.force_login(dana.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    row = Reading.objects.get(case=own)

    assert browser.get(f"/mine/{own.number}/readings/").status_code == 404
    assert browser.post(f"/mine/{own.number}/entries/{row.pk}/pressing/", {"verdict": "wrong"}).status_code == 404
    assert browser.get(f"/desk/cases/{own.number}/entries/{row.pk}/reading/").status_code == 404
    assert not Correction.objects.exists()
