from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.messaging.connecting import check, door_url
from amana.channels.messaging.words import NeedsLogin
from amana.channels.models import ChatMessage, ChatPart, Correspondent, Push
from amana.commitments.models import Commitment
from amana.commitments.noticing import confirm
from amana.counter.asking import greet, open_question, record_choice
from amana.counter.models import Choice, Question
from amana.desk.tests.conftest import signed_in
from amana.handling.ending.closing import agree, propose
from amana.handling.messaging.receiving import receive_pushes
from amana.handling.messaging.replying import by_chat, chats_of
from amana.handling.models import Suggestion
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import UNDO, Reply, reply
from amana.handling.tests.messaging.conftest import come_at, connected, work
from amana.people.models import Account, Address
from amana.portal.tests.conftest import door_to
from amana.post.models import File, Outgoing
from amana.record.reading import read
from amana.team.models import Agent, Team
from amana.team.viewing import at_the_desk, by_link
from tests.messengers import HANG_UP, SID, serving, twilio

pytestmark = pytest.mark.django_db

TYPED = {"number": "+972501234567", "account_sid": SID, "auth_token": "auth token"}
NOA = "+972521234567"


@pytest.fixture(scope="module")
def _api():
    with serving(twilio) as peer:
        yield peer


@pytest.fixture
def api(_api):
    _api.asked.clear()
    _api.next.clear()
    return _api


@pytest.fixture
def number(brand, dana, yossi, api, now):
    return connected(brand, yossi, api, now, channel="sms", typed=TYPED)


@pytest.fixture
def push(client, now, number):
    def do(*, token="auth token", url=None, **said):
        said = {"AccountSid": SID, "To": "+972501234567", "From": NOA, "NumMedia": "0"} | said
        signed = (url or door_url(number)) + "".join(name + said[name] for name in sorted(said))
        shown = base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        answer = client.post(
            reverse("incoming_messenger", args=["sms", number.key]), urlencode(said),
            content_type="application/x-www-form-urlencoded", headers={"X-Twilio-Signature": shown},
        )  # fmt: skip
        come_at(now)
        return answer.status_code

    return do


def sent(api):
    return [one for one in api.asked if one.path.endswith("/Messages.json")]


def test_a_message_finds_who_has_the_number_is_answered_and_its_fate_stands_on_it(
    number, push, api, noa, desk, now, settings
):
    Address.telephone(NOA, person=noa, at=now).save()
    assert push(MessageSid="SM1", Body="הנתב מת") == 200
    work(now)
    case = Case.objects.get()
    heard = next(one for one in read(case.key, side="customer") if one.kind == "message.received")
    assert case.customer == noa and (heard["channel"], heard["verified"]) == ("sms", "none")
    assert "/c/" in sent(api)[0].body.decode().replace("%2F", "/")
    (chat,) = chats_of(case, at=now + timedelta(days=30))
    assert chat.is_open and chat.open_until is None

    said = reply(case, Reply("טכנאי מגיע מחר."), by=desk, at=now, through=by_chat(chat.who.pk))
    work(now + UNDO)
    part = ChatPart.objects.get(entry=said.id)
    assert push(MessageSid=part.ref, MessageStatus="sending", To=NOA, From="+972501234567") == 200
    assert push(MessageSid=part.ref, MessageStatus="delivered", To=NOA, From="+972501234567") == 200
    work(now + UNDO)
    part.refresh_from_db()
    assert part.state == "delivered"
    push(MessageSid=part.ref, MessageStatus="undelivered", ErrorCode="30005", To=NOA, From="+972501234567")
    work(now + UNDO)
    part.refresh_from_db()
    assert part.state == "delivered"  # it arrived, whatever comes later


