"""The widget as the desk sees it: turned on by whoever may, its tag to copy, and a conversation that is answered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.counter.conversing import Said, begin
from amana.counter.going_on import go_on_by_mail
from amana.counter.models import Conversation, Widget
from amana.counter.sites import widget_of
from amana.counter.writing import set_form
from amana.desk.tests.conftest import agent, signed_in
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.models import Agent
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_page(brand, ruth, now):
    set_form(brand, is_on=True, by=at_the_desk(ruth), at=now)
    return f"/desk/settings/brands/{brand.pk}/widget/"


@pytest.fixture
def talk(brand, dana, now) -> Case:
    said = Said(new_id(), "Is anybody there?", "Maya", "https://shop.example/kettles/")
    return begin(brand, said, "a1b2c3d4" * 5, language="en", at=now).case


def test_a_manager_names_the_sites_and_copies_the_tag(brand, ruth, open_page):
    client = signed_in(ruth)
    assert "It works once a site is named" in client.get(open_page).content.decode()
    said = {"sites": "https://Shop.example/\nhttps://www.shop.example:8443", "has_chat": "on"}
    assert client.post(open_page, said).status_code == 302
    row = Widget.objects.get()
    assert row.origins == ["https://shop.example", "https://www.shop.example:8443"]
    assert (row.has_chat, row.offers_calls, row.by) == (True, False, ruth)
    with override_settings(BASE_URL="https://desk.tavor.example/amana"):
        html = client.get(open_page).content.decode()
    script = f"https://desk.tavor.example/amana/widget/{brand.pk}.js"
    assert f"&lt;script src=&quot;{script}&quot; async&gt;&lt;/script&gt;" in html and "&lt;noscript&gt;" in html
    assert "connect-src https://desk.tavor.example<" in html
    assert "A form and conversations on your site" in client.get("/desk/settings/changes/").content.decode()
    assert client.post(open_page, {"sites": ""}).status_code == 302 and not Widget.objects.exists()


def test_nobody_else_changes_it_and_what_is_no_site_is_refused(brand, dana, ruth, omar, open_page):
    for who, status in ((dana, 404), (agent("Lea Lead", brand, role=Agent.LEAD, lead=ruth), 422), (omar, 404)):
        assert signed_in(who).post(open_page, {"sites": "https://shop.example"}).status_code == status, who.name
    client = signed_in(ruth)
    many = "\n".join(f"https://s{n}.example" for n in range(21))
    for wrong in ("*", "http://shop.example", "https://shop.example/x", "javascript:alert(1)", "x" * 5000, many, "\0"):
        answer = client.post(open_page, {"sites": wrong})
        assert answer.status_code == 422 and not Widget.objects.exists(), wrong
    set_form(brand, is_on=False, by=at_the_desk(ruth), at=ruth.account.created_at)
    assert client.post(open_page, {"sites": "https://shop.example"}).status_code == 422


def test_without_the_page_to_write_to_us_there_is_no_widget(brand, ruth, now, open_page):
    signed_in(ruth).post(open_page, {"sites": "https://shop.example"})
    assert widget_of(brand.pk) is not None
    set_form(brand, is_on=False, by=at_the_desk(ruth), at=now)
    assert widget_of(brand.pk) is None


def composer_of(html: str) -> dict[str, str]:
    """Return what the form of a reply holds: its key, what was read, its way, and what it promises."""
    found = dict(re.findall(r'name="(key|seen|promise-\w+-(?:due|what))" value="([^"]*)"', html))
    way = re.search(r'name="way" value="([^"]*)" checked', html)
    return found | ({"way": way[1]} if way else {})


def test_an_answer_is_said_on_the_page_with_its_promises_after_they_were_seen(talk, dana):
    client, url = signed_in(dana), f"/desk/cases/{talk.number}/replies/"
    html = client.get(f"/desk/cases/{talk.number}/").content.decode()
    assert "https://shop.example/kettles/" in html and "Their page is open" in html
    said = composer_of(html) | {"text": "I will call you tomorrow at 10:00.", "act": "send"}
    assert said["way"] == "conversation"
    unseen = client.post(url, said)
    assert unseen.status_code == 422
    shown = said | composer_of(unseen.content.decode())
    assert [client.post(url, shown).status_code for _twice in range(2)] == [302, 302]
    sent = [one for one in read(talk.key, side="customer") if one.kind == "message.sent"]
    assert [(one["text"], one["channel"]) for one in sent] == [("I will call you tomorrow at 10:00.", "chat")]
    assert Commitment.objects.filter(case=talk, said_in=sent[0].id).count() == 1 and not Outgoing.objects.exists()
    fresh = composer_of(client.get(f"/desk/cases/{talk.number}/").content.decode())
    for wrong in ({"text": ""}, {"cc": "lea@tavor.example"}, {"way": "email"}, {"way": "rubbish"}):
        answer = client.post(url, fresh | {"text": "Hello.", "act": "send", "key": str(new_id())} | wrong)
        assert answer.status_code == 422, wrong


def test_it_says_when_the_page_is_closed_and_goes_on_by_mail_once_there_is_an_address(talk, dana, now):
    client, url = signed_in(dana), f"/desk/cases/{talk.number}/"
    Conversation.objects.update(seen_at=now - timedelta(hours=1))
    assert "there is no mail address to write to" in client.get(url).content.decode()
    go_on_by_mail(Conversation.objects.get(), "maya@stern.example", at=now)
    html = client.get(url).content.decode()
    assert 'value="conversation"' not in html
    said = composer_of(html) | {"text": "Hello by mail.", "act": "send"}
    assert client.post(f"{url}replies/", said | {"way": "conversation"}).status_code == 422
    assert client.post(f"{url}replies/", said).status_code == 302
    assert Outgoing.objects.get(what="reply").recipients.get().address == "maya@stern.example"
