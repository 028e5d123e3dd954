"""Messages of many sectors and registers in three languages, and every promise in them: the tables that grow."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from amana.kit.working_time import week_in_zone
from amana.language import Promise, read
from amana.language.promises.trusting import ALL, BY_REASON, BY_SCORE, confidence

ZONES = {"en": "Europe/London", "he": "Asia/Jerusalem", "ar": "Asia/Riyadh"}
SIX_HOURS = 6 * 3600


def messages() -> list[Any]:
    """Each line of the tables: side, when it was sent by the clock of its zone, the text and its promises."""
    return [
        pytest.param(json.loads(line), zone, id=f"{language}-{number}")
        for language, zone in ZONES.items()
        for number, line in enumerate(
            (Path(__file__).parent / "promises" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines(), 1
        )
    ]


@pytest.mark.parametrize(("message", "zone"), messages())
def test_every_promise_of_a_message_is_found_and_nothing_else(message: dict[str, Any], zone: str) -> None:
    found = promises_of(message, zone)
    assert len(found) == len(message["promises"]), [promise.quote for promise in found]
    for gold, promise in zip(message["promises"], found, strict=True):
        start = message["text"].index(gold["quote"])
        shared = min(start + len(gold["quote"]), promise.end) - max(start, promise.start)
        assert shared >= min(len(gold["quote"]), promise.end - promise.start) / 2, promise.quote
        assert (promise.by, promise.firmness) == (gold["by"], gold["firmness"])
        assert is_due(gold, promise, zone), promise.due


def promises_of(message: dict[str, Any], zone: str) -> tuple[Promise, ...]:
    """The promises read in a message, in the plain week of its zone."""
    sent = datetime.fromisoformat(message["sent_at"]).replace(tzinfo=ZoneInfo(zone))
    return read(
        message["text"], sent_at=sent, side=message["side"], week=week_in_zone(zone), only=("promises",)
    ).promises


def is_due(gold: dict[str, Any], promise: Promise, zone: str) -> bool:
    """Whether the due time is right: the same day, and within six hours of a named time, to the minute else."""
    if gold["due_kind"] == "vague":
        return True
    if gold["due"] is None or promise.due.at is None:
        return gold["due"] is None and promise.due.at is None
    local = promise.due.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if len(gold["due"]) == 10:
        return local.date().isoformat() == str(gold["due"])
    expected = datetime.fromisoformat(gold["due"])
    if gold["due_kind"] == "at":
        return local.date() == expected.date() and abs((local - expected).total_seconds()) <= SIX_HOURS
    return local.replace(second=0, microsecond=0) == expected


def test_how_sure_a_promise_is_follows_how_often_its_like_was_right() -> None:
    assert sum(right for right, _ in BY_REASON.values()) == sum(right for right, _ in BY_SCORE.values()) == ALL[0]
    assert sum(found for _, found in BY_REASON.values()) == sum(found for _, found in BY_SCORE.values()) == ALL[1]
    assert confidence("first_person", timed=True, score=0.95) > confidence("refrain", timed=False, score=0.8)
    assert confidence("a reason never seen", timed=True, score=0.1) > 0.5
