from __future__ import annotations

import json

import pytest

from amana.channels.messaging.asking import Told
from amana.channels.messaging.words import Line, NeedsLogin
from amana.channels.messenger.sending import accepted as accepted_by_messenger
from amana.channels.meta.graph import is_of_meta
from amana.channels.whatsapp.sending import accepted as accepted_by_whatsapp

LINE = Line("1", "http://127.0.0.1:8080/v23.0", {}, {})


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://scontent.xx.fbcdn.net/v/light.jpg?oh=1", True),
        ("https://lookaside.fbsbx.com/whatsapp_business/1", True),
        ("http://127.0.0.1:8080/cdn/light.jpg", True),
        ("http://127.0.0.1:9090/cdn/light.jpg", False),
        ("https://fbcdn.net.elsewhere.example/x", False),
        ("https://notfbcdn.net/x", False),
        ("https://elsewhere.example/?x=.fbcdn.net", False),
        ("https://.fbcdn.net@elsewhere.example/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_files_on_metas_own_servers_are_fetched(url, is_theirs):
    assert is_of_meta(url, LINE) is is_theirs


@pytest.mark.parametrize("accepted", [accepted_by_messenger, accepted_by_whatsapp])
def test_a_refusal_that_is_about_our_token_does_not_name_it(accepted):
    line = Line("1", "http://127.0.0.1:8080/v23.0", {}, {"token": "EAAG-secret"})
    said = json.dumps({"error": {"code": 190, "message": "Malformed access token EAAG-secret"}}).encode()
    with pytest.raises(NeedsLogin) as told:
        accepted(Told(401, {}, said), line)
    assert told.value.why == "190 Malformed access token …"
