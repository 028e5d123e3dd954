from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from amana.channels.models import Call, PhoneSystem
from amana.channels.phone import reaching
from amana.channels.phone.setting_up import secret_of
from amana.channels.phone.told import Told
from amana.channels.web_hooks.signing import signed_headers
from amana.desk.tests.conftest import signed_in
from amana.handling.calls.placing import take_calls
from amana.record.reading import read
from amana.record.withdrawing import erase
from amana.recordings.fetching import fetch_waiting
from amana.recordings.keeping import set_rule
from amana.recordings.models import Recording
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
NUMBER = "+972501234567"
DIAL = "https://pbx.example.com/dial?to={number}&from={extension}"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\x00" * 64


@pytest.fixture
def connected(brand, ruth, dana):
    said = {"dial_url": DIAL, "recordings_host": "pbx.example.com", "extensions": f"101 {dana.account.email}"}
    answer = signed_in(ruth).post(reverse("desk:brand_telephone", args=[brand.pk]), said)
    row = PhoneSystem.objects.get()
    assert secret_of(row) in answer.content.decode()
    return row


@pytest.fixture
def telephone(case):
    return case.customer.addresses.get(kind="phone", value=NUMBER)


def push(row, now, *, secret=None, body=None, message_id="m-1", sent_at=None, **said):
    event = {
        "event": "ringing",
        "call": "c-1",
        "direction": "in",
        "from": "050-1234567",
        "to": "101",
        "at": now.isoformat(),
    }
    raw = body if body is not None else json.dumps(event | said).encode()
    headers = signed_headers([secret or secret_of(row)], message_id=message_id, at=sent_at or now, body=raw)
    return Client(headers=headers).post(f"/in/phone/{row.key}/", raw, content_type="application/json")


def test_who_calls_pops_up_for_whom_it_rings_with_what_was_promised(connected, telephone, case, dana, omer, omar, now):
    assert push(connected, now).status_code == 200
    card = signed_in(dana).get("/desk/telephone/ringing/").content.decode()
    assert case.number in card and str(case.customer) in card and "Next step:" in card
    assert case.number not in signed_in(omer).get("/desk/telephone/ringing/").content.decode()
    assert signed_in(omar).get("/desk/telephone/ringing/")["Amana-Telephone"] == "none"
    push(connected, now, event="ended", began=now.isoformat())
    assert case.number not in signed_in(dana).get("/desk/telephone/ringing/").content.decode()
    said = [one for one in read(case.key, side="customer") if one.kind == "call.noted"][-1]
    assert (said["minutes"], said["exchange"]) == (0, True) and Call.objects.get().state == "placed"


def test_a66_what_is_forged_old_or_rubbish_is_refused_and_what_is_replayed_is_one(connected, telephone, now):
    other = "whsec_" + "QUJD" * 8
    assert push(connected, now, secret=other).status_code == 403
    assert push(connected, now, sent_at=now - timedelta(minutes=6)).status_code == 403
    assert push(connected, now, sent_at=now + timedelta(minutes=6)).status_code == 403
    raw = json.dumps({"event": "ringing"}).encode()
    headers = signed_headers([secret_of(connected)], message_id="m", at=now, body=raw)
    assert (
        Client(headers=headers).post(f"/in/phone/{connected.key}/", raw + b" ", content_type="x/y").status_code == 403
    )
    assert Client().post(f"/in/phone/{connected.key}/", b"{}", content_type="application/json").status_code == 403
    for body in (b"", b"{", b"[]", b"\xff", b'{"event":"ringing"}', b"x" * 40_000):
        assert push(connected, now, body=body).status_code in {403, 422}
    assert Client().post("/in/phone/None/", b"{}", content_type="application/json").status_code == 404
    assert Client().get(f"/in/phone/{connected.key}/").status_code == 405
    assert not Call.objects.exists()
    for _time in range(2):
        assert push(connected, now, event="ended", began=now.isoformat()).status_code == 200
    assert Call.objects.count() == 1
    PhoneSystem.objects.update(secret="cannot be opened")
    assert push(connected, now, secret=other).status_code == 403


def test_numbers_are_links_and_only_those_of_the_customer_are_dialled(
    connected, telephone, case, dana, omer, monkeypatch, now
):
    asked = []
    monkeypatch.setattr(reaching, "get", lambda url, *_a, **_k: asked.append(url) or (200, "text/plain", b""))
    monkeypatch.setattr(reaching, "address_to_ask", lambda *_a, **_k: "192.0.2.1")
    page = signed_in(dana).get(f"/desk/cases/{case.number}/").content.decode()
    url = reverse("desk:case_dialling", args=[case.number])
    assert f'href="tel:{NUMBER}"' in page and url in page
    assert url not in signed_in(omer).get(f"/desk/cases/{case.number}/").content.decode()
    signed_in(dana).post(url, {"number": NUMBER})
    signed_in(dana).post(url, {"number": "+972529999999"})
    signed_in(dana).post(url, {"number": "{extension}"})
    assert asked == ["https://pbx.example.com/dial?to=%2B972501234567&from=101"]
    assert signed_in(omer).post(url, {"number": NUMBER}).status_code == 404


