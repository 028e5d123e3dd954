"""Terms of an ending, amends, and those who act for a customer, by the API."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from amana.api.tests.conftest import program
from amana.cases.models import Helper
from amana.handling.models import Term
from amana.kit.codes import new_id
from amana.review.models import Amends
from amana.review.proportioning import scale_of, set_scale

pytestmark = pytest.mark.django_db


def test_a_term_is_written_once_met_and_one_of_ours_is_dropped(danas, case, omar):
    path = f"cases/{case.number}/terms"
    first = danas.post(path, {"text": "The router works."}, Idempotency_Key="t")
    assert first.status_code == 201, first.content
    assert danas.post(path, {"text": "The router works."}, Idempotency_Key="t").json() == first.json()
    assert danas.post(path, {"text": "The  router works."}).json()["key"] == first.json()["key"]
    assert danas.post(path, {"text": ""}).status_code == 409 and danas.post(path, {"words": ""}).status_code == 422
    term = f"terms/{first.json()['key']}"
    assert program(omar).post(f"{term}/fulfilment", {"done": "x"}).status_code == 404
    assert danas.post(f"{term}/fulfilment", {"done": " "}).status_code == 409
    met = danas.post(f"{term}/fulfilment", {"done": "A new one was sent."})
    assert met.json()["done"] == "A new one was sent." and met.json()["met_at"]
    assert danas.post(f"{term}/withdrawal", {"why": "x"}).status_code == 409
    second = danas.post(path, {"text": "A refund."}).json()["key"]
    assert danas.post(f"terms/{second}/withdrawal", {"why": ""}).status_code == 409
    assert danas.post(f"terms/{second}/withdrawal", {"why": "Not asked for."}).json()["dropped_at"]
    assert [one["text"] for one in danas.get(path).json()["terms"]] == ["The router works."]
    assert Term.objects.count() == 2


@pytest.fixture
def limited(brand, ruth) -> None:
    scale = scale_of(brand)
    limits = {"agent": Decimal(50), "lead": Decimal(500)}
    set_scale(brand, currency="ILS", amounts=scale.amounts, limits=limits, by=ruth, at=timezone.now())


def test_amends_within_the_limit_are_given_once(danas, case, limited, omar):
    said = {"what": "A month free", "why": "For the waiting.", "amount": "30.00"}
    given = danas.post(f"cases/{case.number}/amends", said, Idempotency_Key="a")
    assert given.status_code == 201, given.content
    assert (given.json()["state"], given.json()["amount"]) == ("given", "30.00")
    assert danas.post(f"cases/{case.number}/amends", said, Idempotency_Key="a").json() == given.json()
    assert Amends.objects.count() == 1
    assert program(omar).get(f"cases/{case.number}/amends").status_code == 404
    for wrong in ({"amount": "-1"}, {"amount": "1.001"}, {"amount": "much"}, {"amount": "NaN"}, {"approved": True}):
        assert danas.post(f"cases/{case.number}/amends", said | wrong).status_code == 422, wrong
    assert danas.post(f"cases/{case.number}/amends", said | {"why": " "}).status_code == 409


def test_above_the_limit_a_lead_decides_and_whoever_asked_gives(danas, case, limited, ruth, omer):
    ruths = program(ruth)
    said = {"what": "A new router", "why": "For the weeks.", "amount": "120.00"}
    asked = danas.post(f"cases/{case.number}/amends", said).json()
    path = f"amends/{asked['key']}"
    assert asked["state"] == "asked"
    assert danas.post(f"{path}/approval").status_code == 409
    assert [one["key"] for one in ruths.get("amends").json()["amends"]] == [asked["key"]]
    assert danas.post(f"{path}/giving").status_code == 409
    assert ruths.post(f"{path}/approval").json()["state"] == "approved"
    assert [one["key"] for one in danas.get("amends").json()["amends"]] == [asked["key"]]
    assert danas.post(f"{path}/giving").json()["state"] == "given"
    assert danas.post(f"{path}/giving").json()["state"] == "given"
    other = danas.post(f"cases/{case.number}/amends", said | {"amount": "300.00"}).json()["key"]
    assert ruths.post(f"amends/{other}/refusal").status_code == 409
    declined = ruths.post(f"amends/{other}/refusal", {"why": "Enough was given."}).json()
    assert (declined["state"], declined["decided_why"]) == ("declined", "Enough was given.")
    assert [one["state"] for one in danas.get(f"cases/{case.number}/amends").json()["amends"]] == ["declined", "given"]


def test_a_helper_is_claimed_and_nobody_here_confirms(danas, case, omar):
    path = f"cases/{case.number}/helpers"
    said = {"name": "Gal Levi", "mail": "gal@levi.example", "relation": "son", "text": "He called for her."}
    first = danas.post(path, said, Idempotency_Key="h")
    assert first.status_code == 201, first.content
    assert danas.post(path, said, Idempotency_Key="h").json() == first.json() and Helper.objects.count() == 1
    (one,) = danas.get(path).json()["helpers"]
    assert (one["name"], one["is_confirmed"], one["scope"]) == ("Gal Levi", False, "writes")
    assert danas.post(path, said).status_code == 409
    assert danas.post(path, said | {"scope": "all"}).status_code == 422
    assert danas.post(path, said | {"mail": "none"}).status_code == 409
    assert program(omar).post(f"{path}/{one['key']}/removal").status_code == 404
    assert danas.post(f"{path}/{new_id()}/removal").status_code == 404
    assert danas.post(f"{path}/{one['key']}/removal").json()["helpers"] == []


def test_a_helper_the_customer_confirmed_is_theirs_to_end(danas, case):
    said = {"name": "Gal Levi", "mail": "gal@levi.example", "text": "He called for her."}
    (one,) = danas.post(f"cases/{case.number}/helpers", said).json()["helpers"]
    Helper.objects.filter(pk=one["key"]).update(confirmed_at=timezone.now())
    assert danas.post(f"cases/{case.number}/helpers/{one['key']}/removal").status_code == 409
