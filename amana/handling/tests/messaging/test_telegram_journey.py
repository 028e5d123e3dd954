from __future__ import annotations

import json

import pytest
from django.urls import reverse

from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.email.keeping_secrets import unlock
from amana.channels.messaging.connecting import check
from amana.channels.messaging.words import Refusal, Trouble
from amana.channels.models import ChatPart, Correspondent, Push
from amana.handling.messaging.replying import by_chat
from amana.handling.talking.replying import UNDO, Reply, reply
from amana.handling.tests.messaging.conftest import come_at, connected, work
from amana.people.models import Address
from amana.post.models import File, Outgoing
from amana.record.reading import read
from tests.messengers import BOT, serving, telegram

pytestmark = pytest.mark.django_db

NOA = {"id": 77, "is_bot": False, "first_name": "Noa", "last_name": "Levi", "username": "noa_l", "language_code": "he"}


@pytest.fixture(scope="module")
def _api():
    with serving(telegram) as peer:
        yield peer


@pytest.fixture
def api(_api):
    _api.asked.clear()
    _api.next.clear()
    return _api


@pytest.fixture
def bot(brand, dana, yossi, api, now):
    row = connected(brand, yossi, api, now, channel="telegram", typed={"bot": "tahuna_bot", "token": BOT})
    check(row, at=now)
    return row


@pytest.fixture
def push(client, now, bot):
    def do(body, *, secret=None):
        ours = unlock(bot.secret)["secret_token"] if secret is None else secret
        answer = client.post(reverse("incoming_messenger", args=["telegram", bot.key]), body,
                             content_type="application/json", headers={"X-Telegram-Bot-Api-Secret-Token": ours})  # fmt: skip
        come_at(now)
        return answer.status_code

    return do


def update(number, *, what="message", kind="private", **said):
    message = {"message_id": number, "from": NOA, "chat": {"id": 77, "type": kind}, "date": 1794470400} | said
    return json.dumps({"update_id": 1000 + number, what: message}).encode()


def sent(api):
    return [one for one in api.asked if "/send" in one.path]


def test_a_message_becomes_a_case_is_answered_and_quoting_finds_it_again(push, api, desk, now):
    assert push(update(1, text="/start")) == 200
    assert push(update(2, text="The router is dead. I will send a picture by Sunday")) == 200
    work(now)
    case = Case.objects.get()
    heard = [one for one in read(case.key, side="customer") if one.kind == "message.received"]
    assert (case.channel, str(case.customer), len(heard)) == ("telegram", "Noa Levi", 1)
    assert (
        heard[0]["from"] == {"name": "Noa Levi", "address": "@noa_l"}
        and not Address.objects.filter(person=case.customer).exists()
    )
    receipt = sent(api)[0].json
    assert receipt["chat_id"] == "77" and receipt["reply_parameters"]["message_id"] == 2 and "/c/" in receipt["text"]

    files = [Attached("port.png", "image/png", b"\x89PNG"), Attached("bill.pdf", "application/pdf", b"%PDF")]
    said = reply(case, Reply("A technician comes.", files=files), by=desk, at=now,
                 through=by_chat(Correspondent.objects.get().pk))  # fmt: skip
    work(now + UNDO)
    assert [one.path.rpartition("/")[2] for one in sent(api)[1:]] == ["sendMessage", "sendPhoto", "sendDocument"]
    part = ChatPart.objects.filter(entry=said.id).first()
    assert (part.ref, part.state) == ("77:102", "sent")

    Case.objects.update(
        state="closed", closed_at=now, waiting_for="", next_due_at=None, next_reason="", next_commitment=None
    )
    push(update(3, text="It is dead again", reply_to_message={"message_id": 102}))
    work(now + UNDO)
    assert Case.objects.get().is_open


def test_pictures_come_in_and_what_cannot_be_shown_is_said(push, now):
    push(update(1, caption="This light", photo=[{"file_id": "small"}, {"file_id": "large"}]))
    push(update(2, poll={"question": "?"}))
    push(update(3, what="edited_message", text="This other light", edit_date=1794470500))
    push(update(4, kind="group", text="to many"))
    work(now)
    heard = [one for one in read(Case.objects.get().key, side="company") if one.kind == "message.received"]
    assert [(one["text"], one["unshown"]) for one in heard] == [
        ("This light", None),
        ("", "poll"),
        ("This other light", None),
    ]
    assert [(one.name, one.type) for one in File.objects.all()] == [("file_1.jpg", "image/jpeg")]


def test_a_bot_that_was_blocked_and_a_pause_that_was_asked_for(push, api, desk, now):
    push(update(1, text="The router is dead"))
    work(now)
    case, who, at = Case.objects.get(), Correspondent.objects.get(), now + UNDO
    reply(case, Reply("Hello"), by=desk, at=now, through=by_chat(who.pk))
    row = Outgoing.objects.get(what="reply")
    api.next.append(
        (429, {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 35}})
    )
    work(at)
    row.refresh_from_db()
    assert (row.not_before - at).total_seconds() == 35
    api.next.append((403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}))
    work(row.not_before)
    row.refresh_from_db()
    assert row.state == "failed" and "blocked by the user" in row.last_error


def test_a66_only_who_knows_the_secret_pushes_and_rubbish_is_held(push, bot, client, now):
    for secret in ("", "x", unlock(bot.secret)["secret_token"][:-1], "é"):
        assert push(update(1, text="x"), secret=secret) == 403
    bodies = [
        b"\xff",
        b"[]",
        b"{}",
        b'{"update_id": true}',
        b"[" * 50_000,
        b'{"update_id": 1, "message": {"chat": {"type": "private"}}}',
    ]
    assert [push(body) for body in bodies] == [200] * len(bodies)
    for odd in (None, [], {}, 1, True, "x", [[]], {"file_id": []}):
        for name in ("text", "photo", "document", "from", "date", "reply_to_message", "location", "caption"):
            push(update(9, **{name: odd}))
    work(now, rounds=5)
    assert Push.objects.filter(state="held").count() == len(bodies)
    assert not Push.objects.filter(state="waiting").exists()


def test_a_token_of_another_bot_is_refused_and_never_named(bot, api, now):
    bot.account = "another_bot"
    with pytest.raises(Refusal):
        check(bot, at=now)
    api.next.append((404, {"ok": False, "error_code": 404, "description": "Not Found"}))
    with pytest.raises(Trouble) as trouble:
        check(bot, at=now)
    assert BOT not in str(trouble.value) and BOT not in bot.reason and bot.state == "needs_login"
