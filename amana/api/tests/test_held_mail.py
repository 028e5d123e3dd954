"""Messages in no case, by the API: listed with the reason, let in, looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.api.tests.conftest import program
from amana.cases.models import Case
from amana.kit.codes import new_id
from amana.post.models import HELD, RawMessage
from amana.record.reading import heads, read
from tests.letters import letter, take_in

pytestmark = pytest.mark.django_db
CARD = "4580 4580 4580 4580"
NEWS = [("List-Unsubscribe", "<https://news.example/off>"), ("List-Id", "<news.example>"), ("Precedence", "bulk")]


@pytest.fixture
def aside(brand, dana, now) -> RawMessage:
    raw = letter("news@shop.example", "Ten offers!", at=now, name="Shop", subject=f"Offers for {CARD}", headers=NEWS)
    row = take_in(raw, at=now)
    assert row.state == "aside"
    return row


@pytest.fixture
def held(brand, dana, now) -> RawMessage:
    row = take_in(letter("nobody", "Who am I?", at=now, subject="Hm"), at=now)
    assert row.state == HELD
    return row


def listed(caller, **query) -> list[dict]:
    return caller.get("held-mail", query).json()["messages"]


def test_what_is_held_and_what_is_set_aside_are_listed_with_their_reasons(danas, held, aside):
    (waiting,) = listed(danas)
    (owing_nothing,) = listed(danas, state="aside")

    assert (waiting["key"], waiting["subject"]) == (str(held.pk), "Hm") and waiting["reason"]
    assert owing_nothing["sender"] == "news@shop.example" and owing_nothing["reason"]
    assert CARD not in owing_nothing["subject"] and owing_nothing["case"] is None


def test_it_opens_a_case_of_its_own_once(danas, aside):
    opened = danas.post(f"held-mail/{aside.pk}/admission", {})

    assert opened.status_code == 200, opened.content
    case = Case.objects.get()
    assert opened.json()["case"]["number"] == case.number and opened.json()["case"]["next_step"]
    assert RawMessage.objects.get(pk=aside.pk).state == "done"
    assert danas.post(f"held-mail/{aside.pk}/admission", {}).status_code == 404 and Case.objects.count() == 1
    assert listed(danas, state="aside") == []


def test_it_goes_into_the_case_that_is_named(danas, case, aside):
    said = danas.post(f"held-mail/{aside.pk}/admission", {"case": case.number})

    assert said.json()["case"]["number"] == case.number and Case.objects.count() == 1
    assert "Ten offers!" in [
        one["text"].strip() for one in read(case.key, side="customer") if one.kind == "message.received"
    ]


def test_one_that_was_held_is_looked_at_again_once(danas, held):
    first, again = (danas.post(f"held-mail/{held.pk}/retry") for _twice in range(2))

    assert (first.status_code, first.json()) == (200, {"is_looked_at": True})
    assert again.status_code == 404 or again.json() == {"is_looked_at": False}


@pytest.mark.parametrize("said", [{"case": "AM-XXXXXX"}, {"case": "x" * 9000}, {"case": 3}, {"into": "x"}])
def test_a63_a_case_that_is_not_there_takes_nothing(danas, aside, said):
    assert danas.post(f"held-mail/{aside.pk}/admission", said).status_code in {404, 422}
    assert RawMessage.objects.get(pk=aside.pk).state == "aside" and not Case.objects.exists()


def test_a48_mail_of_a_case_and_mail_of_another_brand_are_not_found(danas, case, aside, held, omar):
    done, before = RawMessage.objects.get(case=case.key), heads(case.key)
    stranger = program(omar)
    for caller, row in ((danas, done), (stranger, done)):
        assert caller.post(f"held-mail/{row.pk}/admission", {}).status_code == 404
        assert caller.post(f"held-mail/{row.pk}/retry").status_code == 404
    assert danas.post(f"held-mail/{new_id()}/admission", {}).status_code == 404
    assert stranger.post(f"held-mail/{aside.pk}/admission", {"case": case.number}).status_code == 404
    RawMessage.objects.filter(pk=aside.pk).update(brand=case.brand_id)
    assert listed(stranger, state="aside") == []
    assert stranger.post(f"held-mail/{aside.pk}/admission", {}).status_code == 404
    assert heads(case.key) == before and RawMessage.objects.get(pk=aside.pk).state == "aside"


def test_the_list_goes_on_page_by_page_at_the_same_cost(danas, brand, now):
    for number in range(5):
        take_in(letter("nobody", "?", at=now, subject=f"S{number}"), at=now + timedelta(minutes=number))
    danas.get("held-mail", {"most": 1})
    with CaptureQueriesContext(connection) as one:
        first = danas.get("held-mail", {"most": 2}).json()
    with CaptureQueriesContext(connection) as all_of_them:
        danas.get("held-mail", {"most": 100})

    assert len(all_of_them) <= len(one)
    rest = danas.get("held-mail", {"most": 100, "after": first["next"]}).json()
    found = [one["subject"] for one in first["messages"] + rest["messages"]]
    assert found == ["S4", "S3", "S2", "S1", "S0"] and rest["next"] is None
