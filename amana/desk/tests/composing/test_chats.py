"""Chats from WhatsApp, brought in and answered by hand."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amana.commitments.models import Commitment
from amana.desk.composing.chats import _open_url
from amana.record.reading import read

CHAT = (
    "12/11/2026, 10:00 - Messages and calls are end-to-end encrypted.\n"
    "12/11/2026, 10:01 - Noa Levi: Is it on its way?\n"
    "12/11/2026, 10:02 - Dana Katz: I will send you the number by Sunday at 12:00.\n"
    "12/11/2026, 10:03 - Uncle: hello\n"
    "12/11/2026, 10:04 - Noa Levi: Thank you\nvery much\n"
)
SIDES = {"names": "1", "side-0": "customer", "side-1": "company", "side-2": ""}


def url(case, rest="chats/"):
    return f"/desk/cases/{case.number}/{rest}"


@pytest.fixture
def chat(now):
    """The chat, moved to yesterday."""
    return CHAT.replace("12/11/2026", f"{now - timedelta(days=1):%d/%m/%Y}")


def said(case):
    return [one for one in read(case.key, side="customer") if one["channel"] == "whatsapp"]


def test_a_chat_is_looked_at_and_then_brought_in_once(desk, case, chat):
    file = SimpleUploadedFile("chat.txt", chat.encode(), content_type="text/plain")
    html = desk.post(url(case), {"file": file}).content.decode()
    assert not said(case) and "4 messages" in html and "end-to-end" not in html
    packed = re.search(r'name="packed" value="([^"]+)"', html)[1]
    form = {"packed": packed, **SIDES}
    assert desk.post(url(case), {"packed": packed, "names": "1"}).status_code == 422
    assert desk.post(url(case), form).status_code == 302

    found = said(case)
    assert [one.kind for one in found] == ["message.received", "message.sent", "message.received"]
    assert found[2]["text"] == "Thank you\nvery much" and found[0]["brought_in_by"] == "Dana Katz"
    assert Commitment.objects.get(state="noticed", promiser="company").said_in == found[1].id
    case.refresh_from_db()
    assert case.contacts <= 1
    assert "brought in by" in desk.get(url(case, "")).content.decode()

    before = len(read(case.key, side="company"))
    assert "in the record already" in desk.post(url(case), form, follow=True).content.decode()
    longer = chat + chat.splitlines()[-2].replace("10:04", "10:05")
    html = desk.post(url(case), {"text": longer}).content.decode()
    form["packed"] = re.search(r'name="packed" value="([^"]+)"', html)[1]
    desk.post(url(case), form)
    assert len(said(case)) == 4
    assert len(read(case.key, side="company")) > before


@pytest.mark.parametrize("more", [{"text": "hello"}, {"packed": "!!", "names": "1"}, {"packed": "AAAA", "names": "1"}])
def test_rubbish_is_refused_with_a_sentence(desk, case, more):
    answer = desk.post(url(case), more)
    assert answer.status_code == 422 and "not a chat" in answer.content.decode()
    assert not said(case)


def test_a_chat_of_more_than_five_megabytes_or_from_the_future_is_refused(desk, case):
    big = SimpleUploadedFile("chat.txt", b"x" * (5 * 1024 * 1024 + 1))
    assert "larger than 5 MB" in desk.post(url(case), {"file": big}).content.decode()
    html = desk.post(url(case), {"text": "12/11/2099, 10:00 - Noa: x"}).content.decode()
    packed = re.search(r'name="packed" value="([^"]+)"', html)[1]
    assert "lies in the future" in desk.post(url(case), {"packed": packed, **SIDES}).content.decode()


def test_a_reply_by_hand_is_opened_there_and_stands_in_the_record_once(desk, case, dana):
    text = "I will send you a router by Thursday at 12:00."
    html = desk.post(url(case, "chats/reply/"), {"text": text, "act": "check"}).content.decode()
    assert "https://wa.me/972501234567?text=I%20will" in html and not said(case)
    key = re.search(r'name="key" value="([^"]+)"', html)[1]
    form = {"text": text, "act": "sent", "key": key, "number": "+972501234567"}
    assert desk.post(url(case, "chats/reply/"), form).status_code == 422
    form |= dict(re.findall(r'name="(promise-\w+-due)" value="([^"]+)"', html))
    for _twice in range(2):
        assert desk.post(url(case, "chats/reply/"), form).status_code == 302
    sent = said(case)
    assert len(sent) == 1 and sent[0]["by_hand"] == "Dana Katz"
    assert Commitment.objects.get(said_in=sent[0].id).owner_agent == dana
    assert not Commitment.objects.outstanding().filter(case=case, origin="answer").exists()
    assert "sent by hand" in desk.get(url(case, "")).content.decode()


@pytest.mark.parametrize("number", ["", "050-1234567", "+12", "+1234567890123456"])
def test_without_an_international_number_nothing_is_opened(number):
    assert _open_url(number, "Hello") == ""