def test_how_it_is_connected_is_guarded(brand, ruth, dana, omar):
    url = reverse("desk:brand_telephone", args=[brand.pk])
    wrong = [{"dial_url": one} for one in ("http://pbx.example.com/?n={number}", "https://{number}/", "https://pbx.example.com/",
             "javascript:alert(1)//{number}", "https://u:p@pbx.example.com/{number}", "https://[::1/{number}")]  # fmt: skip
    wrong += [{"extensions": one} for one in ("101", "101 nobody@else.example", "x y@z", f"101 {omar.account.email}")]
    wrong += [{"recordings_host": "https://pbx.example.com/"}]
    for said in wrong:
        assert signed_in(ruth).post(url, said).status_code == 422, said
    assert not PhoneSystem.objects.exists()
    assert signed_in(dana).get(url).status_code == 404


def test_calls_that_belong_to_no_case_wait_at_the_desk(brand, case, dana, omar, now):
    began = now - timedelta(hours=1)
    take_calls(brand, [Told("a", "in", "+97239999999", "", began, None, began + timedelta(minutes=4))], at=now)
    row = Call.objects.get()
    page = signed_in(dana).get("/desk/telephone/calls/").content.decode()
    assert 'href="tel:+97239999999"' in page and "Missed" in page
    assert "+97239999999" not in signed_in(omar).get("/desk/telephone/calls/").content.decode()
    place = reverse("desk:call_placing", args=[row.pk])
    assert signed_in(omar).post(place, {"case": case.number}).status_code == 404
    for rubbish in ("", "AM-NONE", "\x00", "x" * 500):
        signed_in(dana).post(place, {"case": rubbish})
    assert Call.objects.get().state == "to_place"
    signed_in(dana).post(place, {"case": case.number.lower()})
    assert Call.objects.get().case == case.key
    assert "No call waits" in signed_in(dana).get("/desk/telephone/calls/").content.decode()


def test_a_recording_is_fetched_from_one_server_and_only_when_it_was_announced(
    connected, telephone, brand, case, ruth, monkeypatch, now
):
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)
    monkeypatch.setattr(reaching, "get", lambda *_a, **_k: (200, "audio/wav", WAV))
    monkeypatch.setattr(reaching, "address_to_ask", lambda *_a, **_k: "192.0.2.1")
    over = {
        "event": "ended",
        "began": (now - timedelta(minutes=4)).isoformat(),
        "answered_at": (now - timedelta(minutes=3)).isoformat(),
    }
    for number, (host, announced) in enumerate(
        [("pbx.example.com", False), ("evil.example", True), ("pbx.example.com", True)]
    ):
        name = f"call-{number}"
        push(connected, now, call=name, **over)
        push(connected, now, call=name, event="recording", recording=f"https://{host}/1.wav", announced=announced)
        assert fetch_waiting(now) == (number == 2)
    [row] = Recording.objects.all()
    assert (row.consent_how, row.consent_by, row.call) == ("announced", NUMBER, Call.objects.get(ref="call-2").entry)
    assert fetch_waiting(now + timedelta(days=2)) == 0 and not Call.objects.exclude(recording_url="").exists()


def test_no_recording_is_fetched_for_a_call_whose_words_were_erased_also_when_it_is_told_of_afterwards(
    connected, telephone, brand, ruth, monkeypatch, now
):
    asked: list[object] = []
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)
    monkeypatch.setattr(reaching, "get", lambda *said, **_k: asked.append(said) or (200, "audio/wav", WAV))
    monkeypatch.setattr(reaching, "address_to_ask", lambda *_a, **_k: "192.0.2.1")
    push(connected, now, event="ended", began=now.isoformat(), answered_at=now.isoformat())
    call = Call.objects.get()
    assert call.state == Call.PLACED
    erase(call.entry, why="the law", by=at_the_desk(ruth).actor, at=now)
    Call.objects.update(recording_url="https://pbx.example.com/1.wav")
    assert fetch_waiting(now) == 0 and asked == []
    assert not Recording.objects.exists() and Call.objects.get().recording_url == ""


def test_a_list_of_calls_is_brought_in_twice_as_once(telephone, case, brand, tmp_path, now):
    path = tmp_path / "cdr.csv"
    path.write_text('"Noa","0501234567","101","public","2026-01-22 10:00:00","2026-01-22 10:00:30","2026-01-22 10:05:00",'
                    '"300","270","NORMAL_CLEARING","8d5f0f7e-1","","","PCMU","PCMU"\n')  # fmt: skip
    counts = []
    for _time in range(2):
        out = StringIO()
        call_command("import-calls", "freeswitch", str(path), "--country", "IL", "--json", stdout=out)
        counts.append(json.loads(out.getvalue()))
    assert [(one["placed"], one["known"]) for one in counts] == [(1, 0), (0, 1)]
    with pytest.raises(CommandError):
        call_command("import-calls", "asterisk", str(path))
    for more in (["--zone", "Nowhere/None"], ["--brand", "Nobody"]):
        with pytest.raises(CommandError):
            call_command("import-calls", "freeswitch", str(path), *more)
