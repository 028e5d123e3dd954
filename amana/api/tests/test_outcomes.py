"""Files of who stayed or left, by the API: looked at, taken in, taken back."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from amana.api.scopes import INSIGHT_READ
from amana.api.tests.conftest import program
from amana.cases.labelling import Field
from amana.insight.models import Outcome, OutcomeImport
from tests.letters import deliver

pytestmark = pytest.mark.django_db
NOBODYS = "01a20b2d-17f0-7000-a0e9-5de8ed9e96df"
BYTES = "application/octet-stream"


@pytest.fixture
def table(brand, now) -> bytes:
    """A file of three: one stayed, one is not known, one line is rubbish."""
    deliver("p0@customer.example", "Hello", at=now, name="P")
    day = (timezone.now() - timedelta(days=3)).date()
    return f"who,what,on\np0@customer.example,stayed,{day}\nx@nobody.example,left,{day}\np0@customer.example,what?,\n".encode()


def look(caller, of, content: bytes, *, kind: str = BYTES, **changes):
    said = {"brand": str(of.pk), "name": "stayed.csv"} | changes
    return caller.post(f"outcomes?{urlencode(said)}", content, kind=kind)


def test_a_file_is_looked_at_counts_once_taken_in_and_goes_as_a_whole(ruth, brand, table):
    ruths = program(ruth)
    seen = look(ruths, brand, table)
    assert seen.status_code == 201, seen.content
    row = seen.json()
    assert (row["lines"], row["unknown"], row["refused"], row["taken_at"]) == (3, 1, 1, None)
    assert row["kinds"] == {"stayed": 1, "left": 0, "more": 0} and [one["line"] for one in row["wrong"]] == [4]
    assert row["wrong"][0]["why"] == "It says neither stayed, left nor bought more."
    path = f"outcomes/{row['key']}"
    for _twice in range(2):
        assert ruths.post(f"{path}/counting").json()["taken_at"]
    assert [one["key"] for one in ruths.get("outcomes").json()["files"]] == [row["key"]]
    for _twice in range(2):
        assert ruths.post(f"{path}/removal").json()["taken_back_at"]
    assert not Outcome.objects.exists() and ruths.post(f"{path}/counting").status_code == 409
    assert ruths.get(path).json()["kinds"] == {"stayed": 0, "left": 0, "more": 0}


@pytest.mark.parametrize(
    ("content", "changes", "status"),
    [
        (b"\x00\xff\x00", {}, None),
        (b"who,what\na,stayed\n", {"name": ""}, 422),
        (b"who,what\na,stayed\n", {"brand": "x"}, 422),
        (b"who,what\na,stayed\n", {"brand": NOBODYS}, 404),
        (b"who,what\na,stayed\n", {"field": NOBODYS}, 409),
        (b"who,what\na,stayed\n", {"kind": "text/csv"}, 415),
        (b"x" * 2_000_001, {}, 413),
    ],
)
def test_a63_rubbish_counts_for_nothing_and_is_told_in_words(ruth, brand, content, changes, status):
    answer = look(program(ruth), brand, content, **changes)
    if status is None:
        assert answer.status_code in {201, 409}
    else:
        assert answer.status_code == status and answer.json()["detail"]
        assert not OutcomeImport.objects.exists()
    assert not Outcome.objects.exists()


def test_a48_only_who_leads_in_the_brand_sees_and_brings(danas, ruth, omar, brand, table):
    key = look(program(ruth), brand, table).json()["key"]
    assert danas.get("outcomes").status_code == danas.get(f"outcomes/{key}").status_code == 404
    assert look(danas, brand, table).status_code == 409
    assert look(program(omar), brand, table).status_code == 404
    for caller in (danas, program(omar)):
        for verb in ("counting", "removal"):
            assert caller.post(f"outcomes/{key}/{verb}").status_code == 404
    reads = program(ruth, scopes=[INSIGHT_READ])
    assert reads.post(f"outcomes/{key}/counting").json()["code"] == "forbidden"
    assert OutcomeImport.objects.get().taken_at is None


def test_a_customer_number_is_looked_up_in_the_field_that_is_named(ruth, brand, table):
    field = Field.objects.create(brand=brand, name="Customer number", position=1)
    assert look(program(ruth), brand, b"who,what\n777,left\n", field=str(field.pk)).json()["unknown"] == 1
