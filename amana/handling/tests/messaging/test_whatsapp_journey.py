from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.channels.models import ChatPart, Correspondent, Push
from amana.commitments.models import Commitment
from amana.handling.messaging.replying import by_chat, chats_of
from amana.handling.talking.replying import UNDO, Reply, reply
from amana.handling.tests.messaging.conftest import work
from amana.people.models import Address
from amana.post.models import Outgoing
from amana.record.reading import read
from tests.messengers import whatsapp_push, whatsapp_text

pytestmark = pytest.mark.django_db


def test_a_message_becomes_a_case_is_answered_and_its_fate_stands_on_the_answer(number, push, graph, desk, now):
    said = whatsapp_text("הנתב מת. אשלח לכם צילום עד יום ראשון", "wamid.1", at=now)
    assert push(number, whatsapp_push([said])).status_code == 200
    assert Push.objects.get().state == "waiting"
    work(now)
    case = Case.objects.get()
    assert (case.channel, case.brand, str(case.customer)) == ("whatsapp", number.brand, "Noa Levi")
    assert Address.objects.get(person=case.customer).value == "+972521234567"
    heard = next(one for one in read(case.key, side="customer") if one.kind == "message.received")
    assert heard["text"].startswith("הנתב") and heard["channel"] == "whatsapp" and heard["verified"] == "messenger"
    assert Commitment.objects.filter(case=case, promiser="customer", origin=Commitment.READ).exists()

    receipt = graph.asked[-1].json
    assert receipt["to"] == "972521234567" and receipt["context"] == {"message_id": "wamid.1"}
    assert case.number in receipt["text"]["body"] and "/c/" in receipt["text"]["body"]

    (chat,) = chats_of(case, at=now)
    assert chat.is_open and chat.open_until == now + timedelta(hours=24)
    sent = reply(case, Reply("**טכנאי** מגיע מחר."), by=desk, at=now, through=by_chat(chat.who.pk))
    work(now + UNDO)
    answer = graph.asked[-1].json
    assert answer["text"]["body"] == "טכנאי מגיע מחר."
    part = ChatPart.objects.get(entry=sent.id)
    assert part.state == "sent" and part.ref == f"wamid.{part.pk}"

    later = now + timedelta(minutes=1)
    states = [{"id": part.ref, "status": state, "timestamp": str(int(later.timestamp())), "recipient_id": "972521234567"}
              for state in ("read", "delivered", "sent")]  # fmt: skip
    push(number, whatsapp_push(statuses=states))
    work(later)
    part.refresh_from_db()
    assert (part.state, Outgoing.objects.get(entry=sent.id).state) == ("read", "sent")


def test_the_next_message_goes_on_in_the_open_case_and_twice_is_once(number, push, now):
    push(number, whatsapp_push([whatsapp_text("The router is dead", "wamid.1", at=now)]))
    work(now)
    body = whatsapp_push([whatsapp_text("Still dead", "wamid.2", at=now)])
    both = whatsapp_push([whatsapp_text("Still dead", "wamid.2", at=now), whatsapp_text("Hello?", "wamid.3", at=now)])
    assert [push(number, one).status_code for one in (body, body, both)] == [200, 200, 200]
    work(now)
    assert Push.objects.filter(state="done").count() == 3
    words = [one["text"] for one in read(Case.objects.get().key, side="company") if one.kind == "message.received"]
    assert words == ["The router is dead", "Still dead", "Hello?"]
    assert Correspondent.objects.get().last_in_at == now
    # Three short messages in one breath are one contact.
    assert Case.objects.get().contacts == 1
    push(number, whatsapp_push([whatsapp_text("And now?", "wamid.4", at=now + timedelta(minutes=20))]))
    work(now + timedelta(minutes=20))
    assert Case.objects.get().contacts == 2
