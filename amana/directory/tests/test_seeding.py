"""Amana's own list is whole, is entered once, and never goes over what somebody wrote."""

from __future__ import annotations

from collections import Counter

from amana.directory.editing import change
from amana.directory.finding import find
from amana.directory.importing.bringing_in import bring_in
from amana.directory.importing.matching import plan
from amana.directory.importing.opening import read
from amana.directory.importing.seeding import records, seed
from amana.directory.importing.taking_back import take_back
from amana.directory.models import Name, Point, Profile, Run
from amana.directory.permissions import OPERATOR
from amana.people.models import Company


def test_each_company_of_the_list_is_whole():
    rows = records()
    keys = {one.key for one in rows}
    assert len(rows) > 100 and all(not one.regulator or one.regulator in keys for one in rows)
    kinds = Counter((one.kind != "company", one.country) for one in rows)
    assert all(kinds[True, country] >= 3 for country in ("IL", "GB", "US", "SA", "AE"))
    assert all(one.source for one in rows if one.points), "a contact point without a source"
    dated = [one.checked_on is not None or any(letter.isdigit() for letter in one.source) for one in rows]
    assert all(one.confidence == "unverified" or has_date for one, has_date in zip(rows, dated, strict=True))


def test_the_list_is_entered_once_and_found_in_three_scripts(at, db):
    assert seed(at=at)["new"] == len(records())
    before = (Company.objects.count(), Name.objects.count(), Point.objects.count())
    assert seed(at=at)["new"] == 0 and Run.objects.count() == 1
    assert (Company.objects.count(), Name.objects.count(), Point.objects.count()) == before
    for typed in ("לאומי", "لئومي", "leumi"):
        assert "Bank Leumi" in [one.name for one in find(typed)]
    assert Profile.objects.get(company__name="Cellcom").regulator == Company.objects.get(
        name="Ministry of Communications (Israel)"
    )


def test_a_list_that_was_taken_back_comes_again_only_when_it_is_asked_for(at, db):
    seed(at=at)
    take_back(Run.objects.get(), by=None, at=at)
    assert seed(at=at)["new"] == 0 and not Company.objects.exists()
    assert seed(at=at, is_asked=True)["new"] == len(records())


def test_what_somebody_changed_stays_when_the_list_is_entered_again(at, db):
    seed(at=at)
    row = Point.objects.get(value="pz@boi.org.il")
    change(row, {"kind": "mail", "value": "new@boi.org.il", "purpose": "complaints"}, by=OPERATOR, at=at)
    Run.objects.all().delete()
    seed(at=at)
    assert not Point.objects.filter(value="pz@boi.org.il").exists()
    assert Point.objects.get(pk=row.pk).value == "new@boi.org.il"


def test_what_was_named_in_cases_before_is_told_to_nobody(at, db):
    Company.objects.create(name="Before All")
    seed(at=at)
    assert find("before all") == []


def test_a_collection_adds_to_the_list_and_does_not_double_it(at, db, shared):
    seed(at=at)
    bring_in(plan(read((shared / "data" / "twofactorauth-contacts.json").read_bytes())), by=None, at=at)
    for name in ("Bank Leumi", "Bank Hapoalim", "Monzo", "Wolt"):
        assert Company.objects.filter(name=name).count() == 1, name
