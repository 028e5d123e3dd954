"""Questions that come again, by the API: listed, renamed, merged, parted, and all of it taken back."""

from __future__ import annotations

import pytest

from amana.api.scopes import INSIGHT_READ
from amana.api.tests.conftest import program
from amana.insight.models import Group, Ruling
from amana.insight.recurring.tests.conftest import REFUND, ROUTER, asker
from amana.kit.codes import new_id
from tests.cast import agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruths(ruth):
    return program(ruth)


@pytest.fixture
def cases(brand, dana, now):
    """Eight cases of two questions, grouped as they came."""
    return asker(brand, dana, now)(*REFUND["en"], *ROUTER["en"])


def groups(caller) -> list[dict]:
    return caller.get("groups").json()["groups"]


def test_what_is_asked_more_than_once_is_listed_with_its_sentences(ruths, cases):
    found = groups(ruths)
    assert len(found) >= 2 and all(one["size"] >= 2 and one["name"] for one in found)
    whole = ruths.get(f"groups/{found[0]['key']}").json()
    assert whole["name"] == found[0]["name"] and whole["told"] and whole["rulings"] == []
    first = ruths.get("groups", {"most": 1}).json()
    rest = ruths.get("groups", {"most": 50, "after": first["next"]}).json()
    assert [one["key"] for one in first["groups"] + rest["groups"]] == [one["key"] for one in found]


def test_a_name_stays_until_it_is_taken_back(ruths, cases):
    one = groups(ruths)[0]
    named = ruths.post(f"groups/{one['key']}/name", {"name": "Refunds"}).json()
    assert named["name"] == "Refunds" and [it["kind"] for it in named["rulings"]] == ["rename"]
    undo = f"rulings/{named['rulings'][0]['key']}/undo"
    assert ruths.post(undo).json()["name"] == one["name"] and ruths.post(undo).status_code == 409
    for wrong in ({}, {"name": ""}, {"name": " "}, {"name": "x" * 300}, {"name": 3}, {"name": "x", "by": "y"}):
        assert ruths.post(f"groups/{one['key']}/name", wrong).status_code in {409, 422}, wrong
    assert Ruling.objects.count() == 1


def test_two_that_ask_the_same_become_one_and_part_again(ruths, cases):
    one, other = groups(ruths)[:2]
    merged = ruths.post(f"groups/{one['key']}/merging", {"into": other["key"]}).json()
    assert (merged["key"], merged["size"]) == (other["key"], one["size"] + other["size"])
    assert ruths.get(f"groups/{one['key']}").json()["key"] == other["key"]
    assert ruths.post(f"groups/{one['key']}/merging", {"into": other["key"]}).status_code == 409
    assert ruths.post(f"rulings/{merged['rulings'][0]['key']}/undo").json()["size"] == other["size"]
    assert {it["key"] for it in groups(ruths)} >= {one["key"], other["key"]}


def test_cases_are_parted_and_one_is_said_not_to_be_about_this(ruths, cases):
    largest = max(groups(ruths), key=lambda one: one["size"])
    path = f"groups/{largest['key']}"
    theirs = [one for one in cases if Group.objects.get(pk=largest["key"]).members.filter(case=one).exists()]
    parted = ruths.post(f"{path}/splitting", {"cases": [theirs[0].number], "name": "Jackets"})
    assert parted.status_code == 201 and (parted.json()["name"], parted.json()["size"]) == ("Jackets", 1), (
        parted.content
    )
    assert ruths.post(f"{path}/splitting", {"cases": [one.number for one in theirs]}).status_code == 409
    assert ruths.post(f"{path}/splitting", {"cases": ["AM-XXXXXX"]}).status_code == 409
    assert ruths.post(f"{path}/splitting", {"cases": []}).status_code == 422
    out = f"{path}/cases/{theirs[1].number}/removal"
    assert ruths.post(out).json()["rulings"][0]["kind"] == "not_this" and ruths.post(out).status_code == 404


def test_a48_those_who_lead_rule_auditors_read_and_others_see_nothing(ruths, danas, ruth, omar, brand, cases):
    one, other = groups(ruths)[:2]
    readers = program(agent("Avi Auditor", brand, "auditor"), scopes=[INSIGHT_READ])
    calls = [
        (f"groups/{one['key']}/name", {"name": "x"}), (f"groups/{one['key']}/merging", {"into": other["key"]}),
        (f"groups/{one['key']}/splitting", {"cases": [cases[0].number]}),
        (f"groups/{one['key']}/cases/{cases[0].number}/removal", None),
    ]  # fmt: skip
    assert groups(readers) == groups(ruths) and program(omar).get("groups").status_code == 404
    assert danas.get("groups").status_code == 404 and danas.get(f"groups/{one['key']}").status_code == 404
    for path, said in calls:
        assert [it.post(path, said).status_code for it in (danas, program(omar), readers)] == [404, 404, 403], path
    assert program(ruth, scopes=[INSIGHT_READ]).post(*calls[0]).status_code == 403
    assert ruths.post(f"rulings/{new_id()}/undo").status_code == 404 and not Ruling.objects.exists()
