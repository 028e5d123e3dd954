"""The form on a brand's own site: who may send it, what becomes of it, the call it asks for, and what it is not."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.test import Client

from amana.cases.models import Case
from amana.commitments.models import Commitment, Slot
from amana.counter.models import WritingForm
from amana.counter.sites import number_in, origin_of, page_on
from amana.portal.tests.widget.conftest import SITE, Site, message
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.record.reading import read
from amana.record.verifying import verify
from tests.letters import words_of

pytestmark = pytest.mark.django_db


def test_only_pages_of_the_named_sites_are_answered_and_no_cookie_is_set(site, brand):
    found = site.get()
    assert found.status_code == 200 and found["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in found and "Set-Cookie" not in found and not found.cookies
    assert "Origin" in found["Vary"] and found["Cross-Origin-Resource-Policy"] == "cross-origin"
    for origin in ("https://evil.example", "null", f"{SITE}.evil.example", "http://www.tahuna.example", f"{SITE}:8443"):
        other = Site(site.url, origin=origin)
        for answer in (other.get(), other.post("message/", message()), other.post("chat/", {"text": "x"})):
            assert answer.status_code == 403 and "Access-Control-Allow-Origin" not in answer, origin
        asked = other.client.options(f"{site.url}message/", headers={"Origin": origin})
        assert asked.status_code == 403 and "Access-Control-Allow-Origin" not in asked
    asked = site.client.options(f"{site.url}message/", headers={"Origin": SITE})
    assert asked.status_code == 204 and "Content-Type" in asked["Access-Control-Allow-Headers"]
    # A form of a browser names where it comes from; what names nothing writes nothing.
    nameless = Client().post(f"{site.url}message/", message(), content_type="application/json")
    assert nameless.status_code == 403 and not RawMessage.objects.exists()
    WritingForm.objects.filter(brand=brand).delete()
    assert site.get().status_code == 404 and Client().get(f"/widget/{brand.pk}.js").status_code == 404


def test_the_script_is_small_asks_nobody_else_and_is_there_for_every_site(client, site, brand):
    answer = client.get(f"/widget/{brand.pk}.js")
    script = answer.content.decode()
    assert answer.status_code == 200 and len(answer.content) < 15_360
    assert answer["Content-Type"].startswith("text/javascript") and "Set-Cookie" not in answer and not answer.cookies
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin" and "public" in answer["Cache-Control"]
    forbidden = (
        "innerHTML",
        "insertAdjacentHTML",
        "document.cookie",
        "localStorage",
        "eval(",
        "document.write",
        ".style.",
    )
    assert [word for word in forbidden if word in script] == [] and not re.search(r"https?://", script)


def test_what_is_written_becomes_a_case_that_says_from_which_page(site):
    answer = site.post("message/", message())
    case = Case.objects.get()
    assert answer.status_code == 200 and case.number in answer.json()["sentence"]
    entries = read(case.key, side="customer")
    said = next(one for one in entries if one.kind == "message.received")
    assert (said["text"], said["verified"], said["channel"]) == ("My kettle leaks.", "none", "form")
    came = [one for one in entries if one.kind == "case.came_by"]
    assert [(one["way"], one["page"]) for one in came] == [("form", f"{SITE}/kettles/")]
    assert Outgoing.objects.get(what="receipt").recipients.get().address == "maya@stern.example"
    assert list(verify()) == []


def test_sent_twice_it_is_one_case_and_one_page(site):
    twice = message()
    assert [site.post("message/", twice).status_code for _ in range(2)] == [200, 200]
    case = Case.objects.get()
    assert [one.kind for one in read(case.key, side="customer")].count("case.came_by") == 1


def test_it_speaks_three_languages_and_that_of_the_brand_to_everybody_else(site):
    for asked, told, direction in (("he", "he", "rtl"), ("ar", "ar", "rtl"), ("en", "en", "ltr"), ("xx", "en", "ltr")):
        found = site.client.get(f"{site.url}?lang={asked}", headers={"Origin": SITE}).json()
        assert (found["language"], found["dir"]) == (told, direction) and all(found["words"].values())


def test_a_call_is_promised_at_a_time_that_is_free(site, dana):
    times = site.get("times/").json()["times"]
    start = times[5][0]
    answer = site.post("message/", message(call_at=start, number="050-123 4567"))
    promise = Commitment.objects.get(origin=Commitment.CALL_BACK)
    assert "We call you" in answer.json()["sentence"] and not answer.json()["misses_call"]
    assert promise.window_from.isoformat() == start and promise.owner_agent == dana
    assert Slot.objects.get().number == "050-123 4567"


def test_a_time_that_was_taken_meanwhile_loses_no_message_and_another_one_can_be_chosen(site, brand, dana, yossi):
    """Of the free times of all, the one who holds the case may have none at that moment: others are shown at once."""
    times = [one for one, _said in site.get("times/").json()["times"]]
    site.post("message/", message(call_at=times[5], number="0501234567"))
    gone = site.post(
        "message/", message(call_at="2020-01-01T10:00:00+00:00", number="0501234567", mail="b@stern.example")
    )
    assert gone.status_code == 422 and Case.objects.count() == 1
    # Dana holds what comes; Yossi alone is free at the first time.
    sent = message(call_at=times[5], number="0501234567", mail="c@stern.example")
    answer = site.post("message/", sent).json()
    assert (
        Case.objects.count() == 2 and answer["misses_call"] and times[5] not in [one for one, _said in answer["times"]]
    )
    start = answer["times"][5][0]
    again = site.post("call/", {"key": sent["key"], "call_at": start, "number": "0501234567"})
    assert again.status_code == 200 and not again.json()["misses_call"]
    assert Commitment.objects.filter(origin=Commitment.CALL_BACK).count() == 2
    unknown = site.post("call/", {"key": str(sent["key"])[:-4] + "0000", "call_at": times[1], "number": "0501234567"})
    assert unknown.status_code == 422


def test_a38_five_hundred_messages_send_a_handful_of_mails_and_none_with_words_of_the_writer(site):
    statuses = [
        site.post(
            "message/",
            message(
                name="WIN AT pwn7.example", text=f"Click https://pwn7.example {one}", mail=f"victim{one}@people.example"
            ),
        ).status_code
        for one in range(500)
    ]
    accepted = statuses.count(200)
    assert 0 < accepted <= 5 and set(statuses) == {200, 429} and Recipient.objects.count() <= accepted
    mails = [bytes(row.mime) for row in Outgoing.objects.all()]
    assert [mail for mail in mails if b"pwn7" in mail or "pwn7" in words_of(mail) or "WIN AT" in words_of(mail)] == []
    subjects = [str(message_from_bytes(mail, policy=policy.default)["Subject"]) for mail in mails]
    assert all("pwn7" not in subject for subject in subjects)


def test_a38_one_address_one_place_and_one_brand_each_have_their_limit(site):
    many = [Site(site.url).post("message/", message(), REMOTE_ADDR=f"198.51.100.{one}").status_code for one in range(5)]
    assert many == [200] * 3 + [429] * 2
    assert settings.ACCOUNT_RATE_LIMITS["write_to_brand"] == "200/h/key"


def test_a38_what_looks_like_a_program_is_told_so_and_goes_through_when_it_is_sent_again(site):
    """A person whose browser fills in everything, or who pastes and sends, loses nothing."""
    for wrong in ({"website": "https://spam.example"}, {"took": 0.2}, {"took": "x"}, {"took": None}):
        sent = message(**wrong)
        first = site.post("message/", sent)
        assert first.status_code == 422 and first.json()["error"] and not RawMessage.objects.exists()
    assert site.post("message/", sent | {"took": 4, "website": ""}).status_code == 200
    assert Case.objects.count() == 1


def test_rubbish_is_refused_with_a_sentence_and_stores_nothing(site):
    start = site.get("times/").json()["times"][0][0]
    wrong = [
        {"name": ""}, {"name": 7}, {"name": None}, {"mail": "maya"}, {"mail": "maya@stern.example\r\nBcc: all@else.example"},
        {"mail": ["a@b.example"]}, {"text": ""}, {"text": "x" * 20_001}, {"text": {"a": 1}}, {"place": 9}, {"place": -1},
        {"place": "1"}, {"place": True}, {"place": 1e400}, {"key": "rubbish"}, {"key": None}, {"call_at": "soon"},
        {"call_at": "2026-13-45T99:99"}, {"call_at": start[:-6]}, {"call_at": start, "number": "call pwn7.example 12345"},
        {"call_at": start, "number": "12"}, {"call_at": start, "number": "1" * 30}, {"name": "\0\ud800"},
    ]  # fmt: skip
    for one in wrong:
        answer = site.post("message/", message(**one))
        assert answer.status_code == 422 and answer.json()["error"], one
    for body in (b"", b"[", b"[" * 100_000, b"null", b"[1]", b"\xff\xfe", b'"x"', b"{" * 5000):
        for where in ("message/", "call/", "chat/", "chat/mail/"):
            answer = site.post(where, body)
            assert answer.status_code in {422, 429}, (where, body[:9])
    assert site.post("message/", message(text="x" * 300_000)).status_code == 413
    assert site.get("message/").status_code == 405
    assert not RawMessage.objects.exists() and not Case.objects.exists()


def test_an_address_of_a_page_is_words_of_that_site_or_nothing(site):
    for given in (
        "https://evil.example/x", "javascript:alert(1)", "", "//x", f"{SITE}@evil.example/", "https://[::1", "x" * 9000,
    ):  # fmt: skip
        assert page_on(SITE, given) == ""
    assert page_on(SITE, f"{SITE}/a b\n/c?token=1#x") == f"{SITE}/ab/c"
    assert len(page_on(SITE, f"{SITE}/{'x' * 1900}")) == 300
    site.post("message/", message(page="https://evil.example/x"))
    assert not [one for one in read(Case.objects.get().key, side="customer") if one.kind == "case.came_by"]


def test_a_site_is_named_as_browsers_name_it():
    from amana.cases.errors import Refused

    for given, origin in (
        ("https://WWW.Shop.example/", "https://www.shop.example"), ("https://shop.example:443", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"), ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1", "http://127.0.0.1"), ("https://חנות.example", "https://xn--9dbd1a4b.example"),
    ):  # fmt: skip
        assert origin_of(given) == origin
    for wrong in (
        "*", "https://*", "http://shop.example", "shop.example", "https://shop.example/path", "https://a:b@shop.example",
        "https://shop.example?x", "null", "file:///", "https://", "https://localhost.", "https://shop.example:99999", "data:x",
        "http://127.0.0.1.evil.example",
    ):  # fmt: skip
        with pytest.raises(Refused):
            origin_of(wrong)
    assert number_in("٠٥٠-١٢٣٤٥٦٧") == "050-1234567"
