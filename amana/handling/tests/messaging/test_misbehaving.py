"""A provider that refuses, is busy, is slow or says nothing: nothing is lost, nothing is doubled, and somebody is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.channels.email.sending import try_again
from amana.channels.messaging.sending import SIGN_IN_AGAIN, UNTIL_TOLD
from amana.channels.models import ChatPart, Correspondent, Messenger, Push
from amana.handling.messaging.replying import by_chat
from amana.handling.talking.replying import UNDO, Reply, reply, take_back
from amana.handling.tests.messaging.conftest import work
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from tests.messengers import HANG_UP, whatsapp_push, whatsapp_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(number, push, graph, now) -> Case:
    Messenger.objects.update(gives_receipts=False)
    push(number, whatsapp_push([whatsapp_text("The router is dead", "wamid.1", at=now)]))
    work(now)
    graph.asked.clear()
    return Case.objects.get()


@pytest.fixture
def answer(chat, desk, now) -> Outgoing:
    reply(chat, Reply("A technician comes."), by=desk, at=now, through=by_chat(Correspondent.objects.get().pk))
    return Outgoing.objects.get(what="reply")


def error(code, status=400, *, message="What went wrong", headers=None):
    said = {"error": {"message": message, "type": "OAuthException", "code": code, "error_data": {"details": message}}}
    return (status, said, headers) if headers else (status, said)


def sent(graph):
    return [one for one in graph.asked if one.path.endswith("/messages")]


def state(row):
    row.refresh_from_db()
    return row.state


def test_what_may_be_tried_again_is_and_a_pause_that_was_asked_for_is_kept(answer, graph, now):
    at = now + UNDO
    for said in (error(131000, 500), error(130429, 429), error(2, 503)):
        graph.next.append(said)
        work(at)
        assert state(answer) == Outgoing.WAITING and answer.not_before > at
        at = answer.not_before
    graph.next.append(error(80007, 429, headers={"Retry-After": "600"}))
    work(at)
    assert state(answer) == Outgoing.WAITING and answer.not_before == at + timedelta(seconds=600)
    assert Messenger.objects.get().rests_until == answer.not_before
    work(at + timedelta(seconds=599))
    assert len(sent(graph)) == 4
    work(answer.not_before)
    assert state(answer) == Outgoing.SENT and Messenger.objects.get().state == "working"


def test_an_expired_token_waits_for_somebody_and_counts_as_no_attempt(answer, graph, now):
    graph.next.append(error(190, 401, message="Error validating access token"))
    work(now + UNDO)
    row = Messenger.objects.get()
    assert state(answer) == Outgoing.WAITING and answer.attempts == 0
    assert row.state == "needs_login" and "EAAtoken" not in row.reason
    work(now + UNDO + SIGN_IN_AGAIN)
    assert state(answer) == Outgoing.SENT


def test_a_closed_window_is_final_and_says_what_to_do(chat, answer, graph, now):
    graph.next.append(error(131047, message="Re-engagement message"))
    work(now + UNDO)
    assert state(answer) == Outgoing.FAILED and "approved template" in answer.last_error
    bounced = next(one for one in read(chat.key, side="customer") if one.kind == "message.bounced")
    assert bounced["to"] == "+972521234567" and "131047" in bounced["why"]
    assert list(verify()) == []
    # Somebody may send it again by hand.
    assert try_again(answer, at=now + timedelta(hours=1))
    work(now + timedelta(hours=1))
    assert state(answer) == Outgoing.SENT


def test_no_answer_is_never_asked_twice_and_its_state_tells(answer, graph, push, number, now):
    """Killed after the request, or a gateway that gave up: the provider's own word settles it."""
    graph.next.append(HANG_UP)
    work(now + UNDO)
    assert state(answer) == Outgoing.DOUBTFUL and answer.was_doubtful
    part = ChatPart.objects.get()
    told = {"id": "wamid.X", "status": "delivered", "timestamp": str(int(now.timestamp())), "recipient_id": "972521234567",
            "biz_opaque_callback_data": str(part.pk)}  # fmt: skip
    push(number, whatsapp_push(statuses=[told]))
    work(now + UNDO)
    part.refresh_from_db()
    assert (state(answer), part.state, part.ref, len(sent(graph))) == (Outgoing.SENT, "delivered", "wamid.X", 1)


