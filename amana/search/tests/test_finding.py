from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amana.handling.importing import new_brand
from amana.handling.noting import note
from amana.handling.opening import open_case
from amana.people.models import Account, Person
from amana.record.appending import Line, append_many
from amana.record.reading import read
from amana.record.withdrawing import erase, withdraw
from amana.search.finding import find
from amana.search.models import Indexed
from amana.team.models import Agent
from amana.team.viewing import at_the_desk, by_link, owner


@pytest.fixture
def brand(db):
    return new_brand("Tavor", at=timezone.now() - timedelta(days=9), language="en")


def agent(name, brand):
    account = Account.objects.create_user(f"{name}@desk.example", name=name)
    made = Agent.objects.create(account=account)
    made.brands.add(brand)
    return at_the_desk(made)


@pytest.fixture
def dana(brand):
    return agent("dana", brand)


@pytest.fixture
def noa(db):
    return Person.objects.create(name="Noa Levi")


@pytest.fixture
def case(brand, dana, noa):
    return open_case(noa, brand, subject="Kettle", text="The kettle leaks again.", by=dana, at=timezone.now())


def test_every_word_must_be_there(case, dana):
    assert find("kettle leaks", viewer=dana).exists()
    assert not find("kettle flies", viewer=dana).exists()


def test_only_those_who_may_read_it_find_it(case, dana, noa):
    stranger = agent("omar", new_brand("Other", at=timezone.now(), language="en"))

    for viewer in (stranger, by_link(noa, case.key), owner(noa)):
        assert not find("kettle", viewer=viewer).exists()


@pytest.mark.parametrize("gone", ["withdrawn", "erased"])
def test_what_is_withdrawn_or_erased_is_found_no_more(case, dana, gone):
    said = next(one for one in read(case.key, side="company") if one.kind == "call.noted")
    now = timezone.now()

    if gone == "withdrawn":
        withdraw(said.id, from_side="customer", why="A card number.", by=dana.actor, at=now)
    else:
        erase(said.id, why="The law.", by=dana.actor, at=now)

    assert not find("leaks", viewer=dana).exists()
    assert not Indexed.objects.filter(entry=said.id).exists()


def test_indexing_a_batch_takes_as_many_statements_as_indexing_one(case, dana):
    def lines(count):
        return [Line(case.key, "note.written", dana.actor, timezone.now(), {"text": f"Note {n}"}) for n in range(count)]

    append_many(lines(1))  # a private chain begins with its first entry
    with CaptureQueriesContext(connection) as one:
        append_many(lines(1))
    with CaptureQueriesContext(connection) as many:
        append_many(lines(40))

    # The words of a batch go in by one prepared statement, which the capture counts once for each row on no database.
    assert len(many) == len(one)
    assert Indexed.objects.count() >= 41


def test_the_newest_come_first(case, dana):
    note(case, "kettle once", by=dana, at=timezone.now())
    last = note(case, "kettle twice", by=dana, at=timezone.now())

    assert find("kettle", viewer=dana).order_by("-pk").first().entry == last.id
