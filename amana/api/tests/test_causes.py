"""Causes and their fixes, by the API: opened, put right, shown by questions and cases, promised, done, moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.api.scopes import INSIGHT_READ
from amana.api.tests.conftest import program
from amana.insight.causes.opening import Said, open_cause
from amana.insight.models import Cause, Fix, Group
from amana.kit.codes import new_id
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CARD = "4580 4580 4580 4580"


@pytest.fixture
def ruths(ruth):
    return program(ruth)


@pytest.fixture
def group(brand, now) -> Group:
    return Group.objects.create(brand=brand, name="Where is my code?", made_at=now, first_at=now - 9 * DAY, size=2)


@pytest.fixture
def cause(brand, ruth, yossi, now) -> Cause:
    said = Said("The code comes after three days", (now - 60 * DAY).date(), yossi)
    return open_cause(brand, said, by=at_the_desk(ruth), at=now)


def said_of(brand, **more) -> dict:
    return {"brand": str(brand.pk), "what": "The code comes late", "since": "2026-09-01"} | more


def test_a_cause_is_opened_once_put_right_and_listed(ruths, danas, brand, yossi):
    said = said_of(brand, owner=str(yossi.pk), more=f"By post, with {CARD}.")
    first = ruths.post("causes", said, Idempotency_Key="c")
    assert first.status_code == 201, first.content
    assert ruths.post("causes", said, Idempotency_Key="c").json() == first.json() and Cause.objects.count() == 1
    assert first.json()["owner"]["key"] == str(yossi.pk) and CARD not in first.content.decode()
    path = f"causes/{first.json()['key']}"

    changed = ruths.post(path, {"what": "The code comes after three days"}).json()
    assert (changed["what"], changed["since"], changed["owner"]["key"]) == (
        "The code comes after three days", "2026-09-01", str(yossi.pk),
    )  # fmt: skip
    assert [one["key"] for one in danas.get("causes").json()["causes"]] == [first.json()["key"]]
    assert danas.get("causes", {"state": "mended"}).json()["causes"] == []
    for _twice in range(2):
        assert ruths.post(f"{path}/withdrawal", {"why": "It was another one."}).json()["withdrawn_at"]
    assert danas.get("causes").json()["causes"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"what": ""}, {"what": "x" * 201}, {"since": "soon"}, {"since": "2199-01-01"}, {"owner": "x"}, {"who": "y"},
     {"owner": str(new_id())}, {"brand": "x"}, {"what": "The customers used it wrongly"}],
)  # fmt: skip
def test_a63_what_is_no_cause_is_not_opened(ruths, brand, wrong):
    answer = ruths.post("causes", said_of(brand) | wrong)

    assert answer.status_code in {409, 422} and answer["Content-Type"] == "application/problem+json"
    assert not Cause.objects.exists()


def test_a48_those_who_lead_in_its_brand_keep_a_cause_and_nobody_else(danas, ruth, omar, brand, cause, group, case):
    strangers, path = program(omar), f"causes/{cause.pk}"
    assert danas.post("causes", said_of(brand)).status_code == 409
    assert danas.post(path, {"what": "x"}).status_code == 409
    assert strangers.post("causes", said_of(brand)).status_code == 404
    assert program(ruth, scopes=[INSIGHT_READ]).post(path, {"what": "x"}).status_code == 403
    for caller, there in ((strangers, path), (program(ruth), f"causes/{new_id()}")):
        assert caller.get(there).status_code == 404
        for act, said in (("", {"what": "x"}), ("/withdrawal", {"why": "x"}), ("/reopening", {"why": "x"}),
                          ("/groups", {"group": str(group.pk)}), (f"/groups/{group.pk}/removal", None),
                          ("/cases", {"case": case.number}), (f"/cases/{case.number}/removal", None),
                          ("/fixes", {"what": "x", "due_at": (timezone.now() + DAY).isoformat()})):  # fmt: skip
            assert caller.post(f"{there}{act}", said).status_code == 404, act
    cause.refresh_from_db()
    assert cause.what == "The code comes after three days" and not Fix.objects.exists()
    assert strangers.get("causes").json()["causes"] == []


def test_questions_and_cases_show_it_until_they_are_taken_out(ruths, danas, cause, group, case, omar):
    path = f"causes/{cause.pk}"
    for _twice in range(2):
        assert [one["name"] for one in ruths.post(f"{path}/groups", {"group": str(group.pk)}).json()["groups"]] == [
            "Where is my code?"
        ]
        assert danas.post(f"{path}/cases", {"case": case.number}).status_code == 200
    assert cause.groups.count() == 1 and [one.case for one in cause.cases.all()] == [case]
    elsewhere = Group.objects.create(
        brand=omar.brands.get(), name="There", made_at=group.made_at, first_at=group.made_at, size=1
    )
    assert ruths.post(f"{path}/groups", {"group": str(elsewhere.pk)}).status_code == 404
    assert ruths.post(f"{path}/cases", {"case": "AM-XXXXXX"}).status_code == 404
    for _twice in range(2):
        assert ruths.post(f"{path}/groups/{group.pk}/removal").json()["groups"] == []
        assert danas.post(f"{path}/cases/{case.number}/removal").status_code == 200
    assert not cause.cases.exists()


def test_a_fix_is_promised_moved_with_consent_and_kept(ruths, yossi, cause):
    now, path = timezone.now(), f"causes/{cause.pk}/fixes"
    said = {"what": "Send the code by mail", "due_at": (now + 5 * DAY).isoformat()}
    fix = ruths.post(path, said, Idempotency_Key="f")
    assert fix.status_code == 201 and fix.json()["owner"]["key"] == str(yossi.pk), fix.content
    assert ruths.post(path, said, Idempotency_Key="f").json() == fix.json() and Fix.objects.count() == 1
    assert program(yossi).get(f"causes/{cause.pk}").json()["state"] == "mending"

    one, later = f"fixes/{fix.json()['key']}", (now + 9 * DAY).isoformat()
    assert (
        program(yossi).post(f"{one}/time", {"due_at": later, "why": "The supplier."}).json()["asked_why"]
        == "The supplier."
    )
    assert program(yossi).post(f"{one}/agreement").status_code == 409
    moved = ruths.post(f"{one}/agreement").json()
    assert moved["key"] != fix.json()["key"] and moved["due_at"][:16] == later[:16]
    kept = f"fixes/{moved['key']}/fulfilment"
    assert program(yossi).post(kept, {"text": " "}).status_code == 409
    for _twice in range(2):
        assert program(yossi).post(kept, {"text": "It goes out at once."}).json()["state"] == "kept"
    whole = ruths.get(f"causes/{cause.pk}").json()
    assert whole["state"] == "mended" and [one["state"] for one in whole["fixes"]] == ["kept", "moved"]
    assert ruths.post(f"causes/{cause.pk}/reopening", {"why": "They ask again."}).json()["state"] == "found"


def test_a_fix_that_will_not_be_done_is_said_so_by_whose_it_is(ruths, danas, omar, cause):
    due = (timezone.now() + DAY).isoformat()
    fix = ruths.post(f"causes/{cause.pk}/fixes", {"what": "A better letter", "due_at": due, "eases": True}).json()
    path = f"fixes/{fix['key']}"
    assert fix["eases"] and danas.post(f"{path}/breach", {"text": "No money."}).status_code == 409
    for act, said in (("breach", {"text": "x"}), ("fulfilment", {"text": "x"}), ("agreement", None),
                      ("time", {"due_at": due, "why": "x"})):  # fmt: skip
        assert program(omar).post(f"{path}/{act}", said).status_code == 404
    assert ruths.post(f"{path}/breach", {"text": "No money."}).json()["state"] == "broken"
    assert ruths.post(f"{path}/fulfilment", {"text": "Done."}).status_code == 409
    assert ruths.get(f"causes/{cause.pk}").json()["state"] == "found"


@pytest.mark.parametrize("wrong", [{}, {"what": ""}, {"due_at": "soon"}, {"due_at": "2020-01-01T00:00Z"}, {"owner": 3}])
def test_a63_a_fix_has_words_and_a_time_to_come(ruths, cause, wrong):
    said = {"what": "x", "due_at": (timezone.now() + DAY).isoformat()} | wrong if wrong else {}
    assert ruths.post(f"causes/{cause.pk}/fixes", said).status_code in {409, 422} and not Fix.objects.exists()


def test_more_causes_cost_no_more_statements(ruths, brand, ruth, yossi, cause, now):
    ruths.get("causes")
    with CaptureQueriesContext(connection) as one:
        ruths.get("causes")
    for number in range(4):
        said = Said(f"Cause {number}", now.date(), yossi)
        open_cause(brand, said, by=at_the_desk(ruth), at=now + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as more:
        found = ruths.get("causes", {"most": 3}).json()
    assert len(more) <= len(one)
    rest = ruths.get("causes", {"most": 3, "after": found["next"]}).json()
    assert [len(found["causes"]), len(rest["causes"]), rest["next"]] == [3, 2, None]
