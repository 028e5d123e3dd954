from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.email.keeping_secrets import unlock
from amana.channels.messaging.connecting import check
from amana.channels.messaging.sending import UNTIL_TOLD
from amana.channels.messaging.words import Refusal, Trouble
from amana.channels.models import ChatPart, Correspondent, Messenger, Push
from amana.commitments.models import Commitment
from amana.handling.messaging.answering_in_public import answer_in_public
from amana.handling.messaging.replying import by_chat
from amana.handling.talking.replying import UNDO, Reply, reply
from amana.handling.tests.messaging.conftest import come_at, connected, work
from amana.post.models import File, Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from tests.messengers import HANG_UP, X_ID, X_KEYS, serving, x, x_direct, x_mention

pytestmark = pytest.mark.django_db

BUSY = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}


@pytest.fixture(scope="module")
def _api():
    with serving(x) as peer:
        yield peer


@pytest.fixture
def api(_api):
    _api.asked.clear()
    _api.next.clear()
    return _api


@pytest.fixture
def account(brand, dana, yossi, api, now):
    row = connected(brand, yossi, api, now, channel="x", typed=X_KEYS)
    check(row, at=now)
    api.asked.clear()
    return row


@pytest.fixture
def push(client, now, account):
    def do(body, *, secret=X_KEYS["api_secret"]):
        signed = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        answer = client.post(reverse("incoming_messenger", args=["x", account.key]), body,
                             content_type="application/json",
                             headers={"X-Twitter-Webhooks-Signature": f"sha256={signed}"})  # fmt: skip
        come_at(now)
        return answer.status_code

    return do


def direct(api):
    return [one for one in api.asked if one.path.startswith("/2/dm_conversations/")]


def public(api):
    return [one for one in api.asked if one.path == "/2/tweets"]


def said(case, kind, *, side="customer"):
    return [one for one in read(case.key, side=side) if one.kind == kind]


def forbidden(detail="You do not have permission to DM one or more participants."):
    return 403, {"title": "Forbidden", "detail": detail, "type": "about:blank", "status": 403}


def test_a_direct_message_becomes_a_case_is_answered_and_read(push, api, desk, now):
    assert push(x_direct("The router is dead. I will send a picture by Sunday", "501", at=now)) == 200
    work(now)
    case = Case.objects.get()
    (heard,) = said(case, "message.received")
    assert (case.channel, str(case.customer), heard["is_public"]) == ("x", "Noa Levi", None)
    assert heard["from"] == {"name": "Noa Levi", "address": "@noa_l"} and heard["verified"] == "messenger"
    assert Commitment.objects.filter(case=case, promiser="customer", origin=Commitment.READ).exists()
    (receipt,) = direct(api)
    assert receipt.path == "/2/dm_conversations/with/77/messages" and "/c/" in receipt.json["text"]

    files = [Attached("port.png", "image/png", b"\x89PNG")]
    sent = reply(case, Reply("A technician comes.", files=files), by=desk, at=now,
                 through=by_chat(Correspondent.objects.get().pk))  # fmt: skip
    work(now + UNDO)
    assert [one.json for one in direct(api)[1:]] == [
        {"text": "A technician comes."}, {"attachments": [{"media_id": "1880028106020515840"}]},
    ]  # fmt: skip
    parts = list(ChatPart.objects.filter(entry=sent.id).order_by("number"))
    assert [one.state for one in parts] == ["sent", "sent"]

    later = now + UNDO + timedelta(minutes=1)
    seen = {"created_timestamp": str(int(later.timestamp() * 1000)), "sender_id": "77",
            "target": {"recipient_id": X_ID}, "last_read_event_id": parts[1].ref.removeprefix("dm:")}  # fmt: skip
    push(json.dumps({"for_user_id": X_ID, "direct_message_mark_read_events": [seen], "users": {}}).encode())
    work(later)
    assert {one.state for one in ChatPart.objects.all()} == {"read"} and not public(api) and list(verify()) == []


