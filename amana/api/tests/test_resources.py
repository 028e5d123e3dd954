"""Each resource does what the desk does, by the same verbs, and refuses what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.people.models import Person
from amana.record.reading import heads
from tests.cast import agent

pytestmark = pytest.mark.django_db


def ahead(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_a_promise_is_made_moved_and_kept(danas, case):
    made = danas.post(f"cases/{case.number}/promises", {"action": "Send the router", "due_at": ahead(2)})
    assert made.status_code == 201 and made.json()["owner"]["name"] == "Dana Katz"
    path = f"promises/{made.json()['key']}"
    assert made.json()["key"] in [one["key"] for one in danas.get("promises").json()["promises"]]
    assert danas.post(f"{path}/offers", {"due_at": ahead(4), "why": "The depot is closed."}).status_code == 200
    assert danas.post(f"{path}/dispute", {"text": "x"}).status_code == 409
    kept = danas.post(f"{path}/fulfilment", {"note": "Sent by courier."})
    assert kept.json()["state"] == "kept" and kept.json()["ended_in"]
    assert danas.post(f"cases/{case.number}/promises", {"action": "x", "due_at": ahead(-1)}).status_code == 409
    assert danas.post(f"cases/{case.number}/promises", {"action": "x", "due_at": "2026-11-22T10:00"}).status_code == 422


def test_a_case_changes_hands_when_the_taker_accepts(danas, case, omer):
    offered = danas.post(f"cases/{case.number}/hand-overs", {"taker": str(omer.pk), "why": "He knows routers."})
    assert offered.status_code == 201
    omers = program(omer)
    assert [one["key"] for one in omers.get("hand-overs").json()["hand_overs"]] == [offered.json()["key"]]
    path = f"hand-overs/{offered.json()['key']}"
    assert danas.post(f"{path}/acceptance").status_code == 409
    assert omers.post(f"{path}/acceptance").json()["ending"] == "accepted"
    assert danas.get(f"cases/{case.number}").json()["holder"]["key"] == str(omer.pk)


def test_a_closing_is_proposed_and_nobody_agrees_for_the_customer(danas, case):
    made = danas.post(f"cases/{case.number}/closings", {"terms": ["It works"], "text": "Is it solved?"})
    assert made.status_code == 201, made.content
    path = f"closings/{made.json()['key']}"
    ours = danas.get(f"cases/{case.number}/entries").json()["entries"][-1]["entry"]
    assert danas.post(f"{path}/agreement", {"shown_by": ours}).status_code == 409
    assert danas.post(f"{path}/withdrawal", {"why": "She wrote again."}).json()["ending"] == "withdrawn"


def test_the_ladder_names_people_and_is_climbed_only_by_the_customers_words(danas, case):
    ladder = danas.get(f"cases/{case.number}/ladder").json()
    assert [one["name"] for one in ladder["rungs"]][:1] == ["Ruth Amit"] and ladder["next"]["name"] == "Ruth Amit"
    ours = danas.get(f"cases/{case.number}/entries").json()["entries"][0]["entry"]
    assert danas.post(f"cases/{case.number}/ladder", {"text": "x", "shown_by": ours}).status_code == 409


def test_people_are_those_with_a_case_and_nothing_worked_out_about_them(danas, case, noa, sami):
    assert [one["name"] for one in danas.get("people").json()["people"]] == [noa.name]
    one = danas.get(f"people/{noa.pk}")
    assert one.status_code == 200 and not {"patience", "conduct", "readings"} & set(one.json())
    assert "patience" not in danas.get(f"cases/{case.number}").json()
    assert danas.get(f"people/{sami.pk}").status_code == 404


def test_a_text_is_read_and_a_draft_checked_without_keeping_them(danas, dana, django_assert_num_queries):
    found = danas.post("read", {"text": "We will call you back tomorrow at 12:00.", "side": "company",
                                "sent_at": "2026-11-22T08:00:00Z"}).json()["reading"]  # fmt: skip
    assert found["promises"][0]["due"]["at"].startswith("2026-11-23T")
    advice = danas.post("check", {"text": "Your card 4111 1111 1111 1111 is charged soon."}).json()["advice"]
    assert "card_number" in [one["code"] for one in advice]


def test_whoever_only_reads_hands_nothing_out(danas, case, brand):
    before = heads(case.key)
    readers = program(agent("Avi Auditor", brand, "auditor"), scopes=["cases:read"])
    said = readers.post(f"cases/{case.number}/export")
    assert (said.status_code, said.json()["code"], heads(case.key)) == (403, "only_reads", before)
    assert danas.post(f"cases/{case.number}/export").status_code == 200


def test_search_finds_only_what_the_caller_may_see(danas, case, omar):
    assert danas.get("search", {"q": "router"}).status_code == 200
    assert program(omar).get("search", {"q": "router"}).json()["hits"] == []
    assert danas.get("search", {"q": "x", "after": "9" * 19}).status_code == 200


def test_figures_are_for_those_who_lead_and_never_of_few(danas, ruth, case):
    assert danas.post("insight/report", {}).status_code == 404
    report = program(ruth).post("insight/report", {"weeks": 4})
    assert report.status_code == 200 and report.json()["figures"] == []


def test_an_own_case_is_its_owners_from_opening_to_ending(danas, dana, case):
    person = Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=dana.account)
    gils = program(person)
    opened = gils.post("own-cases", {"company": "Kav", "happened": "Charged twice.", "wanted": "A refund.",
                                     "settle_for": "Half."})  # fmt: skip
    assert opened.status_code == 201, opened.content
    number = opened.json()["number"]
    assert [one["number"] for one in gils.get("cases").json()["cases"]] == [number]
    assert gils.get(f"cases/{case.number}").status_code == 404
    # What belongs to its keeper alone is in no token's reach of the company's people.
    assert danas.get(f"cases/{number}").status_code == 404 and danas.post("own-cases", {}).status_code == 422

    assert gils.get(f"own-cases/{number}/next").json()["sentence"]
    called = gils.post(f"own-cases/{number}/calls", {
        "who": "Avi", "said": "He will refund it.", "spoke_at": ahead(-1),
        "promised": [{"what": "Refund 120", "due_at": ahead(3)}],
    })  # fmt: skip
    assert called.status_code == 201, called.content
    promises = gils.get(f"cases/{number}/promises").json()["promises"]
    assert "Refund 120" in [one["action"] for one in promises]
    assert gils.post(f"cases/{number}/notes", {"text": "x"}).status_code == 403
    assert gils.post(f"own-cases/{number}/ending", {}).json()["state"] == "closed"
    assert Case.objects.get(number=number).kept_by == "customer"


def test_web_hooks_are_the_leads_and_tell_no_secret(danas, ruth, case):
    assert danas.get("web-hooks").status_code == 404
    assert program(ruth).get("web-hooks").json() == {"hooks": [], "next": None}
