"""The client in Python: a token leaves by https alone, and a refusal says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.channels.email.composing import Attached
from amana.handling.facts.noting import note_call
from amana.handling.talking.hearing import hear
from amana.post.models import File
from amana.recordings.keeping import set_rule
from amana.team.viewing import at_the_desk
from amana_client import Client, Refused
from tests.sounds import sound


def test_a_token_is_sent_by_https_alone_and_is_in_no_log():
    for url in ("http://desk.example.com", "ftp://localhost", "desk.example.com", "http://localhost.example.com"):
        with pytest.raises(ValueError, match="https"):
            Client(url, "amana_x")
    assert "amana_x" not in repr(Client("https://desk.example.com", "amana_x"))
    assert Client("http://127.0.0.1:8000", "amana_x").language == "en"


@pytest.mark.sqlite
def test_what_is_refused_is_raised_with_its_status_code_and_sentence(live_server, danas, case):
    client = Client(live_server.url, danas.word, language="he")
    with pytest.raises(Refused) as refused:
        client.case("AM-XXXXXX")
    assert (refused.value.status, refused.value.code) == (404, "not_found")
    with pytest.raises(Refused, match="428"):
        client.send(case.number, "Thank you.", etag="")
    assert client.note(case.number, "Called.")["kind"] == "note.written"
    with pytest.raises(Refused, match="401"):
        Client(live_server.url, "amana_wrong").get("token")


@pytest.mark.sqlite
def test_the_client_asks_what_the_api_takes(live_server, danas, ruth, brand, case, noa, desk):
    """Each call by its own address, with what the address knows."""
    from amana.api.tests.conftest import program
    from amana.handling.opening import open_case

    client = Client(live_server.url, danas.word)
    other = open_case(noa, brand, subject="Lamp", text="The lamp is dead too.", by=desk, at=timezone.now())
    assert client.tag(case.number, "Router")["tags"][0]["name"] == "Router"
    assert client.link(case.number, other.number)["ties"] and client.follow(case.number)["is_followed"]
    term = client.write_term(case.number, "The router works.")["key"]
    assert client.meet_term(term, "A new one was sent.")["met_at"]
    assert client.give_amends(case.number, "A cake", why="For the waiting.")["state"] == "given"
    card = client.note(case.number, "Her card is 4580 4580 4580 4580.")
    assert "4580 4580" not in card["content"]["text"]
    assert "4580 4580 4580 4580" in client.unmask(case.number, card["entry"])["content"]["text"]
    split = client.split(case.number, [card["entry"]], subject="The card")
    assert client.merge(other.number, case.number)["number"] == case.number
    assert client.unmerge(other.number)["number"] == other.number and split["number"] not in {case.number, other.number}
    with pytest.raises(Refused, match="404"):
        client.describe(case.number, {str(case.key): "x"})
    made = Client(live_server.url, program(ruth).word).make_web_hook(str(brand.pk), "Shop", "https://shop.example/h")
    assert made["secret"].startswith("whsec_")


@pytest.mark.sqlite
def test_the_client_fetches_a_file_of_a_case_whole(live_server, danas, case, link):
    hear(case, "See this.", by=link, at=timezone.now(), files=[Attached("plan.txt", "text/plain", b"the plan")])
    client = Client(live_server.url, danas.word)
    assert client.file(case.number, str(File.objects.get().pk)) == b"the plan"
    with pytest.raises(Refused, match="404"):
        client.file(case.number, str(case.key))


@pytest.mark.sqlite
def test_the_client_sends_a_file_ahead_and_attaches_it(live_server, danas, case):
    client = Client(live_server.url, danas.word)
    waits = client.upload(case.number, "plan.txt", b"the plan", media_type="text/plain")
    answer = client.send(case.number, "Here is the plan.", etag=client.case(case.number).etag, files=[waits["id"]])
    (named,) = answer["content"]["files"]
    assert client.file(case.number, named["id"]) == b"the plan"


@pytest.mark.sqlite
def test_the_client_keeps_a_recording_and_brings_a_chat_in(live_server, danas, ruth, brand, case, desk, now):
    client = Client(live_server.url, danas.word)
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=now)
    call = str(note_call(case, "She called.", who="Noa", by=desk, at=now).id)
    kept = client.keep_recording(case.number, call, sound(), who="Noa Levi", how="spoken", when=now)
    assert (kept["consent_by"], kept["size"]) == ("Noa Levi", len(sound()))
    with pytest.raises(Refused, match="409"):
        client.keep_recording(case.number, call, sound(), who="Noa Levi", how="spoken", when=now)

    said = f"{timezone.now() - timedelta(days=1):%d/%m/%Y}, 10:01 - Noa Levi: Is it on its way?\n"
    assert client.bring_in_chat(case.number, said, {"Noa Levi": "customer"})["new"] == 1
    with pytest.raises(Refused, match="Choose another way"):
        client.send(case.number, "It is.", etag=client.case(case.number).etag, through=str(case.key))