def test_a_mention_is_answered_in_public_by_one_sentence_and_everything_else_goes_privately(push, api, desk, now):
    push(x_mention("@tahuna הנתב מת כבר שבוע, מספר לקוח 8841", "901", at=now))
    work(now, rounds=2)
    case, who = Case.objects.get(), Correspondent.objects.get()
    (heard,) = said(case, "message.received")
    assert heard["is_public"] is True and heard["post"] == "https://x.com/noa_l/status/901"
    (answer,) = public(api)
    assert answer.json["reply"] == {"in_reply_to_tweet_id": "901"} and not direct(api)
    (told,) = said(case, "receipt.sent")
    assert answer.json["text"] == told["text"] and told["is_public"] is True
    # It is the same for everybody: of the case and of the matter it says nothing.
    for secret in (case.number, "8841", "Noa", "Dana", "http", "/c/", "נתב", *(str(one) for one in range(10))):
        assert secret not in answer.json["text"]
    seen = {
        "created_timestamp": str(int(now.timestamp() * 1000) + 60_000),
        "sender_id": "77",
        "last_read_event_id": "1",
    }
    push(json.dumps({"for_user_id": X_ID, "direct_message_mark_read_events": [seen]}).encode())
    work(now)
    assert ChatPart.objects.get().state == "sent"
    assert who.in_public == "" and Commitment.objects.outstanding().filter(case=case).exists()

    push(x_direct("לקוח 8841, רחוב הרצל", "502", at=now))
    work(now)
    assert Case.objects.get() == case and not direct(api)
    reply(case, Reply("טכנאי מגיע מחר."), by=desk, at=now, through=by_chat(who.pk))
    work(now + UNDO)
    (private,) = direct(api)
    # The first private word carries the link to the record, which no public one did.
    assert private.json["text"].startswith("טכנאי מגיע מחר.") and "/c/" in private.json["text"]
    assert len(public(api)) == 1 and list(verify()) == []


def test_who_decides_to_answer_in_public_publishes_the_sentence_once(push, api, desk, now):
    Messenger.objects.update(gives_receipts=False)
    push(x_mention("@tahuna the router is dead", "901", at=now))
    work(now, rounds=2)
    case, who = Case.objects.get(), Correspondent.objects.get()
    assert who.in_public == "post:901" and not public(api)
    answer_in_public(case, who.pk, by=desk, at=now)
    with pytest.raises(Refused):
        answer_in_public(case, who.pk, by=desk, at=now)
    work(now, rounds=2)
    assert len(public(api)) == 1 and said(case, "receipt.sent")[0]["from"] == {"name": desk.name}
    # Every post may be answered so once; what is written to us alone needs no such answer.
    push(x_mention("@tahuna still dead", "902", at=now))
    work(now)
    who.refresh_from_db()
    assert who.in_public == "post:902" and Case.objects.get() == case
    push(x_direct("I write to you here", "503", at=now))
    work(now)
    with pytest.raises(Refused):
        answer_in_public(case, who.pk, by=desk, at=now)
    assert len(public(api)) == 1


def test_the_words_of_an_agent_never_go_out_in_public(push, api, desk, now):
    Messenger.objects.update(gives_receipts=False)
    push(x_mention("@tahuna the router is dead", "901", at=now))
    work(now)
    case, who = Case.objects.get(), Correspondent.objects.get()
    reply(case, Reply("Your account 8841 was charged twice."), by=desk, at=now, through=by_chat(who.pk))
    api.next.append(forbidden())
    work(now + UNDO)
    row = Outgoing.objects.get(what="reply")
    assert not public(api) and row.state == "failed" and "permission to DM" in row.last_error
    assert said(case, "message.bounced")[0]["to"] == "@noa_l"


def test_retweets_our_own_and_what_names_others_are_no_mentions(push, api, now):
    us = {"id": X_ID, "name": "Tahuna", "screen_name": "tahuna"}
    push(x_mention("RT @tahuna: hello", "1", at=now, retweeted_status={"id_str": "9"}))
    push(x_mention("@tahuna that is us", "2", at=now, user=us))
    push(x_mention("@other hello", "3", at=now, mentions=("12",)))
    push(x_direct("from us", "4", at=now, user=us, to="77"))
    push(json.dumps({"for_user_id": "12", "tweet_create_events": []}).encode())
    push(json.dumps({"user_event": {"revoke": {"source": {"user_id": X_ID}}}}).encode())
    work(now, rounds=2)
    assert not Case.objects.exists() and Push.objects.filter(state="done").count() == 6 and not api.asked


