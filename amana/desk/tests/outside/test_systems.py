from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from amana.channels.models import System
from amana.channels.systems.tests.test_asking import answering, serving
from amana.desk.models import Draft
from amana.desk.tests.conftest import agent, signed_in
from amana.record.reading import read
from amana.team.models import Agent

ANSWER = {
    "title": "<b>Noa</b>",
    "items": [
        {"label": "Order 88213", "value": "<script>alert(1)</script>", "kind": "status"},
        {"label": "Paid", "value": "1149.90", "currency": "ILS", "kind": "amount"},
    ],
}


@pytest.fixture
def shop():
    with serving(answering(body=json.dumps(ANSWER).encode())) as server:
        yield server


@pytest.fixture
def system(brand, ruth, shop, now) -> System:
    url = reverse("desk:brand_system", args=[brand.pk])
    said = {"url": f"http://127.0.0.1:{shop.server_port}/amana", "is_on": "on", "allows_private": "on"}
    assert signed_in(ruth).post(url, said).status_code == 200
    return System.objects.get()


def card(client, case, **headers):
    return client.get(f"/desk/cases/{case.number}/system/", headers={"HX-Request": "true", **headers}).content.decode()


def tokens(html: str) -> list[str]:
    return re.findall(r'name="what" value="([^"]+)"', html)


def test_without_a_system_the_page_says_nothing_of_one(desk, case):
    assert desk.get(f"/desk/cases/{case.number}/").context["system"] is None
    assert "No system is asked" in card(desk, case)


def test_the_page_of_a_case_never_waits_for_the_system(desk, case, system, shop):
    html = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert f'hx-get="/desk/cases/{case.number}/system/"' in html and shop.asked == []


def test_the_card_names_the_customer_by_what_is_known_and_shows_plain_text(desk, case, system, shop):
    html = card(desk, case)
    path, headers = shop.asked[0]
    assert (
        "mail=noa%40levi.example" in path and "phone=%2B972501234567" in path and headers["Amana-Case"] == case.number
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script>" not in html and "<b>Noa" not in html
    assert "1,149.90 ILS" in html
    assert len(read(case.key, side="company")) == len(read(case.key, side="customer"))


def test_without_script_it_is_a_page_of_its_own(desk, case, system):
    html = desk.get(f"/desk/cases/{case.number}/system/").content.decode()
    assert "<html" in html and "Order 88213" in html


def test_trouble_is_said_in_words_and_the_page_stands(desk, case, system, shop):
    shop.shutdown()
    shop.server_close()
    html = card(desk, case)
    assert "No connection to it came about." in html
    assert desk.get(f"/desk/cases/{case.number}/").status_code == 200


def test_what_is_quoted_is_sealed_in_our_own_chain_and_stands_in_the_draft(desk, case, system, dana):
    token = tokens(card(desk, case))[-1]
    Draft.objects.create(case=case, agent=dana, fields={"text": ["Dear Noa,"]}, saved_at=case.opened_at)
    answer = desk.post(f"/desk/cases/{case.number}/system/quotes/", {"what": token, "into": "reply"})
    assert answer.url.endswith("#reply")
    sealed = [one for one in read(case.key, side="company") if one.kind == "system.quoted"]
    assert [(one["label"], one["value"]) for one in sealed] == [("Paid", "1,149.90 ILS")]
    assert not [one for one in read(case.key, side="customer") if one.kind == "system.quoted"]
    text = Draft.objects.get().fields["text"][0]
    assert text.startswith("Dear Noa,\n\n") and "1,149.90 ILS" in text and "according to" in text
    assert "quoted" in desk.get(f"/desk/cases/{case.number}/").content.decode()


def test_a_script_is_answered_with_the_words_and_the_draft_is_left_alone(desk, case, system):
    token = tokens(card(desk, case))[0]
    answer = desk.post(f"/desk/cases/{case.number}/system/quotes/", {"what": token, "into": "note"},
                       headers={"Accept": "text/plain"})  # fmt: skip
    assert answer["Content-Type"].startswith("text/plain") and "Order 88213" in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("rubbish", ["", "x", "a:b:c", "\x00", "é" * 400])
def test_what_was_not_shown_is_not_quoted(desk, case, system, rubbish):
    answer = desk.post(f"/desk/cases/{case.number}/system/quotes/", {"what": rubbish}, follow=True)
    assert "Ask the system again" in answer.content.decode()
    assert not [one for one in read(case.key, side="company") if one.kind == "system.quoted"]


def test_the_secret_is_shown_once(ruth, brand, shop):
    client, url = signed_in(ruth), reverse("desk:brand_system", args=[brand.pk])
    said = {"url": f"http://127.0.0.1:{shop.server_port}/", "allows_private": "on"}
    first = client.post(url, said)
    secret = re.search(r'system__secret" dir="ltr">([^<]{43})<', first.content.decode())
    assert secret is not None and first["Cache-Control"] == "no-store"
    assert secret[1] not in client.get(url).content.decode()
    assert secret[1] not in System.objects.get().secret
    assert "system__secret" not in client.post(url, said, follow=True).content.decode()
    assert secret[1] not in client.post(f"{url}secret/").content.decode()


def test_it_is_off_until_somebody_turns_it_on_and_can_be_tried_before(ruth, brand, shop, case, desk):
    client, url = signed_in(ruth), reverse("desk:brand_system", args=[brand.pk])
    client.post(url, {"url": f"http://127.0.0.1:{shop.server_port}/", "allows_private": "on"})
    assert "No system is asked" in card(desk, case)
    assert "Order 88213" in client.post(f"{url}trial/").content.decode()
    assert "case=AM-TRIAL" in shop.asked[0][0] and "noa" not in shop.asked[0][0]


@pytest.mark.parametrize("url", ["ftp://x.example/", "https://", "https://u:p@x.example/", "https://x.example/#a", "x",
                                 "https://x.example:99999/", "https://169.254.169.254/", "https://10.0.0.1/", "https://a b/",
                                 "http://x.example/"])  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused(ruth, brand, url):
    answer = signed_in(ruth).post(reverse("desk:brand_system", args=[brand.pk]), {"url": url})
    assert answer.status_code == 422 and not System.objects.exists()


def test_a_lead_cannot_allow_a_private_address_and_an_agent_sets_nothing(brand, dana, ruth):
    url = reverse("desk:brand_system", args=[brand.pk])
    lead = agent("Lea Lead", brand, role=Agent.LEAD)
    answer = signed_in(lead).post(url, {"url": "https://10.0.0.1/", "allows_private": "on"})
    assert answer.status_code == 422 and "Only a manager or an administrator" in answer.content.decode()
    assert signed_in(dana).get(url).status_code == 404
    assert signed_in(lead).post(url, {"url": "https://shop.example/"}).status_code == 200


def test_an_auditor_sees_the_card_and_quotes_nothing(brand, case, system):
    client = signed_in(agent("Avi Auditor", brand, role=Agent.AUDITOR))
    html = card(client, case)
    assert "Order 88213" in html and tokens(html) == []
