"""Tags, fields and ties of cases by the API: as the desk has them, once each, and nobody else's."""

from __future__ import annotations

import pytest
from django.utils import timezone

from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.cases.tying import Follow
from amana.handling.facts import describing
from amana.handling.opening import open_case
from amana.kit.codes import new_id
from amana.record.reading import heads
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(noa, brand, desk) -> Case:
    return open_case(noa, brand, subject="Lamp", text="The lamp is dead too.", by=desk, at=timezone.now())


def test_a_tag_is_put_on_once_and_taken_off_again(danas, case, omar):
    first = danas.post(f"cases/{case.number}/tags", {"name": "Router"}, Idempotency_Key="t")
    again = danas.post(f"cases/{case.number}/tags", {"name": "Router"}, Idempotency_Key="t")
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    (tag,) = danas.get(f"cases/{case.number}/tags").json()["tags"]
    assert tag["name"] == "Router"
    assert [one["number"] for one in danas.get("cases", {"tag": tag["key"]}).json()["cases"]] == [case.number]
    stand = heads(case.key)
    danas.post(f"cases/{case.number}/tags", {"name": "  #router "})
    assert heads(case.key) == stand
    assert danas.post(f"cases/{case.number}/tags", {"name": " "}).status_code == 409
    assert danas.post(f"cases/{case.number}/tags", {"name": "x", "colour": "red"}).status_code == 422
    assert danas.post(f"cases/{case.number}/tags", {"name": "x"}, If_Match='"old"').status_code == 412
    assert program(omar).get(f"cases/{case.number}/tags").status_code == 404
    assert danas.post(f"cases/{case.number}/tags/{new_id()}/removal").status_code == 404
    assert danas.post(f"cases/{case.number}/tags/{tag['key']}/removal").json()["tags"] == []


def test_fields_are_answered_as_the_team_asks_and_others_stay(danas, case, brand, ruth, omar):
    plain = {"team": None, "choices": [], "by": at_the_desk(ruth)}
    serial = describing.define(brand, name="Serial", kind="text", position=1, **plain)
    bought = describing.define(brand, name="Bought on", kind="date", position=2, **plain)
    path = f"cases/{case.number}/fields"
    assert [one["value"] for one in danas.get(path).json()["fields"]] == ["", ""]
    danas.post(path, {"values": [{"field": str(serial.pk), "value": "R-17"}]})
    said = danas.post(path, {"values": [{"field": str(bought.pk), "value": "2026-01-07"}]}, Idempotency_Key="f")
    assert {one["name"]: one["value"] for one in said.json()["fields"]} == {"Serial": "R-17", "Bought on": "2026-01-07"}
    assert danas.post(path, {"values": [{"field": str(bought.pk), "value": "soon"}]}).status_code == 409
    assert danas.post(path, {"values": [{"field": str(new_id()), "value": "x"}]}).status_code == 404
    assert danas.post(path, {"values": []}).status_code == 422
    assert program(omar).get(path).status_code == 404


def test_two_cases_are_linked_once_and_each_shows_the_other(danas, case, other, omar):
    danas.post(f"cases/{case.number}/links", {"case": other.number})
    danas.post(f"cases/{case.number}/links", {"case": other.number})
    (tie,) = danas.get(f"cases/{other.number}/ties").json()["ties"]
    assert (tie["kind"], tie["case"], tie["into"]) == ("linked", case.number, other.number)
    assert danas.post(f"cases/{case.number}/links", {"case": "AM-XXXXXX"}).status_code == 404
    assert danas.post(f"cases/{case.number}/links", {"case": case.number}).status_code == 409
    assert program(omar).post(f"cases/{case.number}/links", {"case": other.number}).status_code == 404
    assert danas.post(f"cases/{other.number}/links/{tie['key']}/removal").json()["ties"] == []


def test_a_case_goes_on_in_another_and_is_taken_out_again(danas, case, other):
    merged = danas.post(
        f"cases/{other.number}/merger", {"into": case.number, "why": "One matter."}, Idempotency_Key="m"
    )
    assert (merged.status_code, merged.json()["number"]) == (200, case.number), merged.content
    assert danas.post(f"cases/{other.number}/merger", {"into": case.number}, Idempotency_Key="m").status_code == 422
    assert danas.post(f"cases/{other.number}/merger", {"into": case.number}).status_code == 409
    assert danas.get(f"cases/{other.number}/ties").json()["ties"][0]["kind"] == "merged"
    out = danas.post(f"cases/{other.number}/merger/end", {"why": "It was another lamp."})
    assert (out.status_code, out.json()["state"]) == (200, "open")
    assert danas.post(f"cases/{other.number}/merger/end").status_code == 409


def test_words_are_split_off_into_a_case_of_their_own_once(danas, case):
    entries = danas.get(f"cases/{case.number}/entries").json()["entries"]
    words = next(one["entry"] for one in entries if one["kind"] in {"message.received", "call.noted"})
    said = {"subject": "The lamp", "entries": [words]}
    fresh = danas.post(f"cases/{case.number}/splits", said, Idempotency_Key="s")
    assert fresh.status_code == 201, fresh.content
    assert fresh["Location"] == f"/api/v1/cases/{fresh.json()['number']}"
    assert danas.post(f"cases/{case.number}/splits", said, Idempotency_Key="s").json() == fresh.json()
    assert Case.objects.count() == 2
    assert danas.post(f"cases/{case.number}/splits", {"subject": "x", "entries": [str(new_id())]}).status_code == 409
    assert danas.post(f"cases/{case.number}/splits", {"subject": "x", "entries": []}).status_code == 422


def test_following_is_ones_own_and_twice_changes_nothing(danas, case, dana, omer):
    for _time in range(2):
        assert danas.post(f"cases/{case.number}/following").json()["is_followed"] is True
    assert list(Follow.objects.values_list("agent", flat=True)) == [dana.pk]
    assert program(omer).get(f"cases/{case.number}/ties").json()["is_followed"] is False
    assert danas.post(f"cases/{case.number}/following/end").json()["is_followed"] is False


def test_reading_does_not_let_anybody_write_what_ties_cases(dana, case):
    reads = program(dana, scopes=["cases:read"])
    assert reads.get(f"cases/{case.number}/ties").status_code == 200
    for path in ("tags", "fields", "links", "merger", "splits", "following", "terms", "amends", "helpers"):
        assert reads.post(f"cases/{case.number}/{path}").json()["code"] == "forbidden", path
