from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from amana.cases.models import COMPANY, Case, Closing
from amana.commitments.models import Commitment
from amana.handling.ending.closing import agree, propose
from amana.handling.models import Care
from amana.insight.counting import count_closed, count_week, differences, recounted
from amana.insight.measures.spanning import FIRST_WEEKS, Span
from amana.insight.models import CountedWeek, OwnTally, Tally
from amana.kit.codes import new_id
from amana.review.models import Amends
from amana.team.models import Agent, Brand, Team
from amana.team.viewing import at_the_desk, by_link
from tests.plans import explained

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 8)  # a Sunday, as the working week of this brand begins then
CLOSED = datetime(2026, 11, 15, 1, tzinfo=UTC)  # Sunday, after midnight in Jerusalem


@pytest.fixture
def north(dana, omer):
    team = Team.objects.create(name="North")
    Agent.objects.filter(pk__in=[dana.pk, omer.pk]).update(team=team, joined_at=dana.joined_at.replace(year=2020))
    dana.refresh_from_db()
    return team


def promise(case, owner, state, *, due, ended, origin=Commitment.HAND, made=None):
    return Commitment.objects.create(
        case=case, promiser=COMPANY, promiser_company=case.company, promisee_person=case.customer, owner_agent=owner,
        action="x", origin=origin, due_at=due, made_at=made or due - timedelta(days=1), state=state, ended_at=ended,
        ended_in=new_id() if ended else None,
    )  # fmt: skip


def tallies(**more):
    return {row.measure: row.value for row in Tally.objects.filter(**more)}


def test_a_week_that_has_closed_is_counted_once_and_none_before(case, brand, now):
    Brand.objects.update(created_at=now - timedelta(weeks=2))
    assert count_closed(CLOSED - timedelta(hours=4)) == 2
    assert count_closed(CLOSED) == 1
    assert count_closed(CLOSED) == 0
    assert [row.week_on for row in CountedWeek.objects.order_by("week_on")] == [
        date(2026, 10, 25), date(2026, 11, 1), WEEK
    ]  # fmt: skip


def test_an_old_installation_begins_with_the_last_half_year(brand, now):
    Brand.objects.update(created_at=now - timedelta(days=2000))
    while count_closed(CLOSED):
        pass
    assert CountedWeek.objects.filter(brand=brand).count() == FIRST_WEEKS


def test_the_week_is_that_of_the_brands_zone(brand):
    span = Span(brand, WEEK)
    assert span.starts.astimezone(UTC) == datetime(2026, 11, 7, 22, tzinfo=UTC)
    assert span.ends - span.starts == timedelta(days=7)


def test_promises_are_counted_by_how_they_ended_and_by_the_team_of_their_owner(case, brand, dana, north, now):
    for state, late in [("kept", 0), ("kept", 0), ("kept", 1), ("broken", 1), ("renegotiated", 0), ("released", 0)]:
        promise(case, dana, state, due=now, ended=now + timedelta(hours=2 * late - 1))
    promise(case, dana, "kept", due=now, ended=now, origin=Commitment.CLOSING)
    promise(case, dana, "kept", due=now, ended=now - timedelta(days=7))
    count_week(Span(brand, WEEK), at=CLOSED)

    found = tallies(team=north)
    assert (found["kept_on_time"], found["kept_late"], found["broken"], found["renegotiated"]) == (2, 1, 1, 1)
    assert found["people"] == 2
    assert {row.measure: row.value for row in OwnTally.objects.filter(agent=dana)} == {
        "kept_on_time": 2, "kept_late": 1, "broken": 1, "renegotiated": 1}  # fmt: skip


@pytest.mark.parametrize("took, measure", [
    (timedelta(minutes=59), "first_hour"), (timedelta(hours=1), "first_hour"), (timedelta(hours=4), "first_4_hours"),
    (timedelta(hours=23), "first_day"), (timedelta(days=3), "first_3_days"), (timedelta(days=4), "first_longer"),
])  # fmt: skip
def test_a_first_answer_is_counted_by_how_long_it_took(case, brand, dana, now, took, measure):
    Commitment.objects.filter(case=case).delete()
    promise(case, dana, "kept", due=now, ended=now, made=now - took, origin=Commitment.ANSWER)
    promise(case, dana, "kept", due=now, ended=now + timedelta(minutes=1), made=now, origin=Commitment.ANSWER)
    count_week(Span(brand, WEEK), at=CLOSED)

    first = {name: value for name, value in tallies().items() if name.startswith("first_")}
    assert first == {measure: 1}