def test_pictures_and_shortened_links_come_in_as_what_they_stand_for(push, api, now):
    picture = {
        "url": "https://t.co/pic",
        "media_url_https": f"{api.url}/1.1/ton/data/dm/1/2/light.jpg",
        "type": "photo",
    }
    link = {"url": "https://t.co/a1", "expanded_url": "https://example.org/bill?a=1&b=2"}
    push(x_direct("This light &lt;red&gt; https://t.co/a1 https://t.co/pic", "501", at=now,
                  attachment={"type": "media", "media": picture}, urls=[link]))  # fmt: skip
    elsewhere = picture | {"media_url_https": "https://pbs.twimg.com.example.org/x.jpg"}
    push(x_direct("", "502", at=now, attachment={"type": "media", "media": elsewhere}))
    work(now)
    first, second = said(Case.objects.get(), "message.received")
    assert first["text"] == "This light <red> https://example.org/bill?a=1&b=2"
    assert [(one.name, one.type) for one in File.objects.all()] == [("light.jpg", "image/jpeg")]
    assert second["missing_files"] == ["image/jpeg"]


def test_a_long_post_is_read_whole_and_told_twice_is_once(push, now):
    whole = {"full_text": "@tahuna " + "dead " * 60, "entities": {"user_mentions": [{"id_str": X_ID}]}}
    push(x_mention("@tahuna dead…", "901", at=now, truncated=True, extended_tweet=whole, in_reply_to_status_id_str="9"))
    push(x_mention("@tahuna dead…", "901", at=now, truncated=True, extended_tweet=whole))
    work(now, rounds=2)
    (heard,) = said(Case.objects.get(), "message.received")
    assert heard["text"].count("dead") == 60


def test_what_x_refuses_waits_or_is_told_and_no_answer_is_never_asked_twice(push, api, desk, now):
    Messenger.objects.update(gives_receipts=False)
    push(x_direct("The router is dead", "501", at=now))
    work(now)
    case, at = Case.objects.get(), now + UNDO
    reply(case, Reply("Hello"), by=desk, at=now, through=by_chat(Correspondent.objects.get().pk))
    row = Outgoing.objects.get(what="reply")
    dated = {"Date": "Wed, 11 Nov 2026 10:00:00 GMT", "x-rate-limit-reset": "1794391800"}
    api.next += [(429, BUSY, dated), (503, {"title": "Service Unavailable", "status": 503}),
                 (401, {"title": "Unauthorized", "status": 401}),
                 (402, {"title": "CreditsDepleted", "detail": "No credits", "status": 402}), HANG_UP]  # fmt: skip
    work(at)
    row.refresh_from_db()
    assert (row.state, (row.not_before - at).total_seconds()) == ("waiting", 600)
    work(row.not_before)
    for _time in range(2):
        row.refresh_from_db()
        work(row.not_before)
        row.refresh_from_db()
        assert row.state == "waiting" and Messenger.objects.get().state == "needs_login"
    assert all(secret not in Messenger.objects.get().reason for secret in X_KEYS.values())
    work(row.not_before)
    row.refresh_from_db()
    assert row.state == "doubtful"
    work(row.not_before + UNTIL_TOLD)
    row.refresh_from_db()
    assert row.state == "held" and len(direct(api)) == 5
    work(row.not_before + timedelta(days=1))
    assert len(direct(api)) == 5