def test_what_nobody_tells_is_held_for_a_person(answer, graph, now):
    graph.next.append((502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"}))
    work(now + UNDO)
    assert state(answer) == Outgoing.DOUBTFUL
    work(now + UNDO + UNTIL_TOLD)
    assert state(answer) == Outgoing.HELD and "may have been sent" in answer.last_error and len(sent(graph)) == 1


def test_a_failure_told_afterwards_is_noted_once_and_a_late_state_changes_nothing(chat, answer, push, number, now):
    work(now + UNDO)
    ref = ChatPart.objects.get().ref
    failed = {"id": ref, "status": "failed", "timestamp": str(int(now.timestamp())), "recipient_id": "972521234567",
              "errors": [{"code": 131026, "title": "Message undeliverable"}]}  # fmt: skip
    again = dict(failed, timestamp=str(int(now.timestamp()) + 1))
    for one in (failed, again, dict(failed, status="sent", errors=[])):
        push(number, whatsapp_push(statuses=[one]))
        work(now + UNDO)
    kinds = [one.kind for one in read(chat.key, side="company")]
    assert (state(answer), kinds.count("message.bounced"), ChatPart.objects.get().state) == ("failed", 1, "failed")


def test_a_reply_taken_back_is_never_sent(answer, graph, desk, now):
    assert take_back(answer, by=desk, at=now)
    work(now + UNDO)
    assert not sent(graph) and state(answer) == Outgoing.HELD


def test_a_worker_who_died_while_it_was_asked_leaves_it_to_a_person(answer, graph, now):
    ChatPart.objects.update(state="asked")
    Outgoing.objects.filter(pk=answer.pk).update(state="sending", lease_owner="dead", lease_until=now)
    work(now + timedelta(minutes=10))
    assert state(answer) == Outgoing.HELD and not sent(graph)


def test_files_go_out_after_the_words_and_come_in_within_bounds(chat, graph, push, number, desk, now):
    from amana.channels.email.composing import Attached
    from amana.post.models import File

    who = Correspondent.objects.get()
    files = [Attached("bill.pdf", "application/pdf", b"%PDF-1.7"), Attached("port.png", "image/png", b"\x89PNG")]
    reply(chat, Reply("Here.", files=files), by=desk, at=now, through=by_chat(who.pk))
    work(now + UNDO)
    kinds = [one.json["type"] for one in sent(graph)]
    assert kinds == ["text", "document", "image"] and sent(graph)[1].json["document"]["filename"] == "bill.pdf"
    assert b"%PDF-1.7" in next(one.body for one in graph.asked if one.path.endswith("/media"))

    image = {"from": "972521234567", "id": "wamid.2", "timestamp": "1", "type": "image",
             "image": {"id": "1003383421387256", "mime_type": "image/jpeg", "caption": "This light"}}  # fmt: skip
    push(number, whatsapp_push([image]))
    graph.next.append(error(131000, 500))
    work(now + UNDO)
    assert not File.objects.filter(name="image.jpg").exists()
    work(now + timedelta(minutes=2))
    file = File.objects.get(name="image.jpg")
    assert (file.type, file.case) == ("image/jpeg", chat.key)

    gone = image | {"id": "wamid.3", "image": {"id": "404", "mime_type": "image"}}
    push(number, whatsapp_push([gone]))
    work(now + timedelta(minutes=3))
    heard = [one for one in read(chat.key, side="customer") if one.kind == "message.received"][-1]
    assert heard["missing_files"] == ["image"] and not heard["files"]
    assert Push.objects.filter(state="done").count() == 3
