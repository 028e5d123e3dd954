"""One message to all who wait for a cause, by the API: who waits, written, and taken back before it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.api.scopes import INSIGHT_READ
from amana.api.tests.conftest import program
from amana.insight.causes.gathering import add_case
from amana.insight.causes.opening import Said, open_cause
from amana.insight.causes.telling import begin_waiting
from amana.insight.models import Cause, Message
from amana.kit.codes import new_id
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cause(brand, ruth, yossi, case, now) -> Cause:
    """A cause for which one customer waits."""
    said = Said("The code comes after three days", (now - 60 * DAY).date(), yossi)
    row = open_cause(brand, said, by=at_the_desk(ruth), at=now)
    add_case(row, case, by=at_the_desk(ruth), at=now)
    return row


def given(**changes) -> dict:
    due_at = (timezone.now() + 9 * DAY).isoformat()
    return {
        "texts": {"en": "The codes come late because of us."},
        "action": "You have your code",
        "due_at": due_at,
    } | changes


def test_it_is_written_once_and_taken_back_before_it_goes(ruth, cause):
    ruths, path = program(ruth), f"causes/{cause.pk}/messages"
    assert ruths.get(f"causes/{cause.pk}/waiting").json() == {"waiting": [{"language": "en", "cases": 1}]}
    assert ruths.get(path).json() == {"messages": []}
    written = ruths.post(path, given())
    assert written.status_code == 201 and written.json()["texts"] == {"en": "The codes come late because of us."}
    assert ruths.post(path, given()).status_code == 409
    back = f"cause-messages/{written.json()['key']}/removal"
    for _twice in range(2):
        assert ruths.post(back).json()["taken_back_at"]
    second = ruths.post(path, given()).json()
    assert [one["key"] for one in ruths.get(path).json()["messages"]] == [second["key"], written.json()["key"]]
    assert begin_waiting(timezone.now() + 5 * DAY) == 1
    assert ruths.post(f"cause-messages/{second['key']}/removal").status_code == 409


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"texts": {}}, 422),
        ({"texts": {"en": " "}}, 409),
        ({"texts": {"fr": "Les codes"}}, 422),
        ({"texts": "The codes"}, 422),
        ({"texts": {"en": "It was user error."}}, 409),
        ({"action": ""}, 409),
        ({"due_at": "2026-01-01T00:00:00Z"}, 409),
        ({"due_at": "soon"}, 422),
    ],
)
def test_a63_without_words_a_promise_or_a_day_to_come_nobody_is_told(ruth, cause, changes, status):
    answer = program(ruth).post(f"causes/{cause.pk}/messages", given(**changes))
    assert answer.status_code == status and answer.json()["detail"]
    assert not Message.objects.exists()


def test_a48_only_who_leads_in_the_brand_writes_and_takes_back(danas, ruth, omar, cause):
    path = f"causes/{cause.pk}/messages"
    key = program(ruth).post(path, given()).json()["key"]
    reads = program(ruth, scopes=[INSIGHT_READ])
    assert danas.post(path, given()).status_code == 409
    assert danas.post(f"cause-messages/{key}/removal").status_code == 409
    assert program(omar).get(path).status_code == program(omar).post(path, given()).status_code == 404
    assert program(omar).get(f"causes/{cause.pk}/waiting").status_code == 404
    for caller, one in ((program(omar), key), (program(ruth), new_id())):
        assert caller.post(f"cause-messages/{one}/removal").status_code == 404
    assert reads.post(path, given()).json()["code"] == "forbidden"
    assert Message.objects.get().taken_back_at is None
