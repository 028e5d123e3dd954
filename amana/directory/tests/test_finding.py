"""Companies are found by part of a name, in any script, through an index and never by reading them all."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.directory import indexing
from amana.directory.editing import add
from amana.directory.finding import LEADING, find
from amana.directory.importing.bringing_in import bring_in
from amana.directory.importing.matching import plan
from amana.directory.importing.records import Read, Record
from amana.directory.joining import join
from amana.directory.listing import company_named, list_company
from amana.directory.models import Name, Part, Profile
from amana.directory.permissions import OPERATOR
from amana.people.models import Company
from tests.plans import plans_of

TYPED = [
    "kav",
    "telecom",
    "lecom",
    "kav telecom",
    "קו",
    "הט",
    "k",
    "kav.example",
    "+972 3 123 4567",
    "שלום וברכה",
    "zqxv",
]


def names(typed: str, **more) -> list[str]:
    return [one.name for one in find(typed, **more)]


@pytest.fixture
def many(db, at) -> None:
    """So many companies that reading them all would show in a plan."""
    records = [Record(f"k{n}", f"Company {n} of Tahuna", domains=(f"c{n}.example",), country="IL") for n in range(600)]
    bring_in(plan(Read("csv", "0" * 64, records, [])), by=None, at=at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_a_company_is_found_by_any_part_of_a_name(kav):
    for typed in ("Kav Telecom", "kav", "tele", "lecom", "KAV TEL", "telecom kav", "  kav-telecom "):
        assert names(typed) == ["Kav Telecom"], typed
    assert names("") == names("!?") == names("\0") == []


def test_a_company_is_found_by_its_names_in_other_scripts_and_says_which(kav, at):
    for text in ("קו טלקום", "كاف تيليكوم"):
        add(kav, "name", {"text": text}, by=OPERATOR, at=at)
    found = find("טלקום")[0]
    assert (found.name, found.also, found.is_alike) == ("Kav Telecom", "קו טלקום", False)
    assert names("تيليكوم") == ["Kav Telecom"]


def test_without_such_a_name_one_that_sounds_alike_is_found_and_said_so(kav):
    for typed in ("טלקום", "تلكوم", "telekom"):
        found = find(typed)
        assert [one.name for one in found] == ["Kav Telecom"] and found[0].is_alike, typed


def test_a_company_is_found_by_its_domain_and_its_telephone(kav, at):
    add(kav, "name", {"text": "kav.example", "kind": "domain"}, by=OPERATOR, at=at)
    Profile.objects.filter(company=kav).update(country="IL")
    add(kav, "point", {"kind": "phone", "value": "03-123-4567"}, by=OPERATOR, at=at)
    for typed in (
        "kav.example",
        "https://www.kav.example/help",
        "service@mail.kav.example",
        "+972 3 123 4567",
        "03-1234567",
    ):
        assert names(typed) == ["Kav Telecom"], typed


def test_the_whole_name_comes_first(kav, at):
    for name in ("Kav Telecom International", "The Kav Telecom House", "Bekav Telecoms"):
        company_named(name, by=None, at=at, is_private=False)
    assert names("kav telecom")[0] == "Kav Telecom"
    assert names("kav")[-1] == "Bekav Telecoms"


def test_what_was_joined_is_found_as_one(kav, at):
    other = company_named("Kav Mobile", by=None, at=at, is_private=False)
    join(other, kav, by=OPERATOR, at=at)
    assert names("kav mobile") == ["Kav Telecom"]
    assert names("kav") == ["Kav Telecom"]


def test_a_company_named_in_an_own_case_is_found_by_whoever_named_it(gil, at, db):
    made = company_named("Kav Telecom", by=gil, at=at)
    assert names("kav") == [] and names("kav", by=gil) == ["Kav Telecom"]
    assert company_named("KAV telecom", by=gil, at=at) == made
    assert company_named("Kav Telecom", by=None, at=at, is_private=False) != made


def test_our_own_company_is_in_no_list(db, at):
    Company.objects.create(name="Ours", is_ours=True)
    assert names("ours") == []


def test_a_company_that_was_here_before_can_be_listed_twice(db, at):
    row = Company.objects.create(name="Before")
    for _time in range(2):
        list_company(row, by=None, at=at)
    assert names("before") == ["Before"] and Name.objects.count() == 1


def test_unindexing_leaves_nothing(kav):
    indexing.unindex(list(Name.objects.all()))
    assert not Part.objects.exists()


def test_with_many_alike_the_words_together_decide(many):
    assert names("company 432")[0] == "Company 432 of Tahuna"
    assert len(names("company")) == 20
    assert names("c77.example") == ["Company 77 of Tahuna"]


def test_nothing_is_read_from_end_to_end(many, kav):
    for typed in TYPED:
        plans = plans_of(lambda typed=typed: find(typed))
        assert [plan.text for plan in plans if plan.scans] == [], typed
        assert [plan.sql for plan in plans if plan.rows is not None and plan.rows > 2 * LEADING] == [], typed


def test_finding_asks_a_dozen_times_at_most(many):
    with CaptureQueriesContext(connection) as asked:
        find("company tahuna")
    assert len(asked) <= 12