def test_an_error_in_between_and_an_app_without_permission_are_told_apart(push, api, desk, now):
    Messenger.objects.update(gives_receipts=False)
    push(x_direct("The router is dead", "501", at=now))
    work(now)
    who = Correspondent.objects.get()
    for answer, state in (((502, b"<html>"), "doubtful"), ((500, {"title": "Internal Server Error"}), "doubtful"),
                          ((403, {"title": "Forbidden", "type": "https://api.twitter.com/2/problems/oauth1-permissions"}),
                           "waiting"), ((201, {"data": {}}), "doubtful")):  # fmt: skip
        sent = reply(Case.objects.get(), Reply("Hello"), by=desk, at=now, through=by_chat(who.pk))
        api.next.append(answer)
        work(now + UNDO)
        assert Outgoing.objects.get(entry=sent.id).state == state
        Outgoing.objects.filter(entry=sent.id).update(state="held")


def test_a66_only_x_pushes_and_rubbish_is_held(push, account, now):
    for secret in ("x", X_KEYS["api_secret"][:-1], X_KEYS["access_secret"]):
        assert push(x_direct("x", "1", at=now), secret=secret) == 403
    bodies = [b"\xff", b"[]", b"{}", b'{"for_user_id": 7}', b"[" * 50_000]
    bodies += [json.dumps({"for_user_id": X_ID, "direct_message_events": [
        {"type": "message_create", "message_create": {"sender_id": "77", "target": {"recipient_id": X_ID}}}]}).encode()]  # fmt: skip
    assert [push(body) for body in bodies] == [200] * len(bodies)
    for odd in (None, [], {}, 1, True, "x", [[]], {"file_id": []}, "9" * 400):
        for name in ("text", "entities", "extended_tweet", "extended_entities", "timestamp_ms", "created_at"):
            push(x_mention("x", "9", at=now, **{name: odd}))
        push(json.dumps({"for_user_id": X_ID, "tweet_create_events": [{"id_str": "1", "user": odd}, odd]}).encode())
        push(x_direct("x", "8", at=now, attachment=odd, urls=[{"url": odd, "expanded_url": odd}]))
        push(
            x_direct(
                "x", "7", at=now, attachment={"type": "media", "media": {"media_url_https": odd, "video_info": odd}}
            )
        )
        push(json.dumps({"for_user_id": X_ID, "direct_message_mark_read_events": odd, "users": odd}).encode())
    work(now, rounds=8)
    assert not Push.objects.filter(state="waiting").exists()
    assert not Push.objects.filter(reason__contains="could not be put").exists()


def test_a_greeting_is_signed_and_is_no_way_to_have_a_push_signed(account, client):
    url = reverse("incoming_messenger", args=["x", account.key])
    answer = client.get(url, {"crc_token": "NGE0NTBhYzk"})
    signed = base64.b64encode(hmac.new(X_KEYS["api_secret"].encode(), b"NGE0NTBhYzk", hashlib.sha256).digest())
    assert answer.json() == {"response_token": f"sha256={signed.decode()}"}
    assert answer["Content-Type"] == "application/json"
    forged = x_direct("x", "1", at=account.set_at).decode()
    for challenge in ("", forged, f" {forged}", f"\ufeff{forged}", "a" * 301, "{}"):
        assert client.get(url, {"crc_token": challenge}).status_code == 403


def test_connecting_tells_x_our_address_once_and_keeps_whose_account_it_is(account, api, now):
    assert unlock(account.secret)["user_id"] == X_ID and account.name == "@Tahuna"
    hook = {"id": "1146654567674912769", "url": f"{account.key}", "valid": False}
    from amana.channels.messaging.connecting import door_url

    api.next += [(200, {"data": {"id": X_ID, "username": "tahuna"}}), (200, {"access_token": "AAAAofTheApp"}),
                 (200, {"data": [hook | {"url": door_url(account)}]}), (200, {"data": {"attempted": True}}),
                 (200, {"data": {"subscribed": True}})]  # fmt: skip
    check(account, at=now)
    assert [(one.method, one.path.rpartition("/")[2]) for one in api.asked] == [
        ("GET", "me"), ("POST", "token"), ("GET", "webhooks"), ("PUT", hook["id"]), ("GET", "all"),
    ]  # fmt: skip
    account.account = "another"
    with pytest.raises(Refusal):
        check(account, at=now)
    api.next.append((401, {"title": "Unauthorized", "detail": "Unauthorized", "status": 401}))
    with pytest.raises(Trouble):
        check(account, at=now)
    assert account.state == "needs_login"