def test_stop_is_heeded_and_start_takes_it_back(number, push, api, desk, now):
    push(MessageSid="SM1", Body="The router is dead")
    push(MessageSid="SM2", Body=" Stop. ")
    work(now)
    case, who = Case.objects.get(), Correspondent.objects.get()
    assert who.stopped_at is not None
    with pytest.raises(Refused, match="no more messages"):
        reply(case, Reply("Hello"), by=desk, at=now, through=by_chat(who.pk))
    push(MessageSid="SM3", Body="START")
    work(now)
    assert reply(case, Reply("Hello"), by=desk, at=now, through=by_chat(who.pk)) is not None


def test_stop_by_itself_opens_no_case(number, push, now):
    push(MessageSid="SM1", Body="הסר")
    work(now)
    assert not Case.objects.exists() and Correspondent.objects.get().stopped_at == now
    assert ChatMessage.objects.get().case is None and Push.objects.get().state == "done"
    # No entry holds these words, so that no erasure would find them.
    assert bytes(Push.objects.get().body) == b""


def test_a_picture_is_a_message_whatever_stands_below_it(number, push, now):
    url = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1"
    push(MessageSid="MM1", Body="End", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")
    work(now)
    assert File.objects.get().case == Case.objects.get().key and Correspondent.objects.get().stopped_at == now


def test_at_night_only_whoever_is_awake_is_answered_at_once(number, push, desk, now):
    push(MessageSid="SM1", Body="The router is dead")
    work(now)
    case, who = Case.objects.get(), Correspondent.objects.get()
    night = now + timedelta(hours=14)  # midnight in Jerusalem
    reply(case, Reply("Tomorrow."), by=desk, at=night, through=by_chat(who.pk))
    assert Outgoing.objects.get(what="reply").not_before == now + timedelta(hours=22) + UNDO
    Correspondent.objects.update(last_in_at=night)
    said = reply(case, Reply("Now."), by=desk, at=night, through=by_chat(who.pk))
    assert Outgoing.objects.get(entry=said.id).not_before == night + UNDO


def test_files_come_in_and_none_go_out(number, push, api, desk, now):
    url = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1"
    push(
        MessageSid="MM1",
        Body="",
        NumMedia="2",
        MediaUrl0=url,
        MediaContentType0="image/jpeg",
        MediaUrl1="http://169.254.169.254/x",
    )
    work(now)
    assert [(one.name, one.type) for one in File.objects.all()] == [("ME1.jpg", "image/jpeg")]
    assert not any("169.254" in one.path for one in api.asked)
    with pytest.raises(Refused, match="does not take this kind"):
        reply(Case.objects.get(), Reply("Here", files=[Attached("a.pdf", "application/pdf", b"%PDF")]), by=desk, at=now,
              through=by_chat(Correspondent.objects.get().pk))  # fmt: skip


def test_a_provider_that_misbehaves(number, push, api, desk, now):
    push(MessageSid="SM1", Body="The router is dead")
    work(now)
    case, who, at = Case.objects.get(), Correspondent.objects.get(), now + UNDO
    reply(case, Reply("Hello"), by=desk, at=now, through=by_chat(who.pk))
    row, before = Outgoing.objects.get(what="reply"), len(sent(api))
    for said in [(500, {"code": 20500, "message": "Internal error"}), (429, {"code": 20429, "message": "Too many"}),
                 (401, {"code": 20003, "message": "Authenticate"})]:  # fmt: skip
        api.next.append(said)
        work(at)
        row.refresh_from_db()
        assert row.state == "waiting" and row.not_before > at
        at = row.not_before
    api.next.append(HANG_UP)
    work(at)
    row.refresh_from_db()
    assert (row.state, len(sent(api)) - before) == ("doubtful", 4)
    push(MessageSid="SM77", MessageStatus="failed", ErrorCode="30006", To=NOA, From="+972501234567")
    work(at)
    row.refresh_from_db()
    assert row.state == "failed" and ChatPart.objects.get(outgoing=row).ref == "SM77"
    assert "message.bounced" in [one.kind for one in read(case.key, side="customer")]


def test_a66_the_signature_is_over_our_own_address_and_every_field(number, push, client):
    assert push(MessageSid="SM1", Body="x", token="another") == 403
    assert push(MessageSid="SM1", Body="x", url="https://evil.example/in/") == 403
    url = reverse("incoming_messenger", args=["sms", number.key])
    for body in (b"", b"MessageSid=SM1", b"\xff=1", b"&".join(b"a=1" for _number in range(500))):
        answer = client.post(url, body, content_type="text/plain", headers={"X-Twilio-Signature": "AAAA"})
        assert answer.status_code == 403
    assert client.get(url).status_code == 403 and not Push.objects.exists()


def test_what_is_no_message_to_us_is_left_alone_and_rubbish_is_held(number, push, now):
    push(MessageSid="SM1", Body="x", To="+1")
    push(MessageSid="SM2", Body="Sale!", From="BANK")
    push(Body="x")
    push(MessageSid="../x", Body="x")
    work(now)
    assert sorted(Push.objects.values_list("state", flat=True)) == ["done", "done", "held", "held"]
    assert not Case.objects.exists()


def test_a_number_is_tried(number, now):
    assert check(number, at=now).name == "+972501234567"
    number.said["account_sid"] = "AC2"
    with pytest.raises(NeedsLogin):
        check(number, at=now)
    assert number.state == "needs_login" and settings.BASE_URL


def test_a02_nothing_that_binds_follows_from_a_number_that_anybody_can_write(
    number, push, noa, desk, dana, client, now
):
    Address.telephone(NOA, person=noa, at=now).save()
    push(MessageSid="SM1", Body="The router is dead")
    work(now)
    case = Case.objects.get()
    closing = propose(case, terms=[], by=desk, at=now)
    push(MessageSid="SM2", Body="Yes, it is solved. You can close it.")
    work(now)
    heard = next(
        one for one in read(case.key, side="customer") if one["text"] == "Yes, it is solved. You can close it."
    )
    case.refresh_from_db()
    assert case.is_open and heard["verified"] == "none" and not Suggestion.objects.exists()
    with pytest.raises(Refused):
        agree(closing, by=desk, at=now, shown_by=heard.id)
    desks = signed_in(dana)
    page = desks.get(reverse("desk:case", args=[case.number])).content.decode()
    assert page.count("sender not verified") == 2
    asked = desks.get(reverse("desk:closing_agreement", args=[closing.pk])).content.decode()
    assert "has written nothing since" in asked and "it is solved" not in asked
    door = door_to(case, noa)
    theirs = door.enter(client).get(door.url).content.decode()
    assert theirs.count("השולח לא אומת") == 2


def test_one_message_that_cannot_be_sent_holds_up_no_other(number, push, api, desk, now):
    push(MessageSid="SM1", Body="The router is dead")
    push(MessageSid="SM2", Body="The router is dead", From="+972529999999")
    work(now)
    first, second = Case.objects.order_by("opened_at", "pk")
    for case in (first, second):
        reply(case, Reply("Tomorrow."), by=desk, at=now, through=by_chat(chats_of(case, at=now)[0].who.pk))
    Outgoing.objects.filter(case=first.key, what="reply").update(mime=b"{")
    work(now + UNDO)
    bad, good = (Outgoing.objects.get(case=case.key, what="reply") for case in (first, second))
    assert good.state == "sent"
    assert (bad.state, bad.attempts, bad.last_error) == ("waiting", 1, "It could not be sent (JSONDecodeError).")
    at = bad.not_before
    for _turn in range(12):
        work(at)
        bad.refresh_from_db()
        at = max(bad.not_before, at)
    assert bad.state == "held"


def test_a_database_that_cannot_write_counts_as_no_try_of_a_message(number, push, now):
    push(MessageSid="SM1", Body="The router is dead")
    with connection.execute_wrapper(_full):
        receive_pushes(worker="w", at=now)
    row = Push.objects.get()
    assert (row.state, row.attempts, row.not_before) == ("waiting", 0, now + timedelta(seconds=30))
    work(now + timedelta(seconds=30))
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_push_is_to_come_again_while_nothing_can_be_written(number, client, push):
    client.raise_request_exception = False
    with connection.execute_wrapper(_full_for_pushes):
        assert push(MessageSid="SM1", Body="The router is dead") == 503
    assert push(MessageSid="SM1", Body="The router is dead") == 200 and Push.objects.count() == 1


def _full(execute, sql, params, many, context):
    """As a database on a full disk answers to whatever is said of a case."""
    if sql.startswith("INSERT") and "channels_chatmessage" in sql:
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


def _full_for_pushes(execute, sql, params, many, context):
    if sql.startswith("INSERT") and "channels_push" in sql:
        raise OperationalError("database or disk is full")
    return execute(sql, params, many, context)


@pytest.fixture
def asked(number, push, noa, brand, dana, now):
    """Noa wrote by SMS and was asked what it is about; a repair is for Miri's team."""
    Address.telephone(NOA, person=noa, at=now).save()
    team = Team.objects.create(name="Repairs", created_at=now)
    account = Account.objects.create_user("miri@example.com", "a long password", name="Miri Paz", language="en")
    Agent.objects.create(account=account, team=team, joined_at=now).brands.add(brand)
    question = Question.objects.create(brand=brand, texts={"en": "What is it about?"}, made_at=now)
    Choice.objects.create(question=question, place=1, texts={"en": "A repair"}, team=team)
    push(MessageSid="SM1", Body="The router is dead")
    work(now)
    Case.objects.update(holder=dana)
    case = Case.objects.get()
    greet(case, at=now)
    push(MessageSid="SM2", Body="1")
    work(now)
    case.refresh_from_db()
    return case


def test_a02_a_number_that_anybody_can_write_chooses_no_line(asked, dana):
    assert asked.holder == dana and open_question(asked) is not None
    page = signed_in(dana).get(reverse("desk:case", args=[asked.number])).content.decode()
    assert "Record it: they chose – A repair" in page and "sender not verified" in page


def test_whoever_serves_the_case_may_go_by_an_unproved_answer_and_stands_for_it(asked, dana):
    row = Suggestion.objects.get()
    url = reverse("desk:answer_record", args=[asked.number, row.pk])
    assert signed_in(dana).post(url).status_code == 302
    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.holder.name, row.ending, open_question(asked)) == ("Miri Paz", "recorded", None)
    held = [one for one in read(asked.key, side="customer") if one.kind == "case.held"]
    assert (held[-1].by.kind, held[-1].by.key) == ("agent", str(dana.pk))


