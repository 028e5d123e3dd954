"""What leaks on a case, by the API: listed with its reasons, said not to be so, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.advocacy.defining import define
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.tests.conftest import program
from amana.commitments.making import Draft
from amana.handling.facts.noting import note_call
from amana.kit.codes import new_id
from amana.readings.taking import read_some
from amana.record.reading import heads, read
from amana.review.leaks.keeping import look_at
from amana.review.models import Leak
from tests.letters import deliver

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def leaks(case, desk, now) -> str:
    """Where the leaks of a case are in which something was promised aloud and never written."""
    at = now + HOUR
    note_call(
        case, "She gets a new router.", who="Noa", by=desk, at=at, promises=[Draft("A new router", at + 72 * HOUR)]
    )
    while read_some(worker="test", at=at):
        pass
    look_at(case.key, at=at + 2 * HOUR)
    return f"cases/{case.number}/leaks"


def of_kind(caller, path: str, kind: str = "no_paper") -> dict:
    return next(one for one in caller.get(path).json()["leaks"] if one["kind"] == kind)


def test_a_leak_says_how_strongly_it_shows_by_what_and_in_words(danas, case, leaks):
    found = of_kind(danas, leaks)

    assert found["entries"] == [str(one.id) for one in read(case.key, side="company") if one.kind == "call.noted"]
    assert found["words"] and 1 <= found["strength"] <= 3 and found["disputed_at"] is None


def test_it_is_said_not_to_be_so_once_and_taken_back(danas, case, leaks):
    key = of_kind(danas, leaks)["key"]
    for _twice in range(2):
        said = danas.post(f"{leaks}/{key}/dispute", {"why": "It was written the same hour."})
        assert said.status_code == 200 and said.json()["disputed_why"] == "It was written the same hour."
    assert danas.get(leaks).json()["leaks"][-1]["key"] == key and Leak.objects.get(pk=key).disputed_at is not None
    for _twice in range(2):
        assert danas.post(f"{leaks}/{key}/return").json()["disputed_at"] is None
    kinds = [one.kind for one in read(case.key, side="company")]
    assert (kinds.count("leak.disputed"), kinds.count("leak.reinstated")) == (1, 1)
    assert not [one for one in read(case.key, side="customer") if one.kind.startswith("leak")]


@pytest.mark.parametrize(
    "said", [{}, {"why": ""}, {"why": " "}, {"why": 3}, {"why": "x" * 9000}, {"why": "x", "by": "y"}]
)
def test_a63_without_a_reason_it_stands(danas, case, leaks, said):
    key, before = of_kind(danas, leaks)["key"], heads(case.key)

    assert danas.post(f"{leaks}/{key}/dispute", said).status_code in {409, 422}
    assert heads(case.key) == before and of_kind(danas, leaks)["disputed_at"] is None


def test_a48_one_of_another_case_and_of_another_brand_is_not_found(danas, case, leaks, omar, now):
    key, before = of_kind(danas, leaks)["key"], heads(case.key)
    other = deliver("sami@customer.example", "A lamp.", at=now, name="Sami")
    for caller, path in ((danas, f"cases/{other.number}/leaks"), (program(omar), leaks)):
        assert caller.post(f"{path}/{key}/dispute", {"why": "No."}).status_code == 404
        assert caller.post(f"{path}/{key}/return").status_code == 404
    assert danas.post(f"{leaks}/{new_id()}/dispute", {"why": "No."}).status_code == 404
    assert (
        program(omar).get(leaks).status_code == 404 and danas.get(f"cases/{other.number}/leaks").json()["leaks"] == []
    )
    assert heads(case.key) == before


def leak(case, kind: str, *, strength: int = 1, reason: str = "told_again", entries=(), **values) -> Leak:
    now = timezone.now()
    return Leak.objects.create(
        case=case, brand_id=case.brand_id, kind=kind, strength=strength, at=now, found_at=now,
        entries=[str(one) for one in entries], words={"reason": reason, "values": values},
    )  # fmt: skip


def test_the_gravest_comes_first_and_what_is_not_so_last_and_gone_ones_not_at_all(danas, case):
    rows = [leak(case, kind, strength=of) for kind, of in (("opacity", 1), ("no_apology", 3), ("runaround", 2))]
    Leak.objects.filter(pk=leak(case, "rigid_tools", strength=3).pk).update(gone_at=timezone.now())
    path = f"cases/{case.number}/leaks"
    assert [one["kind"] for one in danas.get(path).json()["leaks"]] == ["no_apology", "runaround", "opacity"]

    danas.post(f"{path}/{rows[1].pk}/dispute", {"why": "It was said."})
    assert [one["kind"] for one in danas.get(path).json()["leaks"]] == ["runaround", "opacity", "no_apology"]


def test_numbers_are_covered_and_of_the_place_no_entry_is_named(danas, case):
    due = timezone.now().isoformat()
    row = leak(case, "no_follow_up", reason="promise_passed", action="Put it back on 4580 4580 4580 4580", due=due)
    leak(case, "indifference", reason="contempt", entries=[new_id()])
    path = f"cases/{case.number}/leaks"
    said = danas.post(f"{path}/{row.pk}/dispute", {"why": "4580 4580 4580 4580 was never charged."})

    listed = danas.get(path)
    for answer in (said, listed):
        assert answer.content.decode().count("4580 4580") == 0 and "•••• 4580" in answer.json().__str__()
    assert [one["entries"] for one in listed.json()["leaks"] if one["kind"] == "indifference"] == [[]]


def test_without_the_right_or_with_an_old_reading_it_stands(danas, dana, keepers, noa, case, now):
    row, before = leak(case, "opacity"), heads(case.key)
    path = f"cases/{case.number}/leaks"
    own = define(noa, company="Kav", happened="Charged twice.", wanted="A refund.", at=now)
    assert program(dana, scopes=[CASES_WRITE]).get(path).status_code == 403
    reads = program(dana, scopes=[CASES_READ])
    for verb, said in (("dispute", {"why": "No."}), ("return", {})):
        assert reads.post(f"{path}/{row.pk}/{verb}", said).json()["code"] == "forbidden"
        assert danas.post(f"{path}/{row.pk}/{verb}", said, If_Match='"old"').status_code == 412
        assert danas.post(f"cases/{own.number}/leaks/{row.pk}/{verb}", said).status_code == 404
        assert keepers.post(f"{path}/{row.pk}/{verb}", said).status_code in {403, 404}
    assert danas.get(f"cases/{own.number}/leaks").status_code == 404
    row.refresh_from_db()
    assert row.disputed_at is None and heads(case.key) == before


def test_more_leaks_cost_no_more_statements(danas, case):
    path, counts = f"cases/{case.number}/leaks", []
    for kinds in (["opacity"], ["no_apology", "runaround", "rigid_tools"]):
        for kind in kinds:
            leak(case, kind)
        danas.get(path)
        with CaptureQueriesContext(connection) as asked:
            danas.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]
