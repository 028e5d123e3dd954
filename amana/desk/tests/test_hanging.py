from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.models import Case, Field, Follow, Mention, Tag, Tagged, Tie, TimeSpent
from amana.desk.entering import Seat
from amana.desk.hanging import ALL, hanging_on
from amana.desk.models import Draft
from amana.handling.facts.spending import spend
from amana.handling.facts.stipulating import drop_term, write_term
from amana.handling.facts.tagging import tag
from amana.handling.holding.following import follow
from amana.handling.models import Term
from amana.handling.opening import open_case
from amana.handling.tying.linking import link
from amana.kit.codes import new_id
from amana.record.reading import read
from amana.review.models import Change
from amana.team.viewing import at_the_desk
from tests.plans import plans_of


@pytest.fixture
def seat(dana, now) -> Seat:
    return Seat(dana, at_the_desk(dana), now)


@pytest.fixture
def other(noa, brand, dana, now) -> Case:
    return open_case(noa, brand, subject="Bill", text="The bill is wrong.", by=at_the_desk(dana), at=now)


def test_what_hangs_on_a_case_is_learned_in_one_query_and_is_of_this_case_alone(case, other, seat, dana, brand, now):
    before = hanging_on(case, seat)
    by = at_the_desk(dana)
    tag(case, "urgent", by=by, at=now)
    follow(case, by=by, at=now)
    spend(case, 20, by=by, at=now)
    write_term(case, "The refund is on the card", by=by, at=now)
    Draft.objects.create(case=case, agent=dana, fields={"text": ["Hello"]}, saved_at=now)
    Field.objects.create(id=new_id(), brand=brand, name="Colour", kind=Field.TEXT, position=1)

    with CaptureQueriesContext(connection) as asked:
        after = hanging_on(case, seat)

    assert len(asked) == 1
    assert after - before == {Tag, Tagged, Follow, TimeSpent, Term, Draft, Field}
    # Of another case of the brand only what belongs to the brand.
    assert hanging_on(other, seat) & (after - before) == {Tag, Field}


def test_a_tie_hangs_on_both_its_ends(case, other, seat, dana, now):
    link(case, other, by=at_the_desk(dana), at=now)

    assert Tie in hanging_on(case, seat) and Tie in hanging_on(other, seat)


def test_what_has_ended_and_what_waits_for_somebody_else_does_not_hang(case, seat, dana, ruth, noa, now):
    by = at_the_desk(dana)
    drop_term(write_term(case, "Never mind", by=by, at=now), why="No longer asked for", by=by, at=now)
    said = read(case.key, side="company")[0].id
    Mention.objects.create(id=new_id(), case=case, agent=ruth, entry=said, at=now)
    Draft.objects.create(case=case, agent=ruth, fields={"text": ["Hello"]}, saved_at=now)

    assert hanging_on(case, seat) & {Term, Mention, Draft} == set()
    assert hanging_on(case, Seat(ruth, at_the_desk(ruth), now)) >= {Mention, Draft}

    Change.objects.create(person=noa, case=case, at=now - timedelta(hours=1), points=-3, reason="late")
    assert Change in hanging_on(case, seat) and hanging_on(case, seat) < ALL


def test_each_question_has_an_index(case, seat):
    [plan] = plans_of(lambda: hanging_on(case, seat))

    assert not plan.scans, plan.text