def test_climbs_are_counted_by_the_rung_they_reached(case, brand, ruth, yossi, north, now):
    Case.objects.filter(pk=case.pk).update(team=north)
    promise(case, ruth, "kept", due=now, ended=now + timedelta(days=20), made=now, origin=Commitment.RUNG)
    promise(case, yossi, "open", due=now, ended=None, made=now + timedelta(hours=1), origin=Commitment.RUNG)
    promise(case, ruth, "kept", due=now, ended=now, made=now - timedelta(days=8), origin=Commitment.RUNG)
    count_week(Span(brand, WEEK), at=CLOSED)

    assert {name: value for name, value in tallies(team=north).items() if name.startswith("rung")} == {
        "rung_2": 1, "rung_3": 1}  # fmt: skip


def test_closings_and_the_contacts_of_what_ended_are_counted(case, brand, dana, link, north, now):
    Case.objects.filter(pk=case.pk).update(team=north)
    closing = propose(case, terms=["It works"], by=at_the_desk(dana), at=now)
    agree(closing, by=link, at=now + timedelta(hours=1))
    count_week(Span(brand, WEEK), at=CLOSED)

    found = tallies(team=north)
    assert (found["closing_agreed"], found["cases_ended"], found["contacts"]) == (1, 1, 1)


def test_what_was_made_up_for_is_counted_with_its_money(case, brand, dana, now):
    common = {"case": case, "brand": brand, "what": "x", "why": "y", "asked_by": dana, "asked_at": now}
    for number, amount in enumerate(["10.50", "20"]):
        Amends.objects.create(**common, amount=Decimal(amount), currency="ILS", state="given", given_at=now,
                              entry=new_id())  # fmt: skip
        assert number < 2
    Amends.objects.create(**common, is_gesture=True, state="given", given_at=now, entry=new_id())
    Amends.objects.create(**common, state="asked")
    Care.objects.create(case=case, answer="partly", entry=new_id(), at=now)
    count_week(Span(brand, WEEK), at=CLOSED)

    found = tallies()
    assert (found["amends"], found["gestures"], found["paid_ILS"], found["care_partly"]) == (2, 1, Decimal("30.50"), 1)


def test_a_tally_equals_a_recount_whatever_happened(case, brand, dana, omer, ruth, north, now):
    """Counted once more in plain Python, from a week of promises that end at random."""
    chance = Random(7)
    states = ["kept", "broken", "renegotiated", "released"]
    for _number in range(150):
        ended = now + timedelta(hours=chance.randint(-200, 200))
        promise(case, chance.choice([dana, omer, ruth]), chance.choice(states), due=now, ended=ended,
                origin=chance.choice([Commitment.HAND, Commitment.READ, Commitment.CLOSING]))  # fmt: skip
    span = Span(brand, WEEK)
    count_week(span, at=CLOSED)

    expected: Counter[tuple[object, str]] = Counter()
    for row in Commitment.objects.filter(ended_at__isnull=False).select_related("owner_agent"):
        if not span.starts <= row.ended_at < span.ends or row.origin == Commitment.CLOSING or row.state == "released":
            continue
        kept = "kept_on_time" if row.ended_at <= row.due_at else "kept_late"
        expected[row.owner_agent.team_id, kept if row.state == "kept" else row.state] += 1
    found = {(row.team_id, row.measure): row.value for row in Tally.objects.all()}
    assert {
        key: value for key, value in found.items() if key[1] in {"kept_on_time", "kept_late", "broken", "renegotiated"}
    } == expected
    assert differences(span) == {} and list(recounted(60)) == []

    Commitment.objects.filter(state="broken").update(state="kept")
    assert differences(span) != {}
    assert list(recounted(0)) == [] and "broken" in " ".join(recounted(60))


def test_of_two_that_count_the_same_week_one_does(brand, now):
    assert count_week(Span(brand, WEEK), at=CLOSED) and not count_week(Span(brand, WEEK), at=CLOSED)


def test_what_is_somebodys_own_ages_out(case, brand, dana, now):
    promise(case, dana, "kept", due=now, ended=now)
    count_week(Span(brand, WEEK), at=CLOSED)
    assert OwnTally.objects.exists()
    count_closed(CLOSED + timedelta(days=400))
    assert not OwnTally.objects.filter(week_on=WEEK).exists()


def test_promises_of_a_week_are_found_in_an_index(brand):
    span = Span(brand, WEEK)
    rows = Commitment.objects.filter(ended_at__gte=span.starts, ended_at__lt=span.ends)
    assert "commitment_ended" in explained(rows)


def test_a_closing_that_waits_has_a_promise_of_its_own(case, dana, link, now):
    """What the count of closings stands on: the promise ends in the moment the proposal does."""
    closing = propose(case, terms=["It works"], by=at_the_desk(dana), at=now)
    agree(closing, by=by_link(case.customer, case.key), at=now + timedelta(hours=1))
    row = Commitment.objects.get(case=case, origin=Commitment.CLOSING)
    assert row.ended_at == Closing.objects.get().ended_at
