"""What was read in an entry of a case, by the API: with its reasons, and put right by people."""

from __future__ import annotations

import pytest

from amana.advocacy.defining import define
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.tests.conftest import program
from amana.kit.codes import new_id
from amana.readings.models import Correction
from amana.readings.taking import read_some
from amana.record.reading import heads, read
from tests.letters import deliver

pytestmark = pytest.mark.django_db
TEXT = "I am furious that nobody came. I restarted the router twice. My card is 4580 4580 4580 4580. I want a refund."
ASKED = "Please refund me on card 4580 4580 4580 4580 today."


@pytest.fixture
def path(brand, dana, now) -> str:
    """Where the reading of a customer's message is."""
    case = deliver("noa@customer.example", TEXT, at=now, name="Noa Levi")
    while read_some(worker="test", at=now):
        pass
    (said,) = [one for one in read(case.key, side="company") if one.kind == "message.received"]
    return f"cases/{case.number}/entries/{said.id}/reading"


def found(caller, path: str, kind: str) -> list[dict]:
    return [one for one in caller.get(path).json()["found"] if one["kind"] == kind]


def test_each_finding_has_its_words_and_its_reason_and_covered_numbers(danas, path):
    told = danas.get(path)

    assert told.json()["side"] == "customer" and "4580 4580" not in told.content.decode()
    assert [one["quote"] for one in found(danas, path, "tried")] == ["I restarted the router twice"]
    assert all(one["quote"] and one["kind"] for one in told.json()["found"])


def test_a_finding_is_confirmed_hidden_and_added(danas, path):
    (tried,) = found(danas, path, "tried")
    right = {"kind": "tried", "label": tried["id"], "quote": tried["quote"], "verdict": "right"}
    for _twice in range(2):
        assert danas.post(path, right).status_code == 200
    assert [one["verdict"] for one in found(danas, path, "tried")] == ["right"] and Correction.objects.count() == 1
    danas.post(path, right | {"verdict": "wrong"})
    assert found(danas, path, "tried") == [] and Correction.objects.count() == 1
    missed = {"kind": "feeling", "label": "threat_to_leave", "quote": "nobody came", "verdict": "missed"}
    danas.post(path, missed)
    assert "threat_to_leave" in [one["id"] for one in found(danas, path, "feeling")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "maybe"}, {"kind": "nothing"}, {"label": "nothing"}, {"quote": "words that are not there"},
        {"quote": ""}, {"quote": "\u0000"}, {"kind": 3}, {"by": "somebody"},
    ],
)  # fmt: skip
def test_a63_what_is_not_in_the_text_is_not_put_right(danas, path, wrong):
    said = {"kind": "feeling", "label": "anger", "quote": "nobody came", "verdict": "missed"}
    answer = danas.post(path, said | wrong)

    assert answer.status_code in {409, 422} and answer["Content-Type"] == "application/problem+json"
    assert not Correction.objects.exists()


def test_a48_an_entry_of_another_case_without_a_reading_or_of_another_brand_is_not_found(danas, dana, path, omar, now):
    other = deliver("sami@customer.example", "A lamp.", at=now, name="Sami")
    key, said = path.split("/")[3], {"kind": "feeling", "label": "anger", "quote": "came", "verdict": "missed"}
    elsewhere = [f"cases/{other.number}/entries/{key}/reading", path.replace(key, str(new_id()))]
    for caller, where in ((program(omar), path), *((danas, one) for one in elsewhere)):
        assert caller.get(where).status_code == 404 and caller.post(where, said).status_code == 404
    assert program(dana, scopes=[CASES_READ]).post(path, said).status_code == 403
    assert not Correction.objects.exists()


def test_what_is_read_in_somebodys_own_case_is_nobody_elses(danas, noa, now):
    own = define(noa, company="Kav", happened="I am furious. I restarted the router twice.", wanted="A refund.", at=now)
    while read_some(worker="test", at=now):
        pass
    for one in read(own.key, side="customer"):
        assert danas.get(f"cases/{own.number}/entries/{one.id}/reading").status_code == 404
    assert heads(own.key)


def test_of_two_colleagues_the_later_word_counts_and_none_of_it_stands_in_the_record(danas, omer, path):
    (tried,) = found(danas, path, "tried")
    key = Correction._meta.get_field("case").related_model.objects.get().key
    before = heads(key)
    said = {"kind": "tried", "label": tried["id"], "quote": tried["quote"]}
    danas.post(path, said | {"verdict": "wrong"})
    program(omer).post(path, said | {"verdict": "right"})

    assert [one["verdict"] for one in found(danas, path, "tried")] == ["right"] and Correction.objects.count() == 2
    assert heads(key) == before


def test_a_reading_is_asked_with_the_right_to_read_cases(dana, keepers, path):
    refused = program(dana, scopes=[CASES_WRITE]).get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    for answer in (keepers.get(path), keepers.post(path, {"kind": "tried", "quote": "x", "verdict": "right"})):
        assert answer.status_code in {403, 404}
    assert not Correction.objects.exists()


def test_a_finding_with_a_covered_number_is_put_right_in_the_words_it_was_shown_with(danas, brand, now):
    case = deliver("sami@customer.example", ASKED, at=now, name="Sami")
    while read_some(worker="test", at=now):
        pass
    (said,) = [one for one in read(case.key, side="company") if one.kind == "message.received"]
    path = f"cases/{case.number}/entries/{said.id}/reading"
    one = found(danas, path, "wanted")[0]
    assert "•••• 4580" in one["quote"]
    answer = danas.post(path, {"kind": one["kind"], "label": one["id"], "quote": one["quote"], "verdict": "wrong"})
    assert answer.status_code == 200, answer.content
    assert "4580 4580" not in answer.content.decode() and "4580 4580" in Correction.objects.get().quote
