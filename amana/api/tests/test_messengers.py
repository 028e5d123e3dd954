"""Messengers by the API: by which a customer can be answered, a message that leaves by one, a template, one sentence in public."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from amana.api.scopes import CASES_READ
from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.messaging.accepting import accept
from amana.channels.messaging.connecting import connect
from amana.channels.models import ChatTemplate, Correspondent
from amana.counter.conversing import Said, begin
from amana.handling.facts.noting import note_call
from amana.handling.messaging.receiving import receive_pushes
from amana.kit.codes import new_id
from amana.post.models import Outgoing
from amana.record.reading import heads
from tests.messengers import NUMBER, X_ID, X_KEYS, whatsapp_push, whatsapp_text, x_mention

pytestmark = pytest.mark.django_db
NOBODYS = "01a20b2d-17f0-7000-a0e9-5de8ed9e96df"
TYPED = {"phone_number_id": NUMBER, "token": "t", "app_secret": "s", "verify_token": "v"}


@pytest.fixture
def chat(brand, ruth) -> Case:
    """A case that began on WhatsApp ten minutes ago."""
    earlier = timezone.now() - timedelta(minutes=10)
    row = connect(brand, "whatsapp", TYPED, by=ruth, at=earlier)
    accept(row, whatsapp_push([whatsapp_text("The router is dead", "wamid.1", at=earlier)]), at=earlier)
    receive_pushes(worker="w", at=earlier)
    return Case.objects.get(channel="whatsapp")


@pytest.fixture
def late(chat) -> tuple[Case, ChatTemplate]:
    """The same a day later, when only what was approved may be sent."""
    Correspondent.objects.update(last_in_at=timezone.now() - timedelta(hours=25))
    made = ChatTemplate.objects.create(
        messenger=Correspondent.objects.get().messenger, name="news", language="en", text="Hello {{1}}, news on {{2}}.",
        fetched_at=timezone.now(),
    )  # fmt: skip
    return chat, made


@pytest.fixture
def mention(brand, ruth) -> Case:
    """A case that began with a post that everybody reads."""
    earlier = timezone.now() - timedelta(minutes=10)
    row = connect(brand, "x", X_KEYS, by=ruth, at=earlier)
    row.secret, row.gives_receipts = lock(unlock(row.secret) | {"user_id": X_ID}), False
    row.save()
    accept(row, x_mention("@tahuna the router is dead", "901", at=earlier), at=earlier)
    receive_pushes(worker="w", at=earlier)
    return Case.objects.get(channel="x")


def ways(caller, case) -> list[dict]:
    return caller.get(f"cases/{case.number}/messengers").json()["messengers"]


def send(caller, case, **said):
    tag = caller.get(f"cases/{case.number}")["ETag"]
    return caller.post(f"cases/{case.number}/messages", {"text": "A technician comes."} | said, If_Match=tag)


def test_a_message_leaves_by_the_messenger_that_is_named(danas, chat, case):
    (way,) = ways(danas, chat)
    assert (way["channel"], way["is_open"], way["templates"]) == ("whatsapp", True, [])
    assert send(danas, chat, through=way["key"]).status_code == 201
    assert Outgoing.objects.get(what="reply").channel == "whatsapp"
    assert ways(danas, case) == []


def test_in_the_conversation_on_a_site_it_is_said_there_and_nothing_is_mailed(danas, brand):
    words = Said(new_id(), "Is anybody there?", "Maya", "https://shop.example/kettles/")
    talk = begin(brand, words, "a1b2c3d4" * 5, language="en", at=timezone.now()).case
    said = send(danas, talk, text="We look for it.", through="conversation")
    assert (said.status_code, said.json()["content"]["channel"]) == (201, "chat"), said.content
    assert not Outgoing.objects.filter(what="reply").exists()


@pytest.mark.parametrize("through", ["whatsapp", "0", "conversation", NOBODYS])
def test_by_a_way_there_is_not_nothing_leaves(danas, case, through):
    before = heads(case.key)
    answer = send(danas, case, through=through)
    assert answer.status_code == 409 and answer.json()["detail"]
    assert heads(case.key) == before and not Outgoing.objects.filter(what="reply").exists()


def test_once_the_window_closed_a_template_is_sent_and_nothing_else(danas, late):
    case, template = late
    (way,) = ways(danas, case)
    assert not way["is_open"] and [one["text"] for one in way["templates"]] == [template.text]
    assert send(danas, case, through=way["key"]).status_code == 409
    path = f"cases/{case.number}/messengers/{way['key']}/template"
    said = {"template": str(template.pk), "blanks": ["Noa", "the router"]}
    for _twice in range(2):
        assert danas.post(path, said, Idempotency_Key="t").json()["content"]["text"] == "Hello Noa, news on the router."
    assert b"news" in bytes(Outgoing.objects.get(what="reply").mime)


@pytest.mark.parametrize(
    ("blanks", "status"), [([], 409), (["Noa"], 409), (["Noa", " "], 409), (["Noa", 3], 422), (["x"] * 50, 422)]
)
def test_a63_a_template_that_is_not_filled_in_is_not_sent(danas, late, blanks, status):
    case, template = late
    (way,) = ways(danas, case)
    path, before = f"cases/{case.number}/messengers/{way['key']}/template", heads(case.key)
    answer = danas.post(path, {"template": str(template.pk), "blanks": blanks})
    gone = danas.post(path, {"template": str(new_id()), "blanks": ["a", "b"]})
    assert (answer.status_code, gone.status_code) == (status, 409) and answer.json()["detail"]
    assert heads(case.key) == before


def test_who_wrote_in_public_is_asked_there_once_to_write_privately(danas, mention):
    (way,) = ways(danas, mention)
    assert way["is_unanswered_in_public"]
    path = f"cases/{mention.number}/messengers/{way['key']}/in-public"
    assert danas.post(path).json()["is_unanswered_in_public"] is False
    assert danas.post(path).status_code == 409
    assert json.loads(bytes(Outgoing.objects.get(what="public").mime))["parts"][0]["is_public"] is True


def test_a48_of_other_cases_brands_and_rights_nothing_is_found(danas, dana, omar, chat, mention, case):
    (way,), (post,) = ways(danas, chat), ways(danas, mention)
    for caller, number, key in ((danas, case.number, way["key"]), (danas, chat.number, post["key"]),
                                (program(omar), chat.number, way["key"])):  # fmt: skip
        path = f"cases/{number}/messengers/{key}"
        assert caller.post(f"{path}/in-public").status_code == 404
        assert caller.post(f"{path}/template", {"template": str(new_id())}).status_code == 404
    # There is no public on WhatsApp.
    assert danas.post(f"cases/{chat.number}/messengers/{way['key']}/in-public").status_code == 404
    assert program(omar).get(f"cases/{chat.number}/messengers").status_code == 404
    reads = program(dana, scopes=[CASES_READ])
    assert reads.post(f"cases/{mention.number}/messengers/{post['key']}/in-public").json()["code"] == "forbidden"
    assert not Outgoing.objects.filter(what__in=["public", "reply"]).exists()


def test_a_call_is_put_on_paper_in_the_words_of_the_desk(danas, case, desk, omar, now):
    call = note_call(case, "She gets a new router by Sunday.", who="Noa", by=desk, at=now)
    path = f"cases/{case.number}/calls/{call.id}/summary"
    text = danas.get(path).json()["text"]
    assert text.startswith("We spoke on the telephone") and send(danas, case, text=text).status_code == 201
    assert program(omar).get(path).status_code == 404
    said = danas.post(f"cases/{case.number}/notes", {"text": "Look at it."}).json()["entry"]
    assert danas.get(f"cases/{case.number}/calls/{said}/summary").status_code == 404
