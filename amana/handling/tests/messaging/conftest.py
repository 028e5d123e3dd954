from __future__ import annotations

import hashlib
import hmac

import pytest
from django.urls import reverse

from amana.channels.messaging.connecting import connect
from amana.channels.messaging.sending import send_chats
from amana.channels.models import Push
from amana.handling.intake.refusals import note_refused
from amana.handling.messaging.receiving import receive_pushes
from tests.messengers import NUMBER, serving, whatsapp

TYPED = {
    "phone_number_id": NUMBER,
    "business_id": "102290129340398",
    "token": "EAAtoken",
    "app_secret": "app secret",
    "verify_token": "a word of ours",
}


def connected(brand, by, peer, at, *, channel="whatsapp", typed=TYPED):
    row = connect(brand, channel, typed, by=by, at=at)
    row.url, row.allows_private = peer.url, True
    row.save()
    return row


@pytest.fixture(scope="module")
def _graph():
    with serving(whatsapp) as peer:
        yield peer


@pytest.fixture
def graph(_graph):
    _graph.asked.clear()
    _graph.next.clear()
    return _graph


@pytest.fixture
def number(brand, dana, yossi, graph, now):
    return connected(brand, yossi, graph, now)


@pytest.fixture
def push(client, now):
    """Push to a number as WhatsApp does, signed with the secret of its app; it comes at the moment of the test."""

    def do(row, body, *, secret="app secret", **headers):
        signed = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
        url = reverse("incoming_messenger", args=[row.channel, row.key])
        signed_so = {"X-Hub-Signature-256": signed} | headers
        answer = client.post(url, body, content_type="application/json", headers=signed_so)
        come_at(now)
        return answer

    return do


def come_at(at):
    """Set the stage: whatever was pushed came at this moment."""
    Push.objects.filter(state=Push.WAITING).update(not_before=at, received_at=at)


def work(at, *, rounds=1):
    """Let the worker read what was pushed, and send what is due."""
    for _round in range(rounds):
        receive_pushes(worker="w", at=at)
        send_chats(worker="w", at=at, on_refused=note_refused)
