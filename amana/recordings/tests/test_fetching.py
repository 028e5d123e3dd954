"""Recordings an exchange told of: one that cannot be had keeps no other waiting, and nothing is asked for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.channels.models import Call, PhoneSystem
from amana.channels.phone import reaching
from amana.kit.codes import new_id
from amana.record.appending import SYSTEM, Line, append
from amana.recordings.fetching import BATCH, TURN, fetch_waiting
from amana.recordings.keeping import set_rule
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\x00" * 64


def waiting(case, agent, number, now):
    says = {"who": agent.name, "text": "–", "minutes": 1, "waited": 0, "by": "–", "called_at": now.isoformat(),
            "direction": "in", "number": "", "exchange": True}  # fmt: skip
    line = append(Line(case.key, "call.noted", SYSTEM, now, says))
    return Call.objects.create(
        id=new_id(), brand=case.brand, ref=f"c-{number}", direction="in", agent=agent, began_at=now, answered_at=now,
        ended_at=now, state=Call.PLACED, case=case.key, entry=line.id,
        recording_url=f"https://pbx.example.com/{number}.wav",
    )  # fmt: skip


def test_recordings_that_cannot_be_had_are_asked_for_one_a_turn_and_the_others_come(
    case, dana, yossi, now, monkeypatch
):
    set_rule(case.brand, is_on=True, asks="", by=at_the_desk(yossi), at=now)
    PhoneSystem.objects.create(brand=case.brand, key="k", recordings_host="pbx.example.com", set_by=yossi, set_at=now)
    asked: list[str] = []

    def get(url, *_a, **_k):
        asked.append(url)
        return (200, "audio/wav", WAV) if url.endswith(f"{BATCH}.wav") else (404, "", b"")

    monkeypatch.setattr(reaching, "get", get)
    monkeypatch.setattr(reaching, "address_to_ask", lambda *_a, **_k: "192.0.2.1")
    for number in range(BATCH + 1):
        waiting(case, dana, number, now)

    turns = [fetch_waiting(now + timedelta(seconds=TURN) * turn) for turn in range(BATCH + 1)]

    assert sum(turns) == 1 and len(asked) <= 2 * len(turns)
    assert Call.objects.exclude(recording_url="").count() == BATCH
