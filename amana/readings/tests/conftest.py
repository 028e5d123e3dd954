"""What a test of readings needs: somebody who says something, and a worker that reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from amana.readings.models import Reading
from amana.readings.taking import read_some
from amana.record.appending import Actor, Appended, Line, append

Say = Callable[..., Appended]


@pytest.fixture
def say(case, now: datetime) -> Say:
    """Put words into a case as a kind of entry; the later ones were written later."""
    said: list[Appended] = []

    def append_one(kind: str, text: str, *, by: Actor | None = None, book=None) -> Appended:
        content = {
            "message.received": {"from": {"address": "noa@customer.example"}, "channel": "email", "files": []},
            "message.sent": {"from": "Dana", "to": ["noa@customer.example"], "channel": "email", "files": []},
            "call.noted": {"who": "Avi", "minutes": 3, "waited": 20},
        }.get(kind, {})
        actor = by or Actor({"message.received": "system", "message.sent": "system"}.get(kind, "agent"), "1")
        line = Line(book or case.key, kind, actor, now + timedelta(minutes=len(said) + 1), content | {"text": text})
        said.append(append(line))
        return said[-1]

    return append_one


@pytest.fixture
def read_all(now: datetime) -> Callable[[], int]:
    """Read until nothing waits; return how many texts were taken in hand."""

    def read() -> int:
        count = 0
        while taken := read_some(worker="test", at=now + timedelta(hours=1)):
            count += taken
        return count

    return read


def reading_of(entry: Appended) -> Reading:
    return Reading.objects.get(pk=entry.id)
