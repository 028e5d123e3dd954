from __future__ import annotations

import json

import pytest

from amana.channels.phone.telling import LARGEST, NotUnderstood, read_event

RINGS = {"event": "ringing", "call": "c-1", "direction": "in", "from": "0501234567", "to": "101",
         "at": "2026-11-22T10:00:00+02:00"}  # fmt: skip


def told(**more):
    return read_event(json.dumps(RINGS | more).encode(), "IL")


def test_an_event_says_who_calls_whom_and_when():
    event = told()
    assert (event.name, event.told.number, event.told.extension, event.told.direction) == (
        "ringing",
        "+972501234567",
        "101",
        "in",
    )
    assert f"{event.told.began_at:%H:%M}" == "08:00" and event.told.ended_at is None
    over = told(event="ended", at="2026-11-22T10:05:00+02:00", began="2026-11-22T10:00:00+02:00")
    assert over.told.is_missed
    heard = told(event="recording", recording="https://pbx.example/r/1.wav", announced=True)
    assert (heard.recording, heard.is_announced) == ("https://pbx.example/r/1.wav", True)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5000, b'{"event": "ringing"}' + b" " * LARGEST,
     *(json.dumps(RINGS | more).encode() for more in (
        {"event": "hung"}, {"event": ["ringing"]}, {"call": ""}, {"call": 7}, {"call": "x" * 151}, {"call": "a\x00b"},
        {"direction": "sideways"}, {"at": "now"}, {"at": "2026-11-22T10:00:00"}, {"at": None}, {"at": "0001-01-01T00:00:00+00:00"},
        {"event": "recording"}, {"event": "recording", "recording": "file:///etc/passwd"},
        {"event": "recording", "recording": "https://u:p@pbx.example/"}, {"event": "recording", "recording": "https://"},
        {"event": "recording", "recording": "https://[pbx/1.wav"}))],
)  # fmt: skip
def test_what_is_no_event_is_refused_in_words(body):
    with pytest.raises(NotUnderstood) as wrong:
        read_event(body, "IL")
    assert str(wrong.value)
