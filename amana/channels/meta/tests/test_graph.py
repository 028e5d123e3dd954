from __future__ import annotations

import pytest

from amana.channels.messaging.words import Line
from amana.channels.meta.graph import is_of_meta

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
