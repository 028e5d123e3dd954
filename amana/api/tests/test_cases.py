"""Cases by the API: the queue, one case, and opening one."""

from __future__ import annotations

import pytest

from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.record.exporting import snapshot

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_queue_and_a_case_of_its_brand(danas, case):
    listed = danas.get("cases").json()
    assert [one["number"] for one in listed["cases"]] == [case.number]
    assert listed["next"] is None

    one = danas.get(f"cases/{case.number}")
    assert one.status_code == 200, one.content
    assert one.json()["next_step"]["waiting_for"] == case.waiting_for
    assert danas.get(f"cases/{case.number}", If_None_Match=one["ETag"]).status_code == 304


def test_the_record_is_byte_for_byte_what_both_sides_hold(danas, case):
    answer = danas.get(f"cases/{case.number}/record")
    assert b"".join(answer.streaming_content).decode() == "".join(
        f"{line}\n" for line in snapshot(case.key, "customer")
    )


def test_a_stranger_finds_nothing(case, omar):
    omars = program(omar)
    assert omars.get("cases").json()["cases"] == []
    for path in (f"cases/{case.number}", f"cases/{case.number}/entries", f"cases/{case.number}/record"):
        assert omars.get(path).status_code == 404


def test_a_case_is_opened_once_however_often_it_is_asked(danas, case, noa, brand):
    said = {"customer": str(noa.pk), "brand": str(brand.pk), "text": "The lamp is dead too."}
    first = danas.post("cases", said, Idempotency_Key="lamp")
    again = danas.post("cases", said, Idempotency_Key="lamp")

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first["Location"] == f"/api/v1/cases/{first.json()['number']}" == again["Location"]
    assert Case.objects.count() == 2
    other = danas.post("cases", said | {"text": "Another lamp."}, Idempotency_Key="lamp")
    assert (other.status_code, other.json()["code"]) == (422, "not_understood")


def test_entries_come_page_by_page_from_the_end(danas, case):
    page = danas.get(f"cases/{case.number}/entries", {"most": 2}).json()
    seen = page["entries"]
    while page["earlier"]:
        page = danas.get(f"cases/{case.number}/entries", {"most": 2, "before": page["earlier"]}).json()
        seen = page["entries"] + seen
    whole = danas.get(f"cases/{case.number}/entries").json()["entries"]
    assert seen == whole


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"holder": "me"}, 200),
        ({"holder": "nobody"}, 200),
        ({"holder": "01a20b2d-17f0-7000-a0e9-5de8ed9e96df"}, 200),
        ({"holder": "-" * 32}, 422),
        ({"holder": "0" * 36}, 422),
        ({"opened_since": "2026-11-01", "opened_until": "2026-11-30"}, 200),
        ({"opened_since": "0001-01-01"}, 422),
        ({"opened_until": "9999-12-31"}, 422),
    ],
)
def test_a63_a_holder_or_a_day_that_is_none_is_told_so(danas, case, query, status):
    answer = danas.get("cases", query)
    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"][0]["field"].startswith("query.")
