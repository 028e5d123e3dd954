from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from amana.cases.models import COMPANY, Case, Field, Value
from amana.commitments.models import Commitment
from amana.escalation.climbing import FOR_LATE, FOR_PATIENCE, ask, climb
from amana.insight.climbing import doubtful
from amana.insight.measures.parts.dividing import LAST, SCALE, bucket_of, product_fields
from amana.insight.measures.parts.promised import AFTER
from amana.insight.measures.spanning import A_WEEK, Span
from amana.insight.models import Cause, CauseCase, Climb, Part, PartedWeek
from amana.insight.parting import BATCH, count_parts, count_parts_of, part_differences, recounted_parts
from amana.kit.codes import new_id
from amana.review.models import Leak
from amana.team.models import Agent, Brand, Team
from tests.plans import explained, plans_of

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 8)
CLOSED = datetime(2026, 11, 15, 1, tzinfo=UTC)


@pytest.fixture
def north(dana, omer):
    team = Team.objects.create(name="North")
    Agent.objects.filter(pk__in=[dana.pk, omer.pk]).update(team=team)
    return team


def promised(case, owner, state, *, due, ended, made, origin=Commitment.HAND):
    return Commitment.objects.create(
        case=case, promiser=COMPANY, promiser_company=case.company, promisee_person=case.customer, owner_agent=owner,
        action="x", origin=origin, due_at=due, made_at=made, state=state, ended_at=ended,
        ended_in=new_id() if ended else None,
    )  # fmt: skip


def leak(case, kind, at, **more):
    row = {"strength": 2, "rung": 1, "channel": "email", "found_at": at} | more
    return Leak.objects.create(case=case, brand=case.brand, team=case.team, kind=kind, at=at, **row)


def count(brand, week=WEEK, at=CLOSED):
    assert count_parts_of(Span(brand, week, until=at), at=at)


def parts(measure, by, *columns):
    rows = Part.objects.filter(measure=measure, by=by).values_list(*columns, "number")
    return {row[:-1] if len(row) > 2 else row[0]: row[-1] for row in rows}


def test_promises_are_counted_by_ending_by_promised_time_and_by_how_much_of_it_was_used(case, brand, dana, north, now):
    Commitment.objects.filter(case=case).delete()
    hours = timedelta(hours=1)
    promised(case, dana, "kept", made=now, due=now + 8 * hours, ended=now + hours)
    promised(case, dana, "kept", made=now, due=now + 8 * hours, ended=now + 9 * hours)
    promised(case, dana, "broken", made=now, due=now + 30 * hours, ended=now + 31 * hours)
    promised(case, dana, "disputed", made=now, due=now + 2 * hours, ended=None)
    promised(case, dana, "kept", made=now, due=now + hours, ended=now + hours, origin=Commitment.FOLLOW_UP)
    count(brand)

    assert parts("promises", "ending", "value") == {"kept_on_time": 1, "kept_late": 1, "broken": 1, "disputed": 1}
    assert parts("promises", "length", "bucket") == {bucket_of(8 * hours): 2, bucket_of(30 * hours): 1}
    assert parts("promises", "used", "bucket") == {0: 1, AFTER: 1}
    assert set(Part.objects.values_list("team", flat=True)) == {north.pk}


@pytest.mark.parametrize(
    "length, place",
    [(timedelta(0), 0), (SCALE[0], 0), (SCALE[0] + timedelta(seconds=1), 1), (SCALE[-1], LAST - 1), (A_WEEK * 9, LAST)],
)
def test_a_length_of_time_has_one_place_on_the_scale(length, place):
    assert bucket_of(length) == place


def test_waiting_is_counted_first_and_later_by_channel_and_language_with_the_customers_it_concerns(
    case, brand, dana, now
):
    Commitment.objects.filter(case=case).delete()
    for number, hours in enumerate([3, 30]):
        made = now + timedelta(hours=number)
        promised(case, dana, "kept", made=made, due=made, ended=made + timedelta(hours=hours), origin=Commitment.ANSWER)
    count(brand)

    assert parts("waiting", "", "kind", "bucket") == {("first", 3): 1, ("later", 6): 1}
    assert parts("waiting", "language", "kind", "value") == {("first", case.language): 1, ("later", case.language): 1}
    assert parts("customers", "channel", "value") == {"email": 1}
    assert Part.objects.filter(measure="customers").exclude(team=None).count() == 0


def test_why_a_case_climbed_is_read_from_its_record_once(case, brand, link, ruth, yossi, now):
    ask(case, text="Somebody else, please", by=link, at=now)
    Commitment.objects.filter(origin=Commitment.RUNG).update(state="kept", ended_at=now, ended_in=new_id())
    climb(case, why="late", because=FOR_PATIENCE, at=now + timedelta(hours=1))
    count(brand)

    assert parts("climbs", "", "kind") == {"asked": 1, "patience": 1}
    assert parts("climbs", "rung", "kind", "value") == {("asked", "1"): 1, ("patience", "2"): 1}
    assert doubtful(Span(brand, WEEK, until=CLOSED)) == []
    Climb.objects.filter(why="asked").update(why="late")
    assert len(doubtful(Span(brand, WEEK, until=CLOSED))) == 1


def test_a_climb_of_the_clock_says_what_the_clock_said(case, brand, ruth, yossi, now):
    climb(case, why="a call", because=FOR_LATE, at=now)
    count(brand)
    assert parts("climbs", "", "kind") == {"late": 1}


