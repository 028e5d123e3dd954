"""Words that came elsewhere: looked at first, taken in once, with their own moment and side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from amana.advocacy.adding.dropping import forget_dropped
from amana.advocacy.letters.models import Dropped
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.portal.tests.mine.stage import entries, url
from amana.record.reading import read

CHATS = {
    "en": "12/10/2026, 09:00 - Avi: Hello, how can I help?\n12/10/2026, 09:05 - Gil: The line is dead.\nSince Monday.\n",
    "he": "[12.10.2026, 09:00:00] אבי: שלום, איך אפשר לעזור?\n[12.10.2026, 09:05:00] Gil: הקו מת.\n",
    "ar": "١٢\u200f/١٠\u200f/٢٠٢٦، ٩:٠٠ ص - سامي: مرحبا\n١٢\u200f/١٠\u200f/٢٠٢٦، ٩:٠٥ ص - Gil: الخط معطل\n",
}
MAIL = (b"From: Avi <avi@kav.example>\r\nTo: gil@bayit.example\r\nDate: Mon, 12 Oct 2026 09:00:00 +0300\r\n"
        b"Message-ID: <one@kav.example>\r\nSubject: Your line\r\n\r\nWe will call you.\r\n")  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


def drop(client, own: Case, content: bytes | str, name: str = "") -> str:
    if isinstance(content, str) and not name:
        answer = client.post(url(own, "adding/"), {"text": content})
    else:
        raw = content if isinstance(content, bytes) else content.encode()
        answer = client.post(url(own, "adding/"), {"file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 302, answer.content.decode()[:400]
    return answer.url


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_a_chat_in_three_languages_enters_with_its_sides_and_moments(own, client, language):
    page = drop(client, own, CHATS[language])
    shown = client.get(page).content.decode()
    assert 'name="side-0"' in shown and entries(own, "message.sent") == []

    client.post(page, {"act": "take", "side-0": "company", "side-1": "customer"})
    theirs, mine = entries(own, "message.sent"), entries(own, "message.received")
    assert len(theirs) == len(mine) == 1
    assert datetime.fromisoformat(theirs[0]["sent_at"]) == datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
    assert not Dropped.objects.exists() and mine[0]["from"]["name"] == "Gil"


def test_the_same_chat_twice_is_one_and_a_longer_one_adds_what_is_new(own, client):
    sides = {"act": "take", "side-0": "company", "side-1": "customer"}
    client.post(drop(client, own, CHATS["en"]), sides)
    client.post(drop(client, own, CHATS["en"]), sides)
    client.post(drop(client, own, CHATS["en"] + "12/10/2026, 09:10 - Avi: A technician comes.\n", "chat.txt"), sides)

    assert len(entries(own, "message.sent")) == 2 and len(entries(own, "message.received")) == 1


def test_nothing_of_a_megabyte_is_lost(own, client):
    start = datetime(2026, 1, 1, 8, 0)
    lines = []
    for number in range(2_500):
        at, words = start + timedelta(minutes=number), "of a long conversation with them " * 12
        lines.append(f"{at:%d/%m/%Y, %H:%M} - {'Avi' if number % 2 else 'Gil'}: message {number} {words}".strip())
    text = "\n".join(lines)
    assert len(text) > 1_000_000
    page = drop(client, own, text, "WhatsApp Chat.txt")
    client.post(page, {"act": "take", "side-0": "customer", "side-1": "company"})

    said = {one["text"] for one in read(own.key, side="customer") if one.kind in {"message.sent", "message.received"}}
    assert len(said) == 2_500


def test_a_mail_enters_with_its_own_time_once(own, client):
    for _again in range(2):
        page = drop(client, own, MAIL, "a.eml")
        assert "Your line" in client.get(page).content.decode()
        client.post(page, {"act": "take", "side": "company"})

    [said] = entries(own, "message.sent")
    assert said["text"] == "We will call you." and said["sent_at"].startswith("2026-10-12T06:00:00")


@pytest.mark.parametrize(("content", "name"), [
    (b"From:", "a.eml"), (b"\xff\xfe\x00garbage\x00", "a.eml"), (b"PK\x03\x04 no zip", "chat.zip"), (b"\r\n\r\n", "b.eml"),
])  # fmt: skip
def test_what_is_broken_gives_a_sentence_and_takes_nothing_in(own, client, content, name):
    answer = client.post(url(own, "adding/"), {"file": SimpleUploadedFile(name, content)})
    if answer.status_code == 302:
        answer = client.get(answer.url)
    page = answer.content.decode()

    assert 'role="alert"' in page or "Whose words" in page
    assert [one.kind for one in read(own.key, side="customer") if one.kind.startswith("message.")] == []


@pytest.mark.parametrize("content", [b"", b"   \n", b"\x7fELF\x00\x00\x01binary\x00"])
def test_nothing_and_unknown_files_are_refused(own, client, content):
    answer = client.post(url(own, "adding/"), {"file": SimpleUploadedFile("x.bin", content), "text": ""})

    assert answer.status_code == 422 and not Dropped.objects.exists()


def test_a_picture_of_nothing_is_kept_with_what_its_keeper_typed(own, client):
    page = drop(client, own, PNG, "screen.png")
    assert "not read by the machine" in client.get(page).content.decode()
    assert client.post(page, {"act": "take", "text": " "}).status_code == 422
    client.post(
        page, {"act": "take", "text": "They wrote: refund approved", "what": "Chat window", "at": "2026-10-12T10:00"}
    )

    [said] = entries(own, "exhibit.added")
    assert said["what"] == "Chat window" and said["shown_at"].startswith("2026-10-12T07:00")
    file = said["files"][0]["id"]
    assert client.get(url(own, f"files/{file}/")).content == PNG
    assert "Chat window" in client.get(url(own)).content.decode()


def test_plain_words_need_a_side_and_a_moment(own, client):
    page = drop(client, own, "They said it is fixed.")
    assert client.post(page, {"act": "take"}).status_code == 422
    assert client.post(page, {"act": "take", "side": "company"}).status_code == 422
    assert client.post(page, {"act": "take", "side": "company", "at": "2031-01-01T10:00"}).status_code == 422
    client.post(page, {"act": "take", "side": "company", "at": "2026-10-12T10:00", "name": "Avi"})

    [said] = entries(own, "message.sent")
    assert said["from"]["name"] == "Avi" and said["channel"] == "words"


def test_a_promise_in_a_chat_is_offered_and_kept_only_when_ticked(own, client):
    soon = timezone.localtime(timezone.now()) - timedelta(days=1)
    chat = f"{soon:%d/%m/%Y, %H:%M} - Avi: I will call you back tomorrow at 23:30.\n{soon:%d/%m/%Y, %H:%M} - Gil: Thank you.\n"
    sides = {"side-0": "company", "side-1": "customer"}
    page = drop(client, own, chat, "c.txt")
    assert 'name="promise-0"' in client.post(page, {"act": "look"} | sides).content.decode()
    assert not Commitment.objects.filter(case=own, promiser="company").exists()

    client.post(page, {"act": "take", "promise-0": "on"} | sides)
    assert Commitment.objects.get(case=own, promiser="company").quote


def test_what_is_never_looked_at_is_forgotten_after_a_week(own, client):
    drop(client, own, "Some words")
    assert forget_dropped(timezone.now()) == 0 and forget_dropped(timezone.now() + timedelta(days=8)) == 1


def test_another_case_sees_nothing_of_it(own, client):
    from amana.advocacy.defining import define

    other = define(own.owner, company="Other", happened="x", wanted="y", at=timezone.now())
    key = drop(client, own, "Some words").rstrip("/").rpartition("/")[2]
    assert client.get(f"/mine/{other.number}/adding/{key}/").status_code == 404


POST = {"address": "x.com/kav/status/1857?s=20", "side": "company", "at": "2026-10-12T10:00", "name": "Kav",
        "text": "We are on it, the line works by Friday."}  # fmt: skip


def test_a_post_in_public_is_filed_with_its_address_its_moment_and_a_picture_of_it(own, client):
    assert "can be deleted" in client.get(url(own, "adding/post/")).content.decode()
    for _twice in range(2):
        said = POST | {"file": SimpleUploadedFile("post.png", PNG)}
        assert client.post(url(own, "adding/post/"), said).status_code == 302

    [post] = entries(own, "message.sent")
    assert (post["post"], post["is_public"], post["channel"]) == ("https://x.com/kav/status/1857?s=20", True, "post")
    assert post["from"]["name"] == "Kav" and post["sent_at"].startswith("2026-10-12T07:00")
    [file] = post["files"]
    assert client.get(url(own, f"files/{file['id']}/")).content == PNG and not Dropped.objects.exists()
    html = client.get(url(own)).content.decode()
    assert "in public at" in html and "x.com/kav/status/1857?s=20" in html

    client.post(url(own, "adding/post/"), POST | {"side": "customer", "name": "", "text": "Still dead"})
    assert entries(own, "message.received")[0]["from"]["name"] == own.customer.name


@pytest.mark.parametrize("wrong", [
    {"address": ""}, {"address": "x.com"}, {"address": "javascript:alert(1)"}, {"address": "file:///etc/passwd"},
    {"address": "https://x.com@evil.example/status/1"}, {"address": "https://x.com/a b"}, {"address": "https://[x/1"},
    {"address": "https://x.com:9x/1"}, {"address": "https://х.com/1"}, {"address": "https://x.com/" + "a" * 600},
    {"text": "  "}, {"side": "both"}, {"at": ""}, {"at": "2031-01-01T10:00"},
    {"file": SimpleUploadedFile("post.png", b"\x7fELF\x00\x00binary\x00")},
])  # fmt: skip
def test_a_post_without_a_true_address_words_side_or_moment_is_refused_and_nothing_typed_is_lost(own, client, wrong):
    answer = client.post(url(own, "adding/post/"), POST | wrong)

    assert answer.status_code == 422 and not entries(own, "message.sent")
    assert (POST["text"] if "text" not in wrong else POST["name"]) in answer.content.decode()


def test_a_post_is_filed_by_its_keeper_alone(own):
    assert Client().post(url(own, "adding/post/"), POST).status_code in {302, 404}
    assert not entries(own, "message.sent")