def test_an_unproved_answer_is_put_aside_and_the_question_still_waits_on_their_page(asked, dana, noa, client):
    row = Suggestion.objects.get()
    signed_in(dana).post(reverse("desk:answer_dismissal", args=[asked.number, row.pk]))
    assert "they chose" not in signed_in(dana).get(reverse("desk:case", args=[asked.number])).content.decode()
    door = door_to(asked, noa)
    assert "A repair" in door.enter(client).get(door.url).content.decode()


def test_an_unproved_answer_means_nothing_once_the_question_is_answered(asked, dana, noa, now):
    hear(asked, "1", by=by_link(noa, asked.key), at=now)
    asked.refresh_from_db()
    assert asked.holder.name == "Miri Paz"
    page = signed_in(dana).get(reverse("desk:case", args=[asked.number])).content.decode()
    assert "they chose" not in page
    with pytest.raises(Refused):
        record_choice(Suggestion.objects.get(), by=at_the_desk(dana), at=now)


def test_a02_no_promise_of_a_customers_is_confirmed_out_of_an_sms(number, push, noa, desk, now):
    Address.telephone(NOA, person=noa, at=now).save()
    push(MessageSid="SM1", Body="The router is dead. I will send you the photos by Sunday.")
    work(now)
    noticed = Commitment.objects.get(state=Commitment.NOTICED, promiser="customer")
    with pytest.raises(Refused, match="in their name"):
        confirm(noticed, due_at=now + timedelta(days=3), by=desk, at=now)
