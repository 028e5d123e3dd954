from __future__ import annotations

import pytest
from django.urls import reverse

from amana.channels.email.keeping_secrets import unlock
from amana.channels.messaging.accepting import accept
from amana.channels.models import ChatTemplate, Messenger, Push
from amana.desk.tests.conftest import signed_in
from amana.team.models import Agent
from tests.facebook import PAGE, TOKEN, Page
from tests.messengers import NUMBER, serving, whatsapp

pytestmark = pytest.mark.django_db

TYPED = {"channel": "whatsapp", "phone_number_id": NUMBER, "business_id": "102290129340398", "token": "EAAtoken",
         "app_secret": "app secret", "verify_token": "a word", "gives_receipts": "on"}  # fmt: skip


@pytest.fixture
def lead(ruth):
    return signed_in(ruth)


def page(brand, name="brand_messengers", **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"desk:{name}", args=[brand.pk]) + (f"?{query}" if query else "")


def test_a_number_is_connected_tried_and_turned_off(lead, brand):
    assert "No messenger is connected yet" in lead.get(page(brand)).content.decode()
    assert "Phone number ID" in lead.get(page(brand, channel="whatsapp")).content.decode()
    assert lead.post(page(brand), TYPED).status_code == 302
    row = Messenger.objects.get()
    assert unlock(row.secret) == {"token": "EAAtoken", "app_secret": "app secret", "verify_token": "a word"}
    assert "EAAtoken" not in row.secret and len(row.key) >= 40
    with serving(whatsapp) as graph:
        Messenger.objects.update(url=graph.url, allows_private=True)
        tried = lead.post(page(brand, "brand_messenger_trial"), {"one": row.pk}, follow=True).content.decode()
        assert "It works: +972 50-123-4567." in tried and f"/in/whatsapp/{row.key}/" in tried
        assert [str(one) for one in ChatTemplate.objects.all()] == ["we_have_news (he)"]
        # A secret left empty stays, another number is the same row.
        lead.post(
            page(brand), TYPED | {"one": row.pk, "token": "", "app_secret": "", "verify_token": "", "name": "Shop"}
        )
        assert unlock(Messenger.objects.get(name="Shop").secret)["token"] == "EAAtoken"
        lead.post(page(brand), TYPED | {"one": row.pk, "token": "expired"})
        tried = lead.post(page(brand, "brand_messenger_trial"), {"one": row.pk}, follow=True).content.decode()
        assert "It does not work yet" in tried and "somebody must sign in again" in tried and "expired" not in tried
    lead.post(page(brand, "brand_messenger_switch"), {"one": row.pk})
    assert "It is off" in lead.get(page(brand)).content.decode()


def test_a_page_is_connected_and_whether_it_may_answer_for_a_week_is_said(lead, brand):
    typed = {"channel": "messenger", "page_id": PAGE, "token": TOKEN, "app_secret": "s", "verify_token": "v"}
    html = lead.get(page(brand, channel="messenger")).content.decode()
    assert "Agents may answer for seven days" in html and 'type="checkbox" name="human_agent"' in html
    assert lead.post(page(brand), typed | {"human_agent": "on"}).status_code == 302
    row = Messenger.objects.get()
    assert row.said == {"page_id": PAGE, "human_agent": "yes"}
    again = lead.get(page(brand, one=row.pk)).content.decode()
    assert "checked" in again.split('name="human_agent"')[1].split(">")[0]
    assert lead.post(page(brand), typed | {"one": row.pk}).status_code == 302
    assert Messenger.objects.get().said["human_agent"] == ""
    with serving(Page()) as peer:
        Messenger.objects.update(url=peer.url, allows_private=True)
        tried = lead.post(page(brand, "brand_messenger_trial"), {"one": row.pk}, follow=True).content.decode()
    assert "It works: Tahuna." in tried and f"/in/messenger/{row.key}/" in tried


def test_what_cannot_be_read_is_shown_and_rubbish_in_the_form_is_refused(lead, brand, dana, now):
    lead.post(page(brand), TYPED)
    row = Messenger.objects.get()
    accept(row, b"{}", at=now)
    Push.objects.update(state=Push.HELD, reason="It is not in the format of this messenger")
    assert "is kept whole" in lead.get(page(brand)).content.decode()
    assert lead.post(page(brand), TYPED).status_code == 422  # connected already
    for said in ({}, {"channel": "nobody"}, {"channel": "email"}, {"channel": "whatsapp\0"}):
        assert lead.post(page(brand), said).status_code in {404, 422}
    for said in ({}, {"one": "x"}, {"one": str(brand.pk)}):
        assert lead.post(page(brand, "brand_messenger_trial"), said).status_code == 404
    assert lead.get(page(brand, one="rubbish", channel="x")).status_code == 200
    assert signed_in(dana).get(page(brand)).status_code == 404
    Agent.objects.filter(pk=dana.pk).update(role=Agent.AUDITOR)
    assert signed_in(dana).get(page(brand)).status_code == 200
