from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.channels.models import Correspondent, Push
from amana.commitments.models import Commitment
from amana.escalation.ringing import next_alarm, ring
from amana.handling.messaging.replying import by_chat
from amana.handling.talking.replying import UNDO, Reply, reply
from amana.handling.tests.messaging.conftest import work
from amana.post.models import Outgoing
from amana.record.appending import SYSTEM
from amana.record.reading import read
from amana.record.withdrawing import erase
from tests.messengers import whatsapp_push, whatsapp_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(number, push, graph, now) -> Case:
    push(number, whatsapp_push([whatsapp_text("The router is dead", "wamid.1", at=now)]))
    work(now)
    graph.asked.clear()
    return Case.objects.get()


def test_what_is_erased_is_gone_from_the_push_and_from_what_went_out(chat, desk, now):
    said = reply(chat, Reply("A technician comes."), by=desk, at=now, through=by_chat(Correspondent.objects.get().pk))
    work(now + UNDO)
    heard = next(one for one in read(chat.key, side="company") if one.kind == "message.received")
    for key in (heard.id, said.id):
        erase(key, why="erased", by=SYSTEM, at=now + UNDO)
    assert bytes(Push.objects.get().body) == b"" and Push.objects.get().digest
    assert bytes(Outgoing.objects.get(entry=said.id).mime) == b""


def test_what_is_told_twice_in_other_bytes_is_kept_once(chat, number, push, now):
    push(number, whatsapp_push([whatsapp_text("The router is dead", "wamid.1", at=now)]) + b" ")
    work(now)
    assert sorted(bool(bytes(one.body)) for one in Push.objects.filter(state="done")) == [False, True]
    assert Push.objects.count() == 2


def test_who_they_are_can_be_let_go_of_while_what_was_sent_stays(chat, desk, now):
    who = Correspondent.objects.get()
    said = reply(chat, Reply("A technician comes."), by=desk, at=now, through=by_chat(who.pk))
    who.delete()
    part = Outgoing.objects.get(entry=said.id).parts.get()
    assert part.correspondent is None


def test_whoever_has_no_mail_is_told_by_the_messenger_that_a_promise_is_late(chat, graph, now):
    Correspondent.objects.update(last_in_at=now + timedelta(days=2))
    Commitment.objects.filter(case=chat).update(due_at=now + timedelta(hours=1), alarm_at=now + timedelta(hours=1))
    at = now + timedelta(hours=1)
    for _ring in range(20):
        ring(at=at)
        following = next_alarm()
        if Outgoing.objects.filter(what="notice").exists() or following is None:
            break
        at = max(at, following)
    notice = Outgoing.objects.get(what="notice")
    assert notice.channel == "whatsapp" and notice.not_before >= now
    work(notice.not_before)
    assert "should not have to ask" in graph.asked[-1].json["text"]["body"]