def test_leaks_that_stand_are_counted_by_what_they_have_in_common(case, brand, dana, now):
    field = Field.objects.create(brand=brand, name="מוצר")
    Value.objects.create(case=case, field=field, text="Router X", folded="router x", set_at=now)
    cause = Cause.objects.create(
        brand=brand, what="Old address", since=now.date(), owner=dana, opened_at=now, opened_by=dana
    )
    CauseCase.objects.create(cause=cause, case=case, by=dana, at=now)
    leak(case, Leak.OPACITY, now)
    leak(case, Leak.NO_APOLOGY, now, gone_at=now)
    leak(case, Leak.RUNAROUND, now, disputed_at=now, disputed_by=dana, disputed_why="She asked for it")
    leak(case, Leak.NO_PAPER, now - A_WEEK)
    count(brand)

    assert parts("leaks", "", "kind") == {"opacity": 1}
    found = {row.by: row.value for row in Part.objects.filter(measure="leaks")}
    assert found == {
        "": "",
        "strength": "2",
        "rung": "1",
        "channel": "email",
        "product": "Router X",
        "cause": str(cause.pk),
    }


@pytest.mark.parametrize(
    "name, is_one", [("Product", True), ("product ", True), ("المنتج", True), ("Serial number", False)]
)
def test_the_product_of_a_case_is_what_a_field_of_that_name_says(brand, name, is_one):
    Field.objects.create(brand=brand, name=name)
    assert bool(product_fields(brand)) is is_one


def test_a_week_that_runs_is_counted_up_to_now_and_again_when_it_has_closed(case, brand, dana, now):
    promised(case, dana, "kept", made=now, due=now, ended=now)
    promised(case, dana, "kept", made=now, due=now, ended=now + timedelta(hours=5))
    at = now + timedelta(hours=1)
    count(brand, at=at)
    assert sum(parts("promises", "ending", "value").values()) == 1
    assert part_differences(Span(brand, WEEK, until=at)) == {}

    count(brand)
    assert sum(parts("promises", "ending", "value").values()) == 2


def test_what_changes_later_is_found_again(case, brand, now):
    row = leak(case, Leak.OPACITY, now)
    Brand.objects.update(created_at=now)
    while count_parts(CLOSED):
        pass
    assert parts("leaks", "", "kind") == {"opacity": 1} and count_parts(CLOSED) == 0
    Leak.objects.filter(pk=row.pk).update(gone_at=CLOSED)
    assert "leaks opacity" in " ".join(recounted_parts(60)) and list(recounted_parts(0)) == []

    later = CLOSED + timedelta(days=2)
    while count_parts(later):
        pass
    assert parts("leaks", "", "kind") == {} and list(recounted_parts(60)) == []


def test_one_look_counts_some_weeks_and_the_latest_first(brand, now):
    Brand.objects.update(created_at=now - timedelta(weeks=20))
    assert count_parts(now) == BATCH
    assert PartedWeek.objects.order_by("-week_on").first().week_on == WEEK
    while count_parts(now):
        pass
    assert PartedWeek.objects.count() == 21


def test_of_two_that_count_the_same_week_one_writes(brand, now, monkeypatch):
    span = Span(brand, WEEK, until=now)
    assert count_parts_of(span, at=now)
    from amana.insight import parting

    counted_before = parting.parts_in

    def meanwhile(one):
        PartedWeek.objects.update(counted_at=now + timedelta(minutes=1))
        return counted_before(one)

    monkeypatch.setattr(parting, "parts_in", meanwhile)
    assert not count_parts_of(span, at=now + timedelta(minutes=2))


def test_parts_equal_a_recount_in_plain_python_whatever_happened(case, brand, dana, omer, ruth, north, now):
    chance = Random(11)
    for _number in range(150):
        made = now + timedelta(hours=chance.randint(-200, 200))
        due, ended = made + timedelta(hours=chance.randint(1, 90)), made + timedelta(hours=chance.randint(0, 120))
        promised(case, chance.choice([dana, omer, ruth]), chance.choice(["kept", "broken", "renegotiated", "released"]),
                 made=made, due=due, ended=ended, origin=chance.choice([Commitment.HAND, Commitment.ANSWER]))  # fmt: skip
    span = Span(brand, WEEK)
    count(brand)

    endings, lengths = Counter(), Counter()
    for row in Commitment.objects.filter(ended_at__isnull=False).select_related("owner_agent"):
        if not span.starts <= row.ended_at < span.ends or row.state == "released":
            continue
        kept = "kept_on_time" if row.ended_at <= row.due_at else "kept_late"
        endings[row.owner_agent.team_id, row.origin, kept if row.state == "kept" else row.state] += 1
        lengths[row.owner_agent.team_id, row.origin, bucket_of(row.due_at - row.made_at)] += 1
    assert parts("promises", "ending", "team", "kind", "value") == endings
    assert parts("promises", "length", "team", "kind", "bucket") == lengths
    assert list(recounted_parts(5)) == []


def test_a_week_is_counted_from_indexes(case, brand, now):
    leak(case, Leak.OPACITY, now)
    span = Span(brand, WEEK)
    rows = Leak.objects.standing().filter(brand=brand, at__gte=span.starts, at__lt=span.ends)
    assert "leak_" in explained(rows)
    read = {table for plan in plans_of(lambda: count_parts_of(span, at=CLOSED)) for table in plan.scans}
    assert not read & {Commitment._meta.db_table, Case._meta.db_table, Leak._meta.db_table}
