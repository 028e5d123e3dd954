"""A program's draft is asked what the composer's is asked, by the same room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.record.reading import read
from tests.letters import deliver

pytestmark = pytest.mark.django_db


def sent(danas, case, text, **more):
    etag = danas.get(f"cases/{case.number}")["ETag"]
    return danas.post(f"cases/{case.number}/messages", {"text": text} | more, If_Match=etag)


def test_the_advice_knows_of_an_ordeal(danas, case):
    """A customer who waited long is owed an apology, whoever writes it and by which program."""
    at = timezone.now()
    Case.objects.filter(pk=case.pk).update(opened_at=at - timedelta(days=12, hours=1))
    Commitment.objects.outstanding().update(due_at=at - timedelta(days=1))

    advice = danas.post(f"cases/{case.number}/messages/check", {"text": "We look into it."}).json()["advice"]

    said = [one["what"] + one["why"] for one in advice if one["code"] == "no_apology"]
    assert len(said) == 1 and "12 days open, a promise was late" in said[0]


def test_another_customer_is_found_by_a_number_and_asked_about_before_it_leaves(danas, case, now):
    samis = deliver("sami@customer.example", "My order number 7744121 is late.", at=now, name="Sami Haddad")
    text = "Order number 7744121 is on its way."
    [other] = danas.post(f"cases/{case.number}/messages/check", {"text": text}).json()["others"]
    refused = sent(danas, case, text)

    assert other["name"] == "Sami Haddad" and other["where"] == "text"
    assert (refused.status_code, refused.json()["code"]) == (409, "refused") and "Sami" in refused.json()["detail"]
    assert sent(danas, case, text, meant=[other["token"]]).status_code == 201
    said = [one for one in read(case.key, side="company") if one.kind == "others.mentioned"]
    assert samis.number in said[0]["others"]


def test_nothing_is_sold_while_the_problem_is_open_unless_they_asked(danas, case):
    text = "In the meantime, may I interest you in our Premium plan?"

    assert sent(danas, case, text).status_code == 409
    assert sent(danas, case, text, sale_was_asked=True).status_code == 201


def test_a_promise_without_a_time_is_put_right_or_said_to_be_none(danas, case):
    text = "I will call you back soon."
    [found] = danas.post(f"cases/{case.number}/messages/check", {"text": text}).json()["promises"]
    assert found["due_at"] is None
    named = {"key": found["key"]}
    at = (timezone.now() + timedelta(days=1)).isoformat()

    assert "has no time" in sent(danas, case, text, promises=[named]).json()["detail"]
    assert sent(danas, case, text, promises=[named | {"due_at": at, "action": "A call"}]).status_code == 201
    owed = danas.get(f"cases/{case.number}/promises").json()["promises"]
    assert [(one["action"], one["firmness"]) for one in owed if one["origin"] == "read"] == [("A call", "firm")]
    assert sent(danas, case, text, promises=[named | {"is_promise": False}]).status_code == 201
