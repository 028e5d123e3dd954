"""That something stands still over a case, and the time spent on it, by the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.advocacy.defining import define
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.tests.conftest import program
from amana.cases.models import TimeSpent
from amana.handling.facts.spending import MOST_MINUTES
from amana.kit.codes import new_id
from amana.record.reading import heads, read
from tests.cast import closed_at_rest

pytestmark = pytest.mark.django_db


def standstills(case) -> list:
    return [one for one in read(case.key, side="customer") if one.kind == "case.standstill"]


def test_that_the_shop_stands_still_is_said_once_and_both_read_it(danas, case):
    path, said = f"cases/{case.number}/standstill", {"stands_still": True, "text": "The shop cannot take cards."}
    for _twice in range(2):
        assert danas.post(path, said).json()["number"] == case.number

    assert [one["text"] for one in standstills(case)] == ["The shop cannot take cards."]
    case.refresh_from_db()
    assert case.is_standstill
    assert danas.post(path, {"stands_still": False}).status_code == 200 and len(standstills(case)) == 2
    case.refresh_from_db()
    assert not case.is_standstill


@pytest.mark.parametrize(
    "said", [{}, {"stands_still": True}, {"stands_still": True, "text": " "}, {"stands_still": "maybe", "text": "x"}]
)
def test_a63_what_stands_still_is_named(danas, case, said):
    answer = danas.post(f"cases/{case.number}/standstill", said)

    assert answer.status_code in {409, 422} and answer["Content-Type"] == "application/problem+json"
    assert not standstills(case)


def test_minutes_add_up_and_each_sees_only_their_own_lines(danas, case, omer):
    path = f"cases/{case.number}/time"
    first = danas.post(path, {"minutes": 20, "what": "Called the depot"}, Idempotency_Key="t")
    assert first.status_code == 201 and first.json()["minutes"] == 20
    assert danas.post(path, {"minutes": 20, "what": "Called the depot"}, Idempotency_Key="t").json() == first.json()
    theirs = program(omer).post(path, {"minutes": 5}).json()

    assert theirs["minutes"] == 25 and [one["minutes"] for one in theirs["mine"]] == [5]
    assert [one["what"] for one in danas.get(path).json()["mine"]] == ["Called the depot"]
    assert TimeSpent.objects.count() == 2


def test_each_takes_back_what_they_wrote_themselves(danas, case, omer, omar):
    path = f"cases/{case.number}/time"
    key = danas.post(path, {"minutes": 20}).json()["mine"][0]["key"]
    before = heads(case.key)

    assert program(omer).post(f"{path}/{key}/removal").status_code == 409
    assert program(omar).post(f"{path}/{key}/removal").status_code == 404
    assert danas.post(f"{path}/{new_id()}/removal").status_code == 404
    assert danas.post(f"{path}/{key}/removal").json() == {"case": case.number, "minutes": 0, "mine": []}
    assert danas.post(f"{path}/{key}/removal").status_code == 404
    assert heads(case.key) == before


@pytest.mark.parametrize("minutes", [0, -5, MOST_MINUTES + 1, 1.5, "much", None])
def test_a63_minutes_are_minutes_of_a_day(danas, case, minutes):
    assert danas.post(f"cases/{case.number}/time", {"minutes": minutes}).status_code == 422
    assert not TimeSpent.objects.exists()


def test_a48_nothing_is_said_or_spent_on_a_case_that_is_not_ones_own(danas, keepers, case, omar, noa, now):
    own = define(noa, company="Kav", happened="Charged twice.", wanted="A refund.", at=now)
    before = heads(case.key), heads(own.key)
    for caller, number in ((program(omar), case.number), (danas, own.number)):
        said = {"stands_still": True, "text": "x"}
        assert caller.post(f"cases/{number}/standstill", said).status_code == 404
        assert caller.post(f"cases/{number}/time", {"minutes": 5}).status_code == 404
        assert caller.get(f"cases/{number}/time").status_code == 404
    assert keepers.post(f"cases/{case.number}/time", {"minutes": 5}).status_code in {403, 404}
    assert (heads(case.key), heads(own.key)) == before and not TimeSpent.objects.exists()


def test_without_the_right_or_with_an_old_reading_nothing_is_written(danas, dana, case):
    before, said = heads(case.key), {"stands_still": True, "text": "The shop."}
    reads, writes = program(dana, scopes=[CASES_READ]), program(dana, scopes=[CASES_WRITE])

    assert writes.get(f"cases/{case.number}/time").status_code == 403
    for path, body in (("standstill", said), ("time", {"minutes": 5}), (f"time/{new_id()}/removal", {})):
        assert reads.post(f"cases/{case.number}/{path}", body).json()["code"] == "forbidden", path
    assert danas.post(f"cases/{case.number}/standstill", said, If_Match='"old"').status_code == 412
    assert heads(case.key) == before and not TimeSpent.objects.exists()


def test_in_a_closed_case_nothing_stands_still(danas, case, now):
    closed_at_rest(case, at=now)
    refused = danas.post(f"cases/{case.number}/standstill", {"stands_still": True, "text": "The shop."})

    assert refused.status_code == 409 and "closed" in refused.json()["detail"] and not standstills(case)


def test_what_the_time_went_on_comes_back_covered_and_is_read_by_no_customer(danas, case):
    path, before = f"cases/{case.number}/time", heads(case.key)
    said = danas.post(path, {"minutes": 5, "what": "Looked for card 4580 4580 4580 4580"})

    for answer in (said, danas.get(path)):
        assert answer.json()["mine"][0]["what"] == "Looked for card •••• •••• •••• 4580"
    assert heads(case.key) == before


def test_more_lines_of_time_cost_no_more_statements(danas, case):
    path, counts = f"cases/{case.number}/time", []
    for _round in range(2):
        danas.post(path, {"minutes": 5})
        danas.get(path)
        with CaptureQueriesContext(connection) as asked:
            danas.get(path)
        counts.append(len(asked))
        for _more in range(3):
            danas.post(path, {"minutes": 1})
    assert counts[0] == counts[1]
