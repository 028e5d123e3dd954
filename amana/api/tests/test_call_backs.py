"""A call promised in a half-hour that is free, by the API."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from amana.api.tests.conftest import program
from amana.commitments.models import Commitment, Slot
from amana.handling.talking.calling_back import free_times
from amana.people.models import Address
from amana.record.reading import heads, read
from tests.cast import closed_at_rest

pytestmark = pytest.mark.django_db
NUMBER = "+972501234567"


@pytest.fixture
def path(case) -> str:
    return f"cases/{case.number}/call-backs"


def test_free_half_hours_are_those_of_the_desk_and_a_call_is_promised_in_one(danas, case, path):
    free = danas.get(path).json()
    assert free["promised"] is None and len(free["times"]) == len(free_times(case, at=timezone.now())) > 0
    said = {"starts_at": free["times"][1], "number": NUMBER, "about": "the router"}
    first = danas.post(path, said, Idempotency_Key="c")

    assert first.status_code == 201, first.content
    assert danas.post(path, said, Idempotency_Key="c").json() == first.json()
    slot = Slot.objects.get()
    assert (slot.number, slot.about, slot.starts_at.astimezone(UTC).isoformat()[:16]) == (
        NUMBER, "the router", free["times"][1][:16],
    )  # fmt: skip
    assert danas.get(path).json()["promised"] == first.json()["key"]
    assert free["times"][1] not in danas.get(path).json()["times"]
    made = [one for one in read(case.key, side="customer") if one.kind == "promise.made"][-1]
    assert made["promise"] == first.json()["key"]


def test_one_call_at_a_time_and_only_where_there_is_a_number(danas, case, noa, path):
    free = danas.get(path).json()["times"]
    without = danas.post(path, {"starts_at": free[0]})
    assert (without.status_code, without.json()["detail"]) == (409, "Write the number we are to call.")
    Address.telephone(NUMBER, person=noa, at=timezone.now()).save()
    assert danas.post(path, {"starts_at": free[0]}).status_code == 201
    assert danas.post(path, {"starts_at": free[1]}).status_code == 409
    assert Slot.objects.get().number == NUMBER


def test_a_time_that_is_not_free_is_refused(danas, case, path, now):
    before = heads(case.key)
    for time in (now, timezone.now() + timedelta(days=60), timezone.now() + timedelta(minutes=7)):
        answer = danas.post(path, {"starts_at": time.isoformat(), "number": NUMBER})
        assert answer.status_code == 409 and answer.json()["detail"]
    assert heads(case.key) == before and not Slot.objects.exists()


@pytest.mark.parametrize(
    "said",
    [{}, {"starts_at": ""}, {"starts_at": "tomorrow"}, {"starts_at": "2026-12-01T10:00"}, {"starts_at": None, "x": 1}],
)
def test_a63_a_time_has_a_zone(danas, case, path, said):
    assert danas.post(path, {"number": NUMBER} | said).status_code == 422 and not Slot.objects.exists()


@pytest.mark.parametrize("number", ["12", "call me", "\u0000", "9" * 9000])
def test_a63_a_number_is_one_that_can_be_called(danas, path, number):
    answer = danas.post(path, {"starts_at": danas.get(path).json()["times"][0], "number": number})

    assert answer.status_code in {201, 409, 422} and not Slot.objects.exclude(number__regex="^9{40}$").exists()


def test_a_case_that_is_closed_and_one_of_another_brand_are_promised_no_call(danas, case, omar, path):
    time = danas.get(path).json()["times"][0]
    assert program(omar).get(path).status_code == 404
    assert program(omar).post(path, {"starts_at": time, "number": NUMBER}).status_code == 404
    closed_at_rest(case, at=timezone.now())
    assert danas.post(path, {"starts_at": time, "number": NUMBER}).status_code == 409
    assert not Commitment.objects.filter(origin__in=Commitment.CALL_BACK).exists()
