"""The client in Python: a token leaves by https alone, and a refusal says why."""

from __future__ import annotations

import pytest

from amana_client import Client, Refused


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
