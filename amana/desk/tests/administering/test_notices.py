from __future__ import annotations

import pytest
from django.urls import reverse

from amana.desk.tests.conftest import agent, signed_in
from amana.notices.kinds import KINDS, LATE
from amana.notices.models import Browser, Manner, Push, PushKey
from amana.notices.tests.conftest import Surfer
from amana.team.models import Agent

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/notices/"


def chosen(**more):
    return {"quiet": "week", "then": "digest", "wants_digest": "on", **more}


def test_everybody_chooses_for_themselves_alone(dana, ruth):
    client = signed_in(dana)
    html = client.get(PAGE).content.decode()
    assert "A promise of mine is late" in html and "An approval waits for me" not in html
    assert "An approval waits for me" in signed_in(ruth).get(PAGE).content.decode()

    answer = client.post(PAGE, chosen(late_mail="on", standstill_at_once="on"))

    assert answer.status_code == 302
    row = Manner.objects.get()
    assert row.agent == dana and row.standstill_at_once and row.ways[LATE] == ["mail"]
    # What is not on their page stays as usual.
    assert "approval" not in row.ways and row.ways_of("approval") == frozenset(KINDS["approval"].ways)
    assert (
        'name="late_mail" aria-label="A promise of mine is late: Mail" id="id_late_mail" checked'
        in client.get(PAGE).content.decode()
    )


@pytest.mark.parametrize("said", [
    {}, {"quiet": "rubbish", "then": "digest"}, {"quiet": "hours", "then": "digest"},
    {"quiet": "hours", "then": "digest", "quiet_from": "25:00", "quiet_until": "x"},
    {"quiet": "hours", "then": "digest", "quiet_from": "08:00", "quiet_until": "08:00"}, {"quiet": "week", "then": "\x00"},
])  # fmt: skip
def test_what_cannot_be_meant_is_said_in_the_form(dana, said):
    answer = signed_in(dana).post(PAGE, said)

    assert answer.status_code == 422 and "field__error" in answer.content.decode()
    assert not Manner.objects.exists()


def test_a_browser_is_added_tried_and_taken_away(dana, omer):
    client = signed_in(dana)
    key = client.post(reverse("desk:browser_key")).json()["key"]
    assert key == PushKey.objects.get().public

    told = client.post(reverse("desk:browsers"), {"subscription": Surfer().says()},
                       headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})  # fmt: skip
    assert told.status_code == 200 and Browser.objects.get().name == "Firefox · Linux"
    assert "Firefox · Linux" in client.get(PAGE).content.decode()
    assert client.post(reverse("desk:browser_trial")).status_code == 302 and Push.objects.count() == 1

    row = Browser.objects.get()
    assert signed_in(omer).post(reverse("desk:browser_removal", args=[row.pk])).status_code == 404
    assert client.post(reverse("desk:browser_removal", args=[row.pk])).status_code == 302
    assert not Browser.objects.exists() and client.post(reverse("desk:browser_trial")).status_code == 404


@pytest.mark.parametrize("told", ["", "{}", "[1]", "\x00", '{"endpoint": "http://127.0.0.1/"}', "x" * 10_000])
def test_rubbish_for_a_browser_is_refused_with_a_sentence(dana, told):
    answer = signed_in(dana).post(reverse("desk:browsers"), {"subscription": told}, headers={"User-Agent": "\x01<b>"})

    assert answer.status_code == 422 and answer.json()["sentence"] and not Browser.objects.exists()


def test_the_worker_speaks_for_the_desk_and_is_served_from_here(dana):
    answer = signed_in(dana).get(reverse("desk:notices_worker"))

    assert answer.headers["Content-Type"].startswith("text/javascript") and b"showNotification" in answer.content
    assert reverse("desk:notices_worker").startswith(reverse("desk:queue"))
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_an_auditor_sets_their_own_notices(brand):
    auditor = agent("Avi Auditor", brand, role=Agent.AUDITOR)
    assert signed_in(auditor).post(PAGE, chosen()).status_code == 302
    assert Manner.objects.get().agent == auditor
