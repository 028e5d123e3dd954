from __future__ import annotations

import logging
from html import unescape

import pytest

from amana.channels.email.keeping_secrets import unlock
from amana.channels.language_models.agreeing import agreed
from amana.channels.language_models.tests.scripted import ScriptedModel
from amana.channels.models import LanguageModel, ModelConsent
from amana.desk.tests.conftest import signed_in

KEY = "sk-very-secret-123"


@pytest.fixture
def server():
    with ScriptedModel() as server:
        yield server


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


@pytest.fixture
def url(brand) -> str:
    return f"/desk/settings/brands/{brand.pk}/model/"


@pytest.fixture
def kept(lead, url, server) -> LanguageModel:
    lead.post(url, {"url": server.url, "model": "small-1", "key": KEY})
    return LanguageModel.objects.get()


def page(client, url) -> str:
    return unescape(client.get(url).content.decode())


def ticked(row: LanguageModel, **changed) -> dict[str, str]:
    return {"to": f"{row.model} {row.url}", "agrees": "on"} | changed


def test_the_settings_lead_there(lead, url):
    assert url in page(lead, "/desk/settings/")


def test_it_is_off_until_the_sentence_is_ticked(lead, url, kept, brand, server):
    html = page(lead, url)
    assert "It is off" in html and "the text of that one message is sent" in html and server.host in html
    assert agreed(brand.pk) is None

    refused = lead.post(f"{url}consent/", {"to": f"{kept.model} {kept.url}"})
    assert refused.status_code == 422 and "Tick the box" in refused.content.decode()
    assert not ModelConsent.objects.exists()


def test_who_agreed_and_when_is_shown_and_stays_after_it_ended(lead, url, kept, brand, ruth):
    lead.post(f"{url}consent/", ticked(kept))
    html = page(lead, url)
    assert agreed(brand.pk).given_by == ruth
    assert "It is on" in html and "Ruth Ben-Ami" in html and "agreed" in html

    lead.post(f"{url}withdrawal/")
    html = page(lead, url)
    assert agreed(brand.pk) is None and "It is off" in html
    assert "Ruth Ben-Ami" in html and "ended by" in html
    assert LanguageModel.objects.get().secret == ""


def test_what_was_changed_in_another_window_is_not_agreed_to(lead, url, kept, brand):
    answer = lead.post(f"{url}consent/", ticked(kept, to="small-1 https://elsewhere.example/v1"))

    assert answer.status_code == 422 and "changed meanwhile" in answer.content.decode()
    assert agreed(brand.pk) is None


def test_the_key_is_kept_encrypted_and_never_shown(lead, url, kept, caplog):
    with caplog.at_level(logging.DEBUG):
        html = page(lead, url) + page(lead, "/desk/settings/")
        html += unescape(lead.post(url, {"url": "http://elsewhere.example", "model": "x", "key": KEY}).content.decode())

    assert unlock(kept.secret) == {"key": KEY}
    assert KEY not in html + kept.secret + caplog.text


def test_an_address_that_is_not_encrypted_is_refused_with_the_reason(lead, url):
    answer = lead.post(url, {"url": "http://models.example/v1", "model": "x", "key": ""})

    assert answer.status_code == 422 and "begins with https" in answer.content.decode()
    assert not LanguageModel.objects.exists()


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_it_is_tried_out_with_a_sentence_of_ours(lead, url, kept, server, case, ruth, language):
    ruth.account.language = language
    ruth.account.save()
    answer = lead.post(f"{url}trial/", follow=True)

    assert len(server.asked) == 1 and server.host in answer.content.decode()
    sent = str(server.asked[0].content)
    for secret in ("Noa", "Levi", case.subject, "Tavor"):
        assert secret not in sent
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert not ModelConsent.objects.exists()


def test_trying_it_out_counts_what_came_back(lead, url, kept, server):
    server.finds(
        {"kind": "tried", "quote": "I restarted it twice"}, {"kind": "request", "quote": "Please send a technician"}
    )

    assert "found 2 of 3" in unescape(lead.post(f"{url}trial/", follow=True).content.decode())


def test_what_went_wrong_in_trying_is_said(lead, url, kept, server):
    server.status = 401

    assert "refuses the key" in unescape(lead.post(f"{url}trial/", follow=True).content.decode())


@pytest.mark.parametrize("more", ["", "trial/", "consent/", "withdrawal/"])
def test_only_those_who_lead_this_brand_set_it_up(desk, omar, url, kept, brand, more):
    for client in (desk, signed_in(omar)):
        assert client.post(url + more, ticked(kept)).status_code == 404
    assert desk.get(url).status_code == 404 and signed_in(omar).get(url).status_code == 404
    assert agreed(brand.pk) is None and LanguageModel.objects.get().secret == kept.secret
