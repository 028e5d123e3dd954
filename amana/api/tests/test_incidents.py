"""Incidents, by the API: begun, gathered, told to all, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.api.scopes import CASES_READ
from amana.api.tests.conftest import program
from amana.escalation.gathering import go_on_telling
from amana.escalation.models import Gathered, Incident
from amana.kit.codes import new_id
from amana.record.reading import read
from tests.letters import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(danas, brand) -> dict:
    said = {"brand": str(brand.pk), "title": "No internet in Haifa"}
    begun = danas.post("incidents", said, Idempotency_Key="i")
    assert begun.status_code == 201 and danas.post("incidents", said, Idempotency_Key="i").json() == begun.json()
    return begun.json()


def told(case) -> list[str]:
    return [one["text"] for one in read(case.key, side="customer") if one.kind == "message.sent"]


def test_cases_are_gathered_told_together_and_go_on_when_it_is_over(danas, ruth, case, incident, now):
    other = deliver("sami@customer.example", "No internet.", at=now, name="Sami")
    path, ruths = f"incidents/{incident['key']}", program(ruth)
    for one in (case, other, other):
        assert danas.post(f"{path}/cases", {"case": one.number}).json() == {"case": one.number, "belongs": True}
    due = (timezone.now() + timedelta(days=1)).isoformat()
    said = {"texts": {"en": "The line is mended today."}, "action": "Internet again", "due_at": due}
    assert danas.post(f"{path}/message", said).status_code == 409
    begun = ruths.post(f"{path}/message", said, Idempotency_Key="m")
    assert begun.status_code == 201 and begun.json()["told"]["total"] == 2, begun.content
    assert ruths.post(f"{path}/message", said, Idempotency_Key="m").json() == begun.json()
    assert ruths.post(f"{path}/message", said).status_code == 409

    go_on_telling(timezone.now())
    assert danas.get(path).json()["told"]["done"] == 2
    assert all("The line is mended today." in text for one in (case, other) for text in told(one)[-1:])
    for _twice in range(2):
        out = danas.post(f"{path}/cases/{other.number}/removal")
        assert out.json() == {"case": other.number, "belongs": False}
    assert danas.post(f"{path}/end").status_code == 409
    for _twice in range(2):
        assert ruths.post(f"{path}/end").json()["ended_at"]
    assert danas.get("incidents").json()["incidents"] == []
    assert [one["key"] for one in danas.get("incidents", {"state": "over"}).json()["incidents"]] == [incident["key"]]
    assert danas.post(f"{path}/cases", {"case": other.number}).status_code == 409


def test_a48_one_of_another_brand_is_not_found_and_takes_no_case(danas, dana, omar, brand, case, incident):
    path, strangers = f"incidents/{incident['key']}", program(omar)
    assert strangers.get(path).status_code == 404 and strangers.get("incidents").json()["incidents"] == []
    assert strangers.post("incidents", {"brand": str(brand.pk), "title": "x"}).status_code == 404
    assert strangers.post(f"{path}/cases", {"case": case.number}).status_code == 404
    assert strangers.post(f"{path}/end").status_code == 404 and danas.get(f"incidents/{new_id()}").status_code == 404
    theirs = strangers.post("incidents", {"brand": str(omar.brands.get().pk), "title": "Ours"}).json()
    assert strangers.post(f"incidents/{theirs['key']}/cases", {"case": case.number}).status_code == 404
    assert program(dana, scopes=[CASES_READ]).post(f"{path}/cases", {"case": case.number}).status_code == 403
    assert not Gathered.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"texts": {}}, {"texts": {"fr": "x"}}, {"texts": {"en": " "}}, {"texts": "x"}, {"action": " "}, {"due_at": "soon"},
     {"due_at": "2020-01-01T00:00Z"}, {"by": "x"}],
)  # fmt: skip
def test_a63_a_message_has_words_a_promise_and_a_time_to_come(danas, ruth, case, incident, wrong):
    path = f"incidents/{incident['key']}"
    danas.post(f"{path}/cases", {"case": case.number})
    due = (timezone.now() + timedelta(days=1)).isoformat()
    answer = program(ruth).post(f"{path}/message", {"texts": {"en": "x"}, "action": "x", "due_at": due} | wrong)

    assert answer.status_code in {409, 422} and danas.get(path).json()["told"] is None


@pytest.mark.parametrize("title", ["", " ", "x" * 300, 3])
def test_a63_an_incident_has_a_name(danas, brand, title):
    assert danas.post("incidents", {"brand": str(brand.pk), "title": title}).status_code in {409, 422}
    assert not Incident.objects.exists()
