from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.cases.models import Case
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.messaging.accepting import accept
from amana.channels.messaging.connecting import connect
from amana.channels.models import ChatPart, ChatTemplate, Correspondent, Messenger
from amana.desk.tests.conftest import signed_in
from amana.handling.messaging.receiving import receive_pushes
from amana.kit.codes import new_id
from amana.people.models import Address
from amana.post.models import Outgoing
from tests.facebook import PAGE, pushed, text
from tests.messengers import NUMBER, X_ID, X_KEYS, whatsapp_push, whatsapp_text, x_mention

pytestmark = pytest.mark.django_db

TYPED = {"phone_number_id": NUMBER, "token": "t", "app_secret": "s", "verify_token": "v"}


@pytest.fixture
def chat(brand, dana, ruth, now) -> Case:
    """Noa's router again, by WhatsApp, ten minutes ago."""
    earlier = now - timedelta(minutes=10)
    row = connect(brand, "whatsapp", TYPED, by=ruth, at=earlier)
    accept(row, whatsapp_push([whatsapp_text("The router is dead", "wamid.1", at=earlier)]), at=earlier)
    receive_pushes(worker="w", at=earlier)
    case = Case.objects.get(channel="whatsapp")
    case.holder = dana
    case.save()
    return case


def sent(desk, case, **said):
    form = {"text": "A technician comes.", "key": str(new_id()), "act": "send"} | said
    return desk.post(reverse("desk:replies", args=[case.number]), form)


def page(desk, case) -> str:
    return desk.get(reverse("desk:case", args=[case.number])).content.decode()


def test_a_reply_leaves_by_the_way_they_wrote_last_and_both_sides_read_by_which(dana, chat, client):
    desk = signed_in(dana)
    who = Correspondent.objects.get()
    html = page(desk, chat)
    assert "by WhatsApp" in html and f'value="{who.pk}" checked' in html and "Open until" in html
    assert sent(desk, chat, way=str(who.pk)).status_code == 302
    row = Outgoing.objects.get(what="reply")
    assert (row.channel, ChatPart.objects.filter(outgoing=row).count()) == ("whatsapp", 1)
    assert "by WhatsApp · waiting to be sent" in page(desk, chat)
    ChatPart.objects.filter(outgoing=row).update(state="failed", why="131026 Message undeliverable")
    assert "not delivered" in page(desk, chat)


def test_mail_may_be_chosen_and_is_what_they_wrote_last(dana, chat, now):
    desk = signed_in(dana)
    Address.objects.create(kind=Address.MAIL, value="noa@levi.example", person=chat.customer, added_at=now)
    assert "noa@levi.example" in page(desk, chat)
    assert sent(desk, chat, way="email").status_code == 302
    assert Outgoing.objects.get(what="reply").channel == "email"


def test_once_the_window_closed_only_a_template_is_offered(dana, chat, now):
    desk = signed_in(dana)
    who = Correspondent.objects.get()
    Correspondent.objects.update(last_in_at=now - timedelta(hours=25))
    ChatTemplate.objects.create(messenger=who.messenger, name="news", language="en", text="Hello {{1}}, news on {{2}}.",
                                fetched_at=now)  # fmt: skip
    html = page(desk, chat)
    url = reverse("desk:chat_template", args=[chat.number, who.pk])
    assert (
        "Closed since" in html
        and url in html
        and "checked" not in html.split("It leaves by:")[1].split("</fieldset>")[0]
    )
    refused = sent(desk, chat, way=str(who.pk))
    assert refused.status_code == 422 and "too long ago" in refused.content.decode()
    template = ChatTemplate.objects.get()
    assert "Hello {{1}}, news on {{2}}." in desk.get(url).content.decode()
    form = {"key": str(new_id()), "template": str(template.pk), "blank1": "Noa", "blank2": ""}
    assert desk.post(url, form).status_code == 422
    ChatTemplate.objects.create(messenger=who.messenger, name="other", language="en", text="Hello.", fetched_at=now)
    assert "Fill in every blank" in desk.post(url, form).content.decode()
    for _twice in range(2):
        assert desk.post(url, form | {"blank2": chat.number}).status_code == 302
    assert Outgoing.objects.filter(what="reply").count() == 1
    assert f"Hello Noa, news on {chat.number}." in page(desk, chat)


