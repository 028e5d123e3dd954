"""Lists read no more of other brands than a part that is named, and go on from there."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from amana.api.resources import people, promises
from amana.api.tests.conftest import program
from amana.commitments.making import Draft, make
from amana.people.models import Person
from tests.plans import plans_of

pytestmark = pytest.mark.django_db


def pages(caller, path: str, name: str, **query) -> tuple[list[str], int]:
    """Return the keys of a list, page after page, and how many pages there were."""
    found, number, page = [], 0, {"next": ""}
    while page["next"] is not None:
        page = caller.get(path, query | {"after": page["next"]}).json()
        found += [one["key"] for one in page[name]]
        number += 1
    return found, number


@pytest.fixture
def strangers(db) -> None:
    later = timezone.now() + timedelta(days=1)
    Person.objects.bulk_create(
        Person(name=f"P{number}", language="en", created_at=later + timedelta(seconds=number)) for number in range(2500)
    )


def test_people_of_other_brands_are_looked_through_in_parts_and_ours_are_all_found(
    danas, case, noa, strangers, monkeypatch
):
    monkeypatch.setattr(people, "LOOKED_THROUGH", 1000)
    found, number = pages(danas, "people", "people")
    assert found == [str(noa.pk)] and number == 3


def test_a_page_of_people_reads_no_more_rows_than_its_part(danas, case, strangers):
    connection.cursor().execute("ANALYZE")
    plans = [one for one in plans_of(lambda: danas.get("people")) if '"people_person"' in one.sql]
    assert plans and [one.text for one in plans if one.scans] == []
    if connection.vendor == "postgresql":
        assert max(one.rows for one in plans) <= 4 * people.LOOKED_THROUGH
    else:
        # The part is read by its order, in the database's own index, and nothing behind it.
        assert all("person_newest" in one.text or "PRIMARY KEY" in one.text or "autoindex" in one.text for one in plans)


def test_promises_of_other_brands_are_looked_through_in_parts(danas, case, desk, dana, omar, monkeypatch):
    at = timezone.now()
    drafts = [Draft(f"Call {number}", at + timedelta(days=2, minutes=number), owner=dana) for number in range(7)]
    make(case, drafts, by=desk, at=at)
    whole, _number = pages(danas, "promises", "promises", whose="all")
    monkeypatch.setattr(promises, "LOOKED_THROUGH", 3)
    found, number = pages(danas, "promises", "promises", whose="all", most=2)
    assert found == whole and len(found) >= 7 and number > 2
    mine, _number = pages(danas, "promises", "promises")
    assert set(mine) <= set(whole)
    assert pages(program(omar), "promises", "promises", whose="all")[0] == []


def test_the_word_for_the_next_page_names_nothing_of_another_brand(danas, case, strangers, monkeypatch):
    monkeypatch.setattr(people, "LOOKED_THROUGH", 10)
    word = danas.get("people").json()["next"]
    plain = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode("latin-1")
    for one in Person.objects.order_by("-created_at")[:20]:
        assert one.pk.hex not in plain and one.created_at.isoformat() not in plain
