"""What was answered to a program is kept for a day, and says nothing of a case once its words were erased."""

from __future__ import annotations

from uuid import UUID

import pytest

from amana.api.models import Answered
from amana.record.appending import SYSTEM
from amana.record.withdrawing import erase
from tests.letters import deliver

pytestmark = pytest.mark.django_db


def test_an_answer_says_nothing_of_a_case_whose_words_were_erased_and_nothing_is_done_twice(
    danas, brand, dana, case, now
):
    other = deliver("gal@tavor.example", "Another matter.", name="Gal Tavor", subject="Other", at=now)
    path, text = "cases/{}/notes", {"text": "Their secret illness began in May."}
    first = danas.post(path.format(case.number), text, Idempotency_Key="k1")
    kept = danas.post(path.format(other.number), text, Idempotency_Key="k2")
    assert (first.status_code, kept.status_code) == (201, 201)
    erase(UUID(first.json()["entry"]), why="the law", by=SYSTEM, at=now)
    assert bytes(Answered.objects.get(key="k1").body) == b""
    again = danas.post(path.format(case.number), text, Idempotency_Key="k1")
    assert (again.status_code, again.json()["code"]) == (409, "erased")
    again = danas.post(path.format(other.number), text, Idempotency_Key="k2")
    assert (again.status_code, again.content) == (201, kept.content)