def test_where_there_are_no_templates_nothing_is_said_of_them(brand, ruth, dana, now):
    row = connect(brand, "messenger", {"page_id": PAGE, "token": "t"}, by=ruth, at=now)
    accept(row, pushed(text("The router is dead", "m_1", at=now)), at=now)
    Messenger.objects.update(url="http://127.0.0.1:9", allows_private=True)
    receive_pushes(worker="w", at=now)
    case = Case.objects.get(channel="messenger")
    case.holder = dana
    case.save()
    Correspondent.objects.update(last_in_at=now - timedelta(hours=25))
    desk, who = signed_in(dana), Correspondent.objects.get()
    html = page(desk, case)
    assert "until they write again" in html and "only approved templates" not in html
    refused = sent(desk, case, way=str(who.pk))
    assert refused.status_code == 422 and "until they write again" in refused.content.decode()
    Messenger.objects.update(said={"page_id": PAGE, "human_agent": "yes"})
    assert "Open until" in page(desk, case) and sent(desk, case, way=str(who.pk)).status_code == 302


def test_rubbish_in_the_way_is_refused_with_a_sentence(dana, chat, case):
    desk = signed_in(dana)
    who = Correspondent.objects.get()
    for value in ("x", str(new_id()), "\0", str(chat.pk)):
        answer = sent(desk, chat, way=value)
        assert answer.status_code == 422 and "way" in answer.content.decode()
    # Somebody else's number is no way to this customer.
    assert sent(desk, case, way=str(who.pk)).status_code == 422
    assert not Outgoing.objects.filter(what="reply").exists()
    for key in (new_id(), chat.pk):
        assert desk.get(reverse("desk:chat_template", args=[chat.number, key])).status_code == 404


@pytest.fixture
def mention(brand, dana, ruth, now) -> Case:
    """Noa's router again, by a post that everybody reads, ten minutes ago."""
    earlier = now - timedelta(minutes=10)
    row = connect(brand, "x", X_KEYS, by=ruth, at=earlier)
    row.secret, row.gives_receipts = lock(unlock(row.secret) | {"user_id": X_ID}), False
    row.save()
    accept(row, x_mention("@tahuna the router is dead", "901", at=earlier), at=earlier)
    receive_pushes(worker="w", at=earlier)
    case = Case.objects.get(channel="x")
    case.holder = dana
    case.save()
    return case


def test_who_wrote_in_public_is_asked_there_to_write_privately_or_is_written_to_privately(dana, mention):
    desk = signed_in(dana)
    who = Correspondent.objects.get()
    url = reverse("desk:chat_in_public", args=[mention.number, who.pk])
    html = page(desk, mention)
    assert "by X, in public" in html and "https://x.com/noa_l/status/901" in html
    assert "They wrote in public. This goes as a private message" in html and url in html
    shown = desk.get(url).content.decode()
    assert "Everybody will read this" in shown and "Please write to us in a private message" in shown
    assert desk.post(url, {"text": "Your account 8841"}).status_code == 302
    row = Outgoing.objects.get(what="public")
    assert b"8841" not in bytes(row.mime) and json.loads(bytes(row.mime))["parts"][0]["is_public"] is True
    # A second time nothing is published.
    assert desk.post(url).status_code == 422 and "answered in public already" in desk.get(url).content.decode()
    html = page(desk, mention)
    assert "As a private message." in html and url not in html
    assert sent(desk, mention, way=str(who.pk)).status_code == 302
    assert "is_public" not in bytes(Outgoing.objects.get(what="reply").mime).decode()


def test_only_who_may_see_the_case_publishes_and_only_where_there_is_a_public(dana, mention, chat, case):
    desk = signed_in(dana)
    who = Correspondent.objects.get(messenger__channel="x")
    for number, key in ((chat.number, who.pk), (chat.number, Correspondent.objects.get(case=chat.pk).pk),
                        (case.number, who.pk), (mention.number, new_id())):  # fmt: skip
        for ask in (desk.get, desk.post):
            assert ask(reverse("desk:chat_in_public", args=[number, key])).status_code == 404
    assert not Outgoing.objects.filter(what="public").exists()
